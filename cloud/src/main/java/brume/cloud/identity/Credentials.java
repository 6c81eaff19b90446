package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Action;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The verbs of application credentials and of their access rules.
public final class Credentials {
    static final String KIND = "application credential";
    private static final String RULE = "access rule";
    private static final String SELECT = """
            select id, user_id, project, name, description, unrestricted, ruled, expires_at from application_credential
            """;
    private static final int SECRET_BYTES = 48;
    private static final int CACHED = 10_000;
    private final Ground ground;
    private final Passwords passwords;
    // Rules never change, and a credential that is deleted takes its tokens back.
    private final Cache<UUID, Optional<List<AccessRule>>> rules =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    Credentials(Ground ground, Passwords passwords) {
        this.ground = ground;
        this.passwords = passwords;
    }

    /// What a client asks of a new credential.
    ///
    /// @param secret one of our making when absent
    /// @param roles  all roles of the caller when absent
    /// @param rules  when present, all that it may be used for
    public record Wanted(
            String name,
            Optional<String> description,
            Optional<String> secret,
            Optional<Instant> expiresAt,
            Optional<List<WantedRole>> roles,
            boolean unrestricted,
            Optional<List<WantedRule>> rules) {}

    /// A role by its id or its name.
    public record WantedRole(Optional<UUID> id, Optional<String> name) {}

    public record WantedRule(String service, String method, String path) {}

    /// A new credential, and the secret, which is told this once.
    public record Made(Credential credential, String secret) {}

