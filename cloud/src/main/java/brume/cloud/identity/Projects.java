package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Action;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// The verbs of projects.
public final class Projects {
    private static final String KIND = "project";
    private static final int MAX_DEPTH = 16;
    private static final int MAX_TAGS = 80;
    private final Ground ground;
    private final List<Ending> onDelete = new CopyOnWriteArrayList<>();

    Projects(Ground ground) {
        this.ground = ground;
    }

    /// What a client asks of a new project.
    ///
    /// @param domain absent for that of the parent, or of the caller
    public record Wanted(
            Optional<String> domain,
            Optional<UUID> parent,
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
    ///
    /// @param parent  a project, or a domain for those right under it
    /// @param tags    all of them
    /// @param tagsAny one of them at least
    public record Filter(
            Optional<String> domain,
            Optional<String> parent,
            Optional<String> name,
            Optional<Boolean> enabled,
            List<String> tags,
            List<String> tagsAny,
            List<String> notTags,
            List<String> notTagsAny) {
        public static final Filter ALL = new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /// Hears that a project ends.
    @FunctionalInterface
    public interface Ending {
        /// Called before the row goes. May refuse by a fault.
        void ends(Tx tx, Caller caller, Project project);
    }

    void onDelete(Ending listener) {
        onDelete.add(listener);
    }

    /// Removes a project that has none below it.
    void remove(Tx tx, Caller caller, Project project) {
        onDelete.forEach(listener -> listener.ends(tx, caller, project));
        tx.update("update identity_user set default_project = null where default_project = ?", project.id());
        tx.update("delete from project where id = ?", project.id());
    }

    /// @throws CloudFault.Conflict when the name is taken in the domain
    /// @throws CloudFault.NotFound when there is no such domain or parent
    public Project create(Caller caller, Wanted wanted) {
        // Of a parent in another domain its administrator alone hears.
        var parent = wanted.parent
                .flatMap(this::find)
                .filter(p -> caller.may(IdentityActions.PROJECT_CHANGE, Target.domain(p.domain())));
        var domain = wanted.domain
                .or(() -> parent.map(Project::domain))
                .or(() -> caller.scope() instanceof Scope.Domain d ? Optional.of(d.id()) : Optional.empty())
                .orElse(caller.domain());
        caller.require(IdentityActions.PROJECT_CHANGE, Target.domain(domain));
        if (wanted.parent.isPresent() && parent.isEmpty()) {
            throw new CloudFault.NotFound(KIND, wanted.parent.get());
        }
        var id = ground.ids().next();
        return Rows.unique(
                KIND,
                wanted.name,
                () -> ground.sql().tx(tx -> {
                    Domains.hold(tx, domain);
                    wanted.parent.ifPresent(p -> checkParent(tx, p, domain));
                    tx.update(
                            """
                            insert into project
                                (id, domain, parent, name, description, enabled, tags, options, extra, created_at)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            """,
                            id,
                            domain,
                            wanted.parent,
                            wanted.name,
                            wanted.description,
                            wanted.enabled,
                            wanted.tags,
                            wanted.options,
                            wanted.extra,
                            ground.clock().instant());
                    changed(tx, caller, "identity:projects:create", id, Map.of("name", wanted.name));
                    return only(tx, id);
                }));
    }

    private static void checkParent(Tx tx, UUID parent, String domain) {
        var above = tx.first(
                        "select " + Project.COLUMNS + " from project where id = ? for key share", Project::row, parent)
                .orElseThrow(() -> new CloudFault.NotFound(KIND, parent));
        if (!above.domain().equals(domain)) {
            throw new CloudFault.Invalid("the parent project is in another domain");
        }
        int depth = tx.only("""
            with recursive line as (
                select id, parent from project where id = ?
                union all
                select p.id, p.parent from project p join line l on p.id = l.parent
            )
            select count(*) as depth from line
            """, row -> row.integer("depth"), parent);
        if (depth >= MAX_DEPTH) {
            throw new CloudFault.Forbidden("Max hierarchy depth reached for %s branch.".formatted(parent));
        }
    }

    /// @throws CloudFault.Forbidden when the caller may not, whether or not there is such a project
    public Project get(Caller caller, UUID id) {
        return required(caller, IdentityActions.PROJECT_GET, id);
    }

    Optional<Project> find(UUID id) {
        return find(ground.sql(), id);
    }

    static void hold(Tx tx, UUID id) {
        if (!tx.exists("select from project where id = ? for key share", id)) {
            throw new CloudFault.NotFound(KIND, Ids.plain(id));
        }
    }

    static Optional<Project> find(Reads reads, UUID id) {
        return reads.first("select " + Project.COLUMNS + " from project where id = ?", Project::row, id);
    }

    /// By name; a reader of one domain sees those in it.
    public List<Project> list(Caller caller, Filter filter) {
        var domain = filter.domain.or(
                () -> caller.scope() instanceof Scope.Domain d ? Optional.of(d.id()) : Optional.empty());
        caller.require(IdentityActions.PROJECT_LIST, domain.map(Target::domain).orElse(Target.ANY));
        var where = where(filter);
        if (filter.domain.isEmpty()) domain.ifPresent(d -> where.and("domain = ?", d));
        return query(where);
    }

    /// The projects in which a user has a role, directly, by a group, or from above; only enabled ones.
    public List<Project> of(Caller caller, UUID user, Filter filter) {
        var found = ground.sql()
                .first("select domain from identity_user where id = ?", row -> row.text("domain"), user)
                .map(d -> Target.user(user).in(d))
                .orElse(Target.user(user));
        caller.require(IdentityActions.PROJECT_LIST_OF_USER, found);
        return query(where(filter).and("id in (" + Reach.PROJECTS_OF_USER + ")", Reach.parameters(user)));
    }

    /// Those into which a user may go: for a choice of scopes.
    public List<Project> reachable(UUID user) {
        return query(new Where()
                .and("enabled and domain in (select d.id from domain d where d.enabled)")
                .and("id in (" + Reach.PROJECTS_OF_USER + ")", Reach.parameters(user)));
    }

    private List<Project> query(Where where) {
        return ground.sql()
                .query(
                        "select " + Project.COLUMNS + " from project" + where.text() + " order by name, id",
                        Project::row,
                        where.parameters());
    }

    private static Where where(Filter filter) {
        var where = new Where();
        filter.domain.ifPresent(d -> where.and("domain = ?", d));
        filter.parent.ifPresent(p -> where.and(
                "replace(parent::text, '-', '') = replace(?, '-', '') or parent is null and domain = ?", p, p));
        filter.name.ifPresent(n -> where.and("name = ?", n));
        filter.enabled.ifPresent(e -> where.and("enabled = ?", e));
        if (!filter.tags.isEmpty()) where.and("tags @> ?", filter.tags);
        if (!filter.tagsAny.isEmpty()) where.and("tags && ?", filter.tagsAny);
        if (!filter.notTags.isEmpty()) where.and("not tags @> ?", filter.notTags);
        if (!filter.notTagsAny.isEmpty()) where.and("not tags && ?", filter.notTagsAny);
        return where;
    }

    /// The projects above one, nearest first.
    public List<Project> above(Caller caller, UUID id) {
        required(caller, IdentityActions.PROJECT_GET, id);
        return ground.sql().query("""
            with recursive line as (
                select p.*, 0 as depth from project p where id = ?
                union all
                select p.*, l.depth + 1 from project p join line l on p.id = l.parent
            )
            select * from line where depth > 0 order by depth
            """, Project::row, id);
    }

    /// The projects below one, at any depth.
    public List<Project> below(Caller caller, UUID id) {
        required(caller, IdentityActions.PROJECT_GET, id);
        return ground.sql().query("""
            with recursive line as (
                select p.*, 0 as depth from project p where id = ?
                union all
                select p.*, l.depth + 1 from project p join line l on p.parent = l.id
            )
            select * from line where depth > 0 order by depth, name
            """, Project::row, id);
    }

    /// To disable one takes back the tokens for it.
    public Project update(Caller caller, UUID id, Change change) {
        required(caller, IdentityActions.PROJECT_CHANGE, id);
        return Rows.unique(
                KIND,
                change.name.orElse(""),
                () -> ground.sql().tx(tx -> {
                    var old = locked(tx, id);
                    Rows.mutable(KIND, id, old.options(), change.options);
                    boolean enabled = change.enabled.orElse(old.enabled());
                    if (enabled && !old.enabled()) checkAboveIsEnabled(tx, old);
                    if (!enabled && old.enabled()) checkBelowIsDisabled(tx, old);
                    tx.update(
                            """
                            update project set name = ?, description = ?, enabled = ?, tags = ?, options = ?, extra = ?
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
                    changed(tx, caller, "identity:projects:update", id, Map.of());
                    if (old.enabled() && !enabled) revoke(tx, id);
                    return only(tx, id);
                }));
    }

    /// Changes the tags alone, which its own administrators may.
    ///
    /// @param change makes the new tags of the old
    public Project tag(Caller caller, UUID id, UnaryOperator<List<String>> change) {
        required(caller, IdentityActions.PROJECT_TAG, id);
        return ground.sql().tx(tx -> {
            var old = locked(tx, id);
            Rows.mutable(KIND, id, old.options(), Optional.empty());
            var tags = change.apply(old.tags());
            if (tags.size() > MAX_TAGS) throw new CloudFault.Invalid("a project has at most " + MAX_TAGS + " tags");
            tx.update("update project set tags = ? where id = ?", tags, id);
            changed(tx, caller, "identity:projects:tag", id, Map.of());
            return only(tx, id);
        });
    }

    private static void checkAboveIsEnabled(Tx tx, Project project) {
        if (project.parent().flatMap(p -> find(tx, p)).filter(p -> !p.enabled()).isPresent()) {
            throw new CloudFault.Forbidden("cannot enable project " + project.id() + ": the one above is disabled");
        }
    }

    private static void checkBelowIsDisabled(Tx tx, Project project) {
        if (tx.exists("select from project where parent = ? and enabled limit 1", project.id())) {
            throw new CloudFault.Forbidden(
                    "cannot disable project " + project.id() + ": there are enabled projects below it");
        }
    }

    /// @throws CloudFault.Forbidden while there are projects below it
    public void delete(Caller caller, UUID id) {
        required(caller, IdentityActions.PROJECT_CHANGE, id);
        ground.sql().run(tx -> {
            var old = locked(tx, id);
            Rows.mutable(KIND, id, old.options(), Optional.empty());
            if (tx.exists("select from project where parent = ? limit 1", id)) {
                throw new CloudFault.Forbidden(
                        "Cannot delete the project %s since it is not a leaf in the hierarchy.".formatted(id));
            }
            remove(tx, caller, old);
            changed(tx, caller, "identity:projects:delete", id, Map.of("name", old.name()));
            revoke(tx, id);
        });
    }

    private void revoke(Tx tx, UUID id) {
        ground.revocations().revoke(tx, Revocations.Kind.TARGET, Revocations.project(id));
    }

    private Project required(Caller caller, Action action, UUID id) {
        var found = find(id);
        var target = Target.project(id);
        caller.require(action, found.map(p -> target.in(p.domain())).orElse(target));
        return found.orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    private static Project locked(Tx tx, UUID id) {
        return tx.first("select " + Project.COLUMNS + " from project where id = ? for update", Project::row, id)
                .orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    private static Project only(Tx tx, UUID id) {
        return tx.only("select " + Project.COLUMNS + " from project where id = ?", Project::row, id);
    }

    private void changed(Tx tx, Caller caller, String action, UUID id, Map<String, ?> detail) {
        ground.journal().changed(tx, caller, action, KIND, id, Optional.of(id), detail);
    }
}
