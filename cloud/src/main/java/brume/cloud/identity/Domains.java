package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/// The verbs of domains.
public final class Domains {
    private static final String KIND = "domain";

    /// Those of a domain, each before the one that it is below.
    private static final String PROJECTS = """
            with recursive line as (
                select id, 0 as depth from project where domain = ? and parent is null
                union all
                select p.id, l.depth + 1 from project p join line l on p.parent = l.id
            )
            select p.* from project p join line l on l.id = p.id order by l.depth desc, p.id for update of p
            """;

    private final Ground ground;
    private final Projects.Ending removeProject;
    private final BiConsumer<Tx, UUID> userGone;

    Domains(Ground ground, Projects.Ending removeProject, BiConsumer<Tx, UUID> userGone) {
        this.ground = ground;
        this.removeProject = removeProject;
        this.userGone = userGone;
    }

    /// What a client asks of a new domain.
    ///
    /// @param id when the client chooses it: 32 hex digits
    public record Wanted(
            Optional<UUID> id,
            String name,
            String description,
            boolean enabled,
            List<String> tags,
            JsonNode options,
            JsonNode extra) {}

    /// What shall be different; what is absent stays.
    public record Change(
            Optional<String> name,
            Optional<String> description,
            Optional<Boolean> enabled,
            Optional<List<String>> tags,
            Optional<JsonNode> options,
            JsonNode extra) {}

    /// Which are wanted.
    public record Filter(Optional<String> id, Optional<String> name, Optional<Boolean> enabled) {
        public static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// @throws CloudFault.Conflict when the name or the id is taken
    public Domain create(Caller caller, Wanted wanted) {
        caller.require(IdentityActions.DOMAIN_CHANGE, Target.ANY);
        var id = Ids.plain(wanted.id.orElseGet(ground.ids()::next));
        return Rows.unique(
                KIND,
                wanted.name,
                () -> ground.sql().tx(tx -> {
                    tx.update(
                            """
                            insert into domain (id, name, description, enabled, tags, options, extra, created_at)
                            values (?, ?, ?, ?, ?, ?, ?, ?)
                            """,
                            id,
                            wanted.name,
                            wanted.description,
                            wanted.enabled,
                            wanted.tags,
                            wanted.options,
                            wanted.extra,
                            ground.clock().instant());
                    changed(tx, caller, "identity:domains:create", id, Map.of("name", wanted.name));
                    return only(tx, id);
                }));
    }

    /// @throws CloudFault.Forbidden when the caller may not, whether or not there is such a domain
    public Domain get(Caller caller, String id) {
        caller.require(IdentityActions.DOMAIN_GET, Target.domain(id));
        return find(id).orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    static void hold(Tx tx, String id) {
        Rows.hold(tx, KIND, "domain", id);
    }

    Optional<Domain> find(String id) {
        return ground.sql().first("select " + Domain.COLUMNS + " from domain where id = ?", Domain::row, id);
    }

    /// By name; a reader of one domain sees that one alone.
    public List<Domain> list(Caller caller, Filter filter) {
        var own = caller.scope() instanceof Scope.Domain d ? Target.domain(d.id()) : Target.ANY;
        caller.require(IdentityActions.DOMAIN_LIST, own);
        var where = new Where();
        if (!caller.may(IdentityActions.DOMAIN_LIST, Target.ANY)) own.domain().ifPresent(d -> where.and("id = ?", d));
        filter.id.ifPresent(i -> where.and("id = ?", i));
        filter.name.ifPresent(n -> where.and("name = ?", n));
        filter.enabled.ifPresent(e -> where.and("enabled = ?", e));
        return ground.sql()
                .query(
                        "select " + Domain.COLUMNS + " from domain" + where.text() + " order by name",
                        Domain::row,
                        where.parameters());
    }

    /// To disable one takes back the tokens of its users, and those for it and its projects.
    public Domain update(Caller caller, String id, Change change) {
        caller.require(IdentityActions.DOMAIN_CHANGE, Target.domain(id));
        return Rows.unique(
                KIND,
                change.name.orElse(id),
                () -> ground.sql().tx(tx -> {
                    var old = locked(tx, id);
                    Rows.mutable(KIND, id, old.options(), change.options);
                    boolean enabled = change.enabled.orElse(old.enabled());
                    tx.update(
                            """
                            update domain set name = ?, description = ?, enabled = ?, tags = ?, options = ?, extra = ?
                             where id = ?
                            """,
                            change.name.orElse(old.name()),
                            change.description.orElse(old.description()),
                            enabled,
                            change.tags.orElse(old.tags()),
                            change.options
                                    .map(o -> Rows.options(old.options(), o))
                                    .orElse(old.options()),
                            Rows.merged(old.extra(), change.extra),
                            id);
                    changed(tx, caller, "identity:domains:update", id, Map.of());
                    if (old.enabled() && !enabled) revoke(tx, id);
                    return only(tx, id);
                }));
    }

    /// Deletes it with all users, groups, projects and roles in it.
    ///
    /// @throws CloudFault.Forbidden while it is enabled
    public void delete(Caller caller, String id) {
        caller.require(IdentityActions.DOMAIN_CHANGE, Target.domain(id));
        ground.sql().run(tx -> {
            var old = locked(tx, id);
            Rows.mutable(KIND, id, old.options(), Optional.empty());
            if (id.equals(Beginning.DEFAULT_DOMAIN)) {
                throw new CloudFault.Forbidden("The default domain cannot be deleted.");
            }
            if (old.enabled()) {
                throw new CloudFault.Forbidden("Cannot delete a domain that is enabled, please disable it first.");
            }
            tx.query(PROJECTS, Project::row, id).forEach(project -> removeProject.ends(tx, caller, project));
            tx.query("select id from identity_user where domain = ? for update", row -> row.uuid("id"), id)
                    .forEach(user -> userGone.accept(tx, user));
            tx.update("delete from identity_user where domain = ?", id);
            tx.update("delete from identity_group where domain = ?", id);
            tx.update("delete from role where domain = ?", id);
            tx.update("delete from domain where id = ?", id);
            changed(tx, caller, "identity:domains:delete", id, Map.of("name", old.name()));
            revoke(tx, id);
        });
    }

    private void revoke(Tx tx, String id) {
        ground.revocations().revoke(tx, Revocations.Kind.USERS_OF, id);
        ground.revocations().revoke(tx, Revocations.Kind.TARGET, Revocations.domain(id));
    }

    private static Domain locked(Tx tx, String id) {
        return tx.first("select " + Domain.COLUMNS + " from domain where id = ? for update", Domain::row, id)
                .orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    private static Domain only(Tx tx, String id) {
        return tx.only("select " + Domain.COLUMNS + " from domain where id = ?", Domain::row, id);
    }

    private void changed(Tx tx, Caller caller, String action, String id, Map<String, ?> detail) {
        ground.journal().changed(tx, caller, action, KIND, id, Optional.empty(), detail);
    }
}
