package brume.cloud.identity;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.cloud.access.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// How far grants reach: over groups, down the tree of projects, and along what roles imply.
final class Reach {
    /// A user's own grants and those of the user's groups; takes [#parameters].
    private static final String GRANTS_OF_USER = """
            select g.project, g.domain, g.role, g.inherited from role_grant g
             where g.user_id = ? or g.group_id in (select m.group_id from group_member m where m.user_id = ?)
            """;

    /// Ids of the projects in which a user has a role; takes [#parameters].
    static final String PROJECTS_OF_USER = """
            with recursive own as (%s), below as (
                select p.id from project p join own on own.inherited and p.parent = own.project
                union
                select p.id from project p join below b on p.parent = b.id
            )
            select own.project from own where own.project is not null and not own.inherited
            union
            select p.id from project p join own on own.inherited and own.domain = p.domain
            union
            select b.id from below b
            """.formatted(GRANTS_OF_USER);

    /// Completes a query that ends with the roles `held`: with all that they imply.
    private static final String WITH_IMPLIED = """
            , closure as (
                select role from held
                union
                select i.implied from role_implication i join closure c on i.prior = c.role
            )
            select r.name from role r join closure c on c.role = r.id where r.domain is null order by r.name
            """;

    private Reach() {}

    static Object[] parameters(UUID user) {
        return new Object[] {user, user};
    }

    /// Names of the roles that a user has in a scope, with what they imply; none in no scope.
    static List<String> roles(Reads reads, UUID user, Scope scope) {
        return switch (scope) {
            case Scope.Project p ->
                reads.query(
                        """
                    with recursive own as (%s), line as (
                        select p.id, p.parent from project p where p.id = ?
                        union all
                        select p.id, p.parent from project p join line l on p.id = l.parent
                    ), held as (
                        select role from own
                         where not inherited and project = ?
                            or inherited and project <> ? and project in (select id from line)
                            or inherited and domain = ?
                    )
                    """.formatted(GRANTS_OF_USER) + WITH_IMPLIED,
                        Reach::name,
                        user,
                        user,
                        p.id(),
                        p.id(),
                        p.id(),
                        p.domain());
            case Scope.Domain d ->
                reads.query("""
                    with recursive own as (%s), held as (select role from own where not inherited and domain = ?)
                    """.formatted(GRANTS_OF_USER) + WITH_IMPLIED, Reach::name, user, user, d.id());
            case Scope.System s -> reads.query("""
                    with recursive own as (%s), held as (select role from own where project is null and domain is null)
                    """.formatted(GRANTS_OF_USER) + WITH_IMPLIED, Reach::name, user, user);
            case Scope.None n -> List.of();
        };
    }

    /// Names of roles, with all that they imply.
    static List<String> names(Reads reads, List<UUID> roles) {
        return reads.query(
                "with recursive held as (select unnest(?::uuid[]) as role)" + WITH_IMPLIED, Reach::name, roles);
    }

    private static String name(Row row) {
        return row.text("name");
    }

    /// Domains in which a user has a role.
    static Set<String> domains(Reads reads, UUID user) {
        return new LinkedHashSet<>(reads.query(
                "select distinct domain from (" + GRANTS_OF_USER + ") own where domain is not null and not inherited",
                row -> row.text("domain"),
                parameters(user)));
    }

    /// Whether a user has a role on the system.
    static boolean system(Reads reads, UUID user) {
        return reads.exists(
                "select from (" + GRANTS_OF_USER + ") own where project is null and domain is null limit 1",
                parameters(user));
    }

    /// Whether a user administers the whole cloud, or a group would make one do so: such may be changed by others of
    /// their kind alone.
    static boolean administers(Reads reads, UUID userOrGroup) {
        return reads.exists("""
                with recursive held as (
                    select role from role_grant
                     where (user_id = ? or group_id = ?
                            or group_id in (select m.group_id from group_member m where m.user_id = ?))
                       and (domain is null or inherited)
                ), closure as (
                    select role from held
                    union
                    select i.implied from role_implication i join closure c on i.prior = c.role
                )
                select from role r join closure c on c.role = r.id where r.domain is null and r.name = 'admin' limit 1
                """, userOrGroup, userOrGroup, userOrGroup);
    }
}