    /// @param by the credential that the caller's own token was made from
    /// @throws CloudFault.Forbidden for another user, or by a credential that may not
    public Made create(Caller caller, Optional<UUID> by, UUID user, Wanted wanted) {
        caller.require(IdentityActions.CREDENTIAL_CREATE, Target.user(user));
        restrict(by);
        var project = caller.home();
        if (wanted.expiresAt.filter(at -> !at.isAfter(ground.clock().instant())).isPresent()) {
            throw new CloudFault.Invalid("the credential would have expired already");
        }
        var secret = wanted.secret.orElseGet(() -> ground.ids().hex(SECRET_BYTES));
        var hash = passwords.hash(secret);
        var id = ground.ids().next();
        return Rows.unique(
                KIND,
                wanted.name,
                () -> ground.sql().tx(tx -> {
                    Projects.hold(tx, project);
                    Users.hold(tx, user);
                    tx.update(
                            """
                    insert into application_credential
                        (id, user_id, project, name, description, secret, unrestricted, ruled, expires_at, created_at)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                            id,
                            user,
                            project,
                            wanted.name,
                            wanted.description,
                            hash,
                            wanted.unrestricted,
                            wanted.rules.isPresent(),
                            wanted.expiresAt,
                            ground.clock().instant());
                    for (var role : roles(tx, caller, by, wanted.roles)) {
                        tx.update("insert into application_credential_role (credential, role) values (?, ?)", id, role);
                    }
                    for (var rule : wanted.rules.orElse(List.of())) {
                        tx.update(
                                "insert into application_credential_rule (credential, rule) values (?, ?) on conflict do nothing",
                                id,
                                rule(tx, user, rule));
                    }
                    ground.journal()
                            .changed(
                                    tx,
                                    caller,
                                    "identity:credentials:create",
                                    KIND,
                                    id,
                                    Optional.of(project),
                                    Map.of("name", wanted.name));
                    return new Made(find(tx, id).orElseThrow(), secret);
                }));
    }

    /// Ids of the roles that are wanted, all of which the caller must have: by now, or, where a credential stands in
    /// between, by that credential.
    private static List<UUID> roles(Tx tx, Caller caller, Optional<UUID> by, Optional<List<WantedRole>> wanted) {
        var held = by.isPresent()
                ? caller.roles()
                : Set.copyOf(Reach.roles(tx, caller.user().orElseThrow(), caller.scope()));
        var own = tx.query(
                "select id, name from role where domain is null and name = any(?) for key share",
                row -> new Logins.RoleName(row.uuid("id"), row.text("name")),
                held);
        if (wanted.isEmpty()) return own.stream().map(Logins.RoleName::id).toList();
        var ids = new ArrayList<UUID>();
        for (var role : wanted.get()) {
            var found = own.stream()
                    .filter(o -> role.id
                            .map(o.id()::equals)
                            .orElseGet(() -> role.name.map(o.name()::equals).orElse(false)))
                    .findFirst()
                    .orElseThrow(() -> new CloudFault.Invalid(
                            "the roles of a credential are some of those that its maker has in the project"));
            if (!ids.contains(found.id())) ids.add(found.id());
        }
        return ids;
    }

    private UUID rule(Tx tx, UUID user, WantedRule wanted) {
        // One that is there is written over itself, for its row stays then until the transaction ends.
        return tx.only(
                """
                insert into access_rule (id, user_id, service, method, path) values (?, ?, ?, ?, ?)
                on conflict (user_id, service, method, path) do update set path = excluded.path
                returning id
                """, row -> row.uuid("id"), ground.ids().next(), user, wanted.service, wanted.method, wanted.path);
    }

    public Credential get(Caller caller, UUID user, UUID id) {
        require(caller, IdentityActions.CREDENTIAL_READ, user);
        return own(ground.sql(), user, id);
    }

    public List<Credential> list(Caller caller, UUID user, Optional<String> name) {
        require(caller, IdentityActions.CREDENTIAL_READ, user);
        var where = new Where().and("user_id = ?", user);
        name.ifPresent(n -> where.and("name = ?", n));
        return whole(
                ground.sql(),
                ground.sql().query(SELECT + where.text() + " order by id", Bare::row, where.parameters()));
    }

    /// Deletes it and takes its tokens back.
    public void delete(Caller caller, Optional<UUID> by, UUID user, UUID id) {
        require(caller, IdentityActions.CREDENTIAL_DELETE, user);
        restrict(by);
        ground.sql().run(tx -> {
            var old = own(tx, user, id);
            tx.update("delete from application_credential where id = ?", id);
            ground.journal()
                    .changed(
                            tx,
                            caller,
                            "identity:credentials:delete",
                            KIND,
                            id,
                            Optional.of(old.project()),
                            Map.of("name", old.name()));
            ground.revocations().revoke(tx, Revocations.Kind.CREDENTIAL, id);
        });
    }

    /// All rules that were ever wanted for a user's credentials, and not deleted since.
    public List<AccessRule> rules(Caller caller, UUID user) {
        require(caller, IdentityActions.CREDENTIAL_READ, user);
        return ground.sql().query("select * from access_rule where user_id = ? order by id", AccessRule::row, user);
    }

    public AccessRule rule(Caller caller, UUID user, UUID id) {
        require(caller, IdentityActions.CREDENTIAL_READ, user);
        return ground.sql()
                .first("select * from access_rule where user_id = ? and id = ?", AccessRule::row, user, id)
                .orElseThrow(() -> new CloudFault.NotFound(RULE, id));
    }

    /// @throws CloudFault.Forbidden while a credential has it
    public void deleteRule(Caller caller, UUID user, UUID id) {
        require(caller, IdentityActions.CREDENTIAL_DELETE, user);
        ground.sql().run(tx -> {
            if (!tx.exists("select from access_rule where user_id = ? and id = ? for update", user, id)) {
                throw new CloudFault.NotFound(RULE, id);
            }
            if (tx.exists("select from application_credential_rule where rule = ? limit 1", id)) {
                throw new CloudFault.Forbidden("access rule " + id + " is in use by an application credential");
            }
            tx.update("delete from access_rule where id = ?", id);
            ground.journal().changed(tx, caller, "identity:access-rules:delete", RULE, id, Optional.empty(), Map.of());
        });
    }

    private void require(Caller caller, Action action, UUID user) {
        caller.require(action, Target.user(user));
        if (Users.find(ground.sql(), user).isEmpty()) throw new CloudFault.NotFound(Users.KIND, user);
    }

    private void restrict(Optional<UUID> by) {
        if (by.flatMap(id -> find(ground.sql(), id))
                .filter(c -> !c.unrestricted())
                .isPresent()) {
            throw new CloudFault.Forbidden(
                    "a restricted application credential may not change application credentials");
        }
    }

    /// The one of this id, or of this user and name.
    Optional<Credential> find(Optional<UUID> id, Optional<UUID> user, Optional<String> name) {
        if (id.isPresent()) return find(ground.sql(), id.get());
        return user.flatMap(u -> name.flatMap(n -> ground.sql()
                .first(
                        "select id from application_credential where user_id = ? and name = ?",
                        row -> row.uuid("id"),
                        u,
                        n)
                .flatMap(i -> find(ground.sql(), i))));
    }

    /// The credential, if this is its secret. It takes as long where there is none.
    Optional<Credential> open(Optional<Credential> found, String secret) {
        // It may be gone since it was found.
        var stored = found.flatMap(c -> ground.sql()
                .first("select secret from application_credential where id = ?", row -> row.text("secret"), c.id()));
        if (!passwords.matches(secret, stored)) return Optional.empty();
        return found.filter(c -> c.expiresAt()
                .filter(at -> !at.isAfter(ground.clock().instant()))
                .isEmpty());
    }

    /// Whether a token that was made from a credential may make a call.
    boolean allows(UUID credential, AccessRule.Call call) {
        var known = rules.getIfPresent(credential);
        if (known == null) {
            var found = find(ground.sql(), credential);
            if (found.isEmpty()) return false;
            known = found.get().rules();
            rules.put(credential, known);
        }
        return known.map(list -> list.stream().anyMatch(rule -> rule.allows(call)))
                .orElse(true);
    }

    private Credential own(Reads reads, UUID user, UUID id) {
        return find(reads, id).filter(c -> c.user().equals(user)).orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    static Optional<Credential> find(Reads reads, UUID id) {
        return whole(reads, reads.query(SELECT + " where id = ?", Bare::row, id)).stream()
                .findFirst();
    }

    private record Bare(Credential credential, boolean ruled) {
        static Bare row(Row row) {
            return new Bare(
                    new Credential(
                            row.uuid("id"),
                            row.uuid("user_id"),
                            row.uuid("project"),
                            row.text("name"),
                            row.optText("description"),
                            row.flag("unrestricted"),
                            row.optInstant("expires_at"),
                            List.of(),
                            Optional.empty()),
                    row.flag("ruled"));
        }
    }

    /// Adds roles and rules, by one query each.
    private static List<Credential> whole(Reads reads, List<Bare> bare) {
        var ids = bare.stream().map(b -> b.credential.id()).toList();
        var roles = reads.query(
                """
                select c.credential, r.id, r.name from application_credential_role c join role r on r.id = c.role
                 where c.credential = any(?::uuid[]) order by r.name
                """,
                row -> Map.entry(row.uuid("credential"), new Logins.RoleName(row.uuid("id"), row.text("name"))),
                ids);
        var rules = reads.query("""
                select c.credential, a.* from application_credential_rule c join access_rule a on a.id = c.rule
                 where c.credential = any(?::uuid[]) order by a.id
                """, row -> Map.entry(row.uuid("credential"), AccessRule.row(row)), ids);
        return bare.stream()
                .map(b -> new Credential(
                        b.credential.id(),
                        b.credential.user(),
                        b.credential.project(),
                        b.credential.name(),
                        b.credential.description(),
                        b.credential.unrestricted(),
                        b.credential.expiresAt(),
                        of(roles, b.credential.id()),
                        b.ruled ? Optional.of(of(rules, b.credential.id())) : Optional.empty()))
                .toList();
    }

    private static <T> List<T> of(List<Map.Entry<UUID, T>> all, UUID id) {
        return all.stream()
                .filter(e -> e.getKey().equals(id))
                .map(Map.Entry::getValue)
                .toList();
    }
}
