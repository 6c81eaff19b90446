package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.journal.Journal;
import brume.cloud.quota.Limit;
import brume.cloud.quota.Quotas;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The verbs of server groups.
public final class ServerGroups {
    private static final String KIND = "server group";
    private final Sql sql;
    private final InstantSource clock;
    private final Ids ids;
    private final Journal journal;
    private final Quotas quotas;
    private final ServerGroupStore store;

    ServerGroups(Sql sql, InstantSource clock, Ids ids, Journal journal, Quotas quotas, ServerGroupStore store) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
        this.journal = journal;
        this.quotas = quotas;
        this.store = store;
    }

    public ServerGroup create(Caller caller, String name, ServerGroup.Policy policy, Optional<Integer> most) {
        var project = caller.home();
        caller.require(ComputeActions.GROUPS_MANAGE, Target.project(project));
        var group = new ServerGroup(ids.next(), project, caller.user(), name, policy, most, clock.instant(), List.of());
        return sql.tx(tx -> {
            quotas.check(tx, project, Limit.SERVER_GROUPS, 1, () -> store.count(tx, project));
            store.insert(tx, group);
            journal.changed(
                    tx,
                    caller,
                    "compute:groups:create",
                    KIND,
                    group.id(),
                    Optional.of(project),
                    Map.of("name", name, "policy", policy.word()));
            return group;
        });
    }

    /// @throws CloudFault.NotFound also when it is another project's
    public ServerGroup find(Caller caller, UUID id) {
        var group = store.find(sql, id).orElseThrow(() -> new CloudFault.NotFound(KIND, id));
        caller.require(ComputeActions.GROUPS_SHOW, Target.project(group.project()), KIND, id);
        return group;
    }

    /// Oldest first.
    ///
    /// @param all of every project, for administrators
    public List<ServerGroup> list(Caller caller, boolean all, int limit, int offset) {
        caller.require(ComputeActions.GROUPS_SHOW, Target.ANY);
        var project = all && caller.admin() ? Optional.<UUID>empty() : Optional.of(caller.home());
        return store.list(sql, project, limit, offset);
    }

    /// How many a project has.
    public long count(UUID project) {
        return store.count(sql, project);
    }

    /// The group of each instance that is in one.
    public Map<UUID, UUID> of(Collection<UUID> instances) {
        return store.grouped(sql, instances);
    }

    /// Its members stay where they are.
    public void delete(Caller caller, UUID id) {
        sql.run(tx -> {
            var group = store.find(tx, id).orElseThrow(() -> new CloudFault.NotFound(KIND, id));
            caller.require(ComputeActions.GROUPS_MANAGE, Target.project(group.project()), KIND, id);
            store.delete(tx, id);
            journal.changed(tx, caller, "compute:groups:delete", KIND, id, Optional.of(group.project()), Map.of());
        });
    }
}
