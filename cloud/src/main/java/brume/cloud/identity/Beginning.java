package brume.cloud.identity;

import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Makes the first rows; where they are, it leaves them as they are.
final class Beginning {
    static final String DEFAULT_DOMAIN = "default";
    private static final List<String> ROLES = List.of("admin", "manager", "member", "reader", "service");
    private static final Map<String, String> IMPLIED =
            Map.of("admin", "manager", "manager", "member", "member", "reader");
    private final Sql sql;
    private final InstantSource clock;
    private final Ids ids;
    private final Passwords passwords;

    Beginning(Sql sql, InstantSource clock, Ids ids, Passwords passwords) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
        this.passwords = passwords;
    }

    /// The epoch's id, made when there is none.
    static UUID epoch(Sql sql, Ids ids) {
        return sql.tx(tx -> {
            tx.update("insert into identity_epoch (id) values (?) on conflict do nothing", ids.next());
            return tx.only("select id from identity_epoch", row -> row.uuid("id"));
        });
    }

    void make(FirstThings things) {
        var adminHash = hashForNew("admin", Optional.of(things.adminPassword()));
        var demoHash = hashForNew("demo", things.demoPassword());
        sql.run(tx -> {
            tx.lock("identity", "beginning");
            domain(tx);
            ROLES.forEach(name -> role(tx, name));
            IMPLIED.forEach((prior, implied) -> tx.update(
                    "insert into role_implication (prior, implied) values (?, ?) on conflict do nothing",
                    roleId(tx, prior),
                    roleId(tx, implied)));
            var admin = user(tx, "admin", adminHash);
            grant(tx, admin, Optional.of(project(tx, "admin")), "admin");
            grant(tx, admin, Optional.empty(), "admin");
            if (things.demoPassword().isPresent()) {
                var demo = project(tx, "demo");
                grant(tx, user(tx, "demo", demoHash), Optional.of(demo), "member");
                grant(tx, admin, Optional.of(demo), "admin");
            }
            tx.update(
                    "insert into catalog_region (id, description, extra) values (?, '', '{}') on conflict do nothing",
                    things.region());
            things.services().forEach(service -> service(tx, things.region(), service));
        });
    }

    /// Hashing is slow, so it is done outside the transaction, and only for a user who is not there.
    private Optional<String> hashForNew(String name, Optional<String> password) {
        if (password.isEmpty() || find(sql, "identity_user", name).isPresent()) return Optional.empty();
        return Optional.of(passwords.hash(password.get()));
    }

    private static Optional<UUID> find(Reads reads, String table, String name) {
        return reads.first(
                "select id from " + table + " where domain = ? and name = ?",
                row -> row.uuid("id"),
                DEFAULT_DOMAIN,
                name);
    }

    private void domain(Tx tx) {
        tx.update("""
                insert into domain (id, name, description, enabled, tags, options, extra, created_at)
                values (?, 'Default', 'The default domain', true, '{}', '{}', '{}', ?)
                on conflict do nothing
                """, DEFAULT_DOMAIN, clock.instant());
    }

    private void role(Tx tx, String name) {
        tx.update("""
                insert into role (id, domain, name, options, extra, created_at) values (?, null, ?, ?, '{}', ?)
                on conflict do nothing
                """, ids.next(), name, Json.object().put("immutable", true), clock.instant());
    }

    private static UUID roleId(Tx tx, String name) {
        return tx.only("select id from role where domain is null and name = ?", row -> row.uuid("id"), name);
    }

    private UUID project(Tx tx, String name) {
        return find(tx, "project", name).orElseGet(() -> {
            var id = ids.next();
            tx.update("""
                    insert into project (id, domain, name, description, enabled, tags, options, extra, created_at)
                    values (?, ?, ?, '', true, '{}', '{}', '{}', ?)
                    """, id, DEFAULT_DOMAIN, name, clock.instant());
            return id;
        });
    }

    private UUID user(Tx tx, String name, Optional<String> hash) {
        return find(tx, "identity_user", name).orElseGet(() -> {
            var id = ids.next();
            var now = clock.instant();
            tx.update("""
                    insert into identity_user (id, domain, name, enabled, options, extra, created_at)
                    values (?, ?, ?, true, '{}', '{}', ?)
                    """, id, DEFAULT_DOMAIN, name, now);
            tx.update(
                    "insert into user_password (id, user_id, hash, created_at) values (?, ?, ?, ?)",
                    ids.next(),
                    id,
                    hash.orElseThrow(),
                    now);
            return id;
        });
    }

    private void grant(Tx tx, UUID user, Optional<UUID> project, String role) {
        tx.update("""
                insert into role_grant (id, user_id, project, role, inherited) values (?, ?, ?, ?, false)
                on conflict do nothing
                """, ids.next(), user, project, roleId(tx, role));
    }

    private void service(Tx tx, String region, FirstThings.BuiltIn service) {
        if (tx.exists("select from catalog_service where type = ?", service.type())) return;
        var id = ids.next();
        tx.update(
                "insert into catalog_service (id, type, name, enabled, extra) values (?, ?, ?, true, '{}')",
                id,
                service.type(),
                service.name());
        for (var face : List.of("public", "internal", "admin")) {
            tx.update("""
                    insert into catalog_endpoint (id, service, region, interface, url, enabled, extra)
                    values (?, ?, ?, ?, ?, true, '{}')
                    """, ids.next(), id, region, face, "$(origin)s" + service.path());
        }
    }
}
