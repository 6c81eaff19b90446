package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The verbs of roles, and of what they imply.
public final class Roles {
    static final String KIND = "role";
    private final Ground ground;

    Roles(Ground ground) {
        this.ground = ground;
    }

    /// What a client asks of a new role.
    ///
    /// @param domain absent for a role that holds everywhere
    public record Wanted(
            Optional<String> domain, String name, Optional<String> description, JsonNode options, JsonNode extra) {}

    /// What shall be different; what is absent stays.
    ///
    /// @param description an inner absence takes it away
    public record Change(
            Optional<String> name,
            Optional<Optional<String>> description,
            Optional<JsonNode> options,
            JsonNode extra) {}

    /// Who has `prior` has `implied` too.
    public record Implication(Role prior, Role implied) {}

    /// @throws CloudFault.Conflict when the name is taken
    public Role create(Caller caller, Wanted wanted) {
        caller.require(IdentityActions.ROLE_CHANGE, Target.ANY);
        var id = ground.ids().next();
        return Rows.unique(
                KIND,
                wanted.name,
                () -> ground.sql().tx(tx -> {
                    wanted.domain.ifPresent(d -> Domains.hold(tx, d));
                    tx.update(
                            """
                    insert into role (id, domain, name, description, options, extra, created_at)
                    values (?, ?, ?, ?, ?, ?, ?)
                    """,
                            id,
                            wanted.domain,
                            wanted.name,
                            wanted.description,
                            wanted.options,
                            wanted.extra,
                            ground.clock().instant());
                    changed(tx, caller, "identity:roles:create", id, Map.of("name", wanted.name));
                    return required(tx, id);
                }));
    }

    public Role get(Caller caller, UUID id) {
        caller.require(IdentityActions.ROLE_GET, Target.ANY);
        return required(ground.sql(), id);
    }

    /// By name.
    ///
    /// @param domain absent for those that hold everywhere
    public List<Role> list(Caller caller, Optional<String> domain, Optional<String> name) {
        caller.require(IdentityActions.ROLE_GET, Target.ANY);
        var where = new Where();
        domain.ifPresentOrElse(d -> where.and("domain = ?", d), () -> where.and("domain is null"));
        name.ifPresent(n -> where.and("name = ?", n));
        return ground.sql()
                .query(
                        "select " + Role.COLUMNS + " from role" + where.text() + " order by name",
                        Role::row,
                        where.parameters());
    }

    /// Another name takes back the tokens that bear the old one.
    public Role update(Caller caller, UUID id, Change change) {
        caller.require(IdentityActions.ROLE_CHANGE, Target.ANY);
        return Rows.unique(
                KIND,
                change.name.orElse(""),
                () -> ground.sql().tx(tx -> {
                    var old = locked(tx, id);
                    Rows.mutable(KIND, id, old.options(), change.options);
                    tx.update(
                            "update role set name = ?, description = ?, options = ?, extra = ? where id = ?",
                            change.name.orElse(old.name()),
                            change.description.orElse(old.description()),
                            change.options
                                    .map(o -> Rows.options(old.options(), o))
                                    .orElse(old.options()),
                            Rows.merged(old.extra(), change.extra),
                            id);
                    changed(tx, caller, "identity:roles:update", id, Map.of());
                    if (change.name.filter(n -> !n.equals(old.name())).isPresent()) revoke(tx, List.of(old.name()));
                    return required(tx, id);
                }));
    }

    /// Deletes it with all its grants, and takes back the tokens that bear it.
    public void delete(Caller caller, UUID id) {
        caller.require(IdentityActions.ROLE_CHANGE, Target.ANY);
        ground.sql().run(tx -> {
            var old = locked(tx, id);
            Rows.mutable(KIND, id, old.options(), Optional.empty());
            var names = borne(tx, id);
            tx.update("delete from role where id = ?", id);
            changed(tx, caller, "identity:roles:delete", id, Map.of("name", old.name()));
            revoke(tx, names);
        });
    }

