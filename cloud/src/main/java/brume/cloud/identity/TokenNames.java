package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.sql.Asked;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Scope;
import java.util.Optional;
import java.util.UUID;

/// The names that go with the ids in a token, by one round trip.
final class TokenNames {
    private static final String DOMAINS = "select " + Domain.COLUMNS + """
             from domain
            where id = ? or id = (select domain from identity_user where id = ?)
               or id = (select domain from project where id = ?)
            """;

    private final Asked<User> user;
    private final Asked<Project> project;
    private final Asked<Domain> domains;
    private final Asked<Logins.RoleName> roles;

    private TokenNames(Tx tx, Token token) {
        var inProject = token.scope() instanceof Scope.Project p ? Optional.of(p.id()) : Optional.<UUID>empty();
        var inDomain = token.scope() instanceof Scope.Domain d ? Optional.of(d.id()) : Optional.<String>empty();
        user = tx.ask(User.SELECT + " where u.id = ?", User::row, token.user());
        project = inProject
                .map(id -> tx.ask("select " + Project.COLUMNS + " from project where id = ?", Project::row, id))
                .orElseGet(Asked::nothing);
        domains = tx.ask(DOMAINS, Domain::row, inDomain, token.user(), inProject);
        roles = tx.ask(
                "select id, name from role where domain is null and name = any(?) order by name",
                row -> new Logins.RoleName(row.uuid("id"), row.text("name")),
                token.roles());
    }

    /// @throws CloudFault.NotFound when the token's user or scope went away just now
    static Logins.Told tell(Sql sql, Token token) {
        // The questions go with the commit, and are answered after it.
        return sql.tx(tx -> new TokenNames(tx, token)).told(sql, token);
    }

    private Logins.Told told(Sql sql, Token token) {
        var bearer = user.first().orElseThrow(TokenNames::gone);
        if (token.scope() instanceof Scope.Project && project.first().isEmpty()) throw gone();
        var scope = token.scope() instanceof Scope.Domain d
                ? Optional.of(d.id())
                : project.first().map(Project::domain);
        return new Logins.Told(
                token,
                bearer,
                domain(bearer.domain()),
                project.first(),
                scope.map(this::domain),
                roles.rows(),
                token.credential().flatMap(id -> Credentials.find(sql, id)));
    }

    private Domain domain(String id) {
        return domains.rows().stream()
                .filter(domain -> domain.id().equals(id))
                .findFirst()
                .orElseThrow(TokenNames::gone);
    }

    private static CloudFault gone() {
        return new CloudFault.NotFound("token", "given");
    }
}