    /// All implications, or those of one role.
    public List<Implication> implications(Caller caller, Optional<UUID> prior) {
        caller.require(IdentityActions.ROLE_GET, Target.ANY);
        prior.ifPresent(p -> required(ground.sql(), p));
        var where = new Where();
        prior.ifPresent(p -> where.and("i.prior = ?", p));
        var pairs = ground.sql()
                .query(
                        "select i.prior, i.implied from role_implication i" + where.text() + " order by i.prior",
                        row -> Map.entry(row.uuid("prior"), row.uuid("implied")),
                        where.parameters());
        var roles = new HashMap<UUID, Role>();
        ground.sql().query("select " + Role.COLUMNS + " from role", Role::row).forEach(r -> roles.put(r.id(), r));
        return pairs.stream()
                .filter(p -> roles.containsKey(p.getKey()) && roles.containsKey(p.getValue()))
                .map(p -> new Implication(roles.get(p.getKey()), roles.get(p.getValue())))
                .toList();
    }

    /// @throws CloudFault.NotFound when the one does not imply the other
    public Implication implication(Caller caller, UUID prior, UUID implied) {
        caller.require(IdentityActions.ROLE_GET, Target.ANY);
        if (!ground.sql().exists("select from role_implication where prior = ? and implied = ?", prior, implied)) {
            throw new CloudFault.NotFound("implied role", implied);
        }
        return new Implication(required(ground.sql(), prior), required(ground.sql(), implied));
    }

    /// @throws CloudFault.Invalid when the second implies the first already, or is of one domain alone
    public Implication imply(Caller caller, UUID prior, UUID implied) {
        caller.require(IdentityActions.ROLE_CHANGE, Target.ANY);
        return ground.sql().tx(tx -> {
            tx.lock("identity", "implications");
            var pair = new Implication(held(tx, prior), held(tx, implied));
            if (pair.implied.domain().isPresent()) {
                throw new CloudFault.Invalid("role " + implied + " is of one domain, and cannot be implied");
            }
            if (pair.implied.name().equals("admin")) {
                throw new CloudFault.Forbidden("the role admin cannot be implied");
            }
            if (reach(tx, implied).contains(prior)) {
                throw new CloudFault.Invalid("role " + implied + " implies role " + prior + " already");
            }
            tx.update(
                    "insert into role_implication (prior, implied) values (?, ?) on conflict do nothing",
                    prior,
                    implied);
            changed(tx, caller, "identity:roles:imply", prior, Map.of("implied", implied));
            return pair;
        });
    }

    /// Takes back the tokens that bear what was implied.
    public void unimply(Caller caller, UUID prior, UUID implied) {
        caller.require(IdentityActions.ROLE_CHANGE, Target.ANY);
        ground.sql().run(tx -> {
            if (tx.update("delete from role_implication where prior = ? and implied = ?", prior, implied) == 0) {
                throw new CloudFault.NotFound("implied role", implied);
            }
            changed(tx, caller, "identity:roles:unimply", prior, Map.of("implied", implied));
            revoke(tx, borne(tx, implied));
        });
    }

    private static List<UUID> reach(Reads reads, UUID role) {
        return reads.query("""
                with recursive closure as (
                    select ?::uuid as role
                    union
                    select i.implied from role_implication i join closure c on i.prior = c.role
                )
                select role from closure
                """, row -> row.uuid("role"), role);
    }

    /// Names that stand in tokens because of this role.
    static List<String> borne(Reads reads, UUID role) {
        return reads.query(
                "select name from role where domain is null and id = any(?::uuid[]) order by name",
                row -> row.text("name"),
                reach(reads, role));
    }

    private void revoke(Tx tx, List<String> names) {
        names.forEach(name -> ground.revocations().revoke(tx, Revocations.Kind.ROLE, name));
    }

    static Role required(Reads reads, UUID id) {
        return reads.first("select " + Role.COLUMNS + " from role where id = ?", Role::row, id)
                .orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    private static Role held(Tx tx, UUID id) {
        hold(tx, id);
        return required(tx, id);
    }

    static void hold(Tx tx, UUID id) {
        Rows.hold(tx, KIND, "role", id);
    }

    private static Role locked(Tx tx, UUID id) {
        return tx.first("select " + Role.COLUMNS + " from role where id = ? for update", Role::row, id)
                .orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    private void changed(Tx tx, Caller caller, String action, UUID id, Map<String, ?> detail) {
        ground.journal().changed(tx, caller, action, KIND, id, Optional.empty(), detail);
    }
}
