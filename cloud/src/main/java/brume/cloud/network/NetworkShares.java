package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.quota.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Who may use a network that is not theirs.
public final class NetworkShares {
    private static final Table<NetworkShare> SHARES = new Table<>(
            "rbac_policy",
            "network_share",
            "select network_share.* from network_share",
            NetworkShares::row,
            Map.of(
                    "id", Column.id("id"),
                    "project", Column.id("project"),
                    "network", Column.id("network"),
                    "access", Column.text("'access_as_' || lower(access)"),
                    "kind", Column.matching("'network' = any(?)"),
                    "target", Column.text("coalesce(replace(target::text, '-', ''), '*')")));
    private final Means means;

    NetworkShares(Means means) {
        this.means = means;
    }

    /// A share to be made.
    ///
    /// @param target absent for every project
    public record Draft(Optional<UUID> project, UUID network, NetworkShare.Access access, Optional<UUID> target) {}

    private static NetworkShare row(Row row) {
        return new NetworkShare(
                row.uuid("id"),
                row.uuid("project"),
                row.uuid("network"),
                row.word("access", NetworkShare.Access.class),
                row.optUuid("target"),
                row.instant("created_at"));
    }

    /// One's own shares.
    public List<NetworkShare> list(Caller caller, Listing listing) {
        return SHARES.list(means.sql(), sight(caller), listing);
    }

    private static Where sight(Caller caller) {
        return Sight.own(caller);
    }

    /// @throws CloudFault.NotFound also when the caller may not see it
    public NetworkShare get(Caller caller, UUID id) {
        return visible(means.sql(), caller, id);
    }

    private static NetworkShare visible(Reads reads, Caller caller, UUID id) {
        boolean all = Sight.all(caller);
        return SHARES.find(reads, id)
                .filter(share -> all || Sight.owns(caller, Optional.of(share.project())))
                .orElseThrow(() -> new CloudFault.NotFound("rbac_policy", id));
    }

    /// All of them, or none.
    public List<NetworkShare> create(Caller caller, List<Draft> drafts) {
        return means.tx(tx -> {
            var made = new ArrayList<NetworkShare>();
            for (var draft : drafts)
                made.add(SHARES.find(tx, create(tx, caller, draft)).orElseThrow());
            return made;
        });
    }

    private UUID create(Tx tx, Caller caller, Draft draft) {
        var project = Sight.home(caller, draft.project());
        var network = NetworkVerbs.visible(tx, caller, draft.network());
        // Who merely uses a network is not told more of it.
        if (!Sight.owns(caller, network.standing().project())) {
            throw new CloudFault.NotFound("network", network.id());
        }
        restrict(caller, draft.access(), draft.target());
        means.quotas().check(tx, project, Limit.RBAC_POLICIES, 1, () -> used(tx, project));
        Addresses.lock(tx, network.id());
        NetworkVerbs.still(tx, network.id());
        var id = means.ids().next();
        if (insert(tx, id, project, network.id(), draft.access(), draft.target()) == 0) {
            throw new CloudFault.Conflict("share-exists", "An RBAC policy already exists with those values.");
        }
        if (draft.target().isEmpty()) mark(tx, network.id(), draft.access(), true);
        means.changed(tx, caller, "rbac_policy", id, Optional.of(project));
        return id;
    }

    private static long used(Tx tx, UUID project) {
        return tx.only("select count(*) as n from network_share where project = ?", row -> row.whole("n"), project);
    }

    private int insert(Tx tx, UUID id, UUID project, UUID network, NetworkShare.Access access, Optional<UUID> target) {
        return insert(tx, means, id, project, network, access, target);
    }

    private static int insert(
            Tx tx,
            Means means,
            UUID id,
            UUID project,
            UUID network,
            NetworkShare.Access access,
            Optional<UUID> target) {
        return tx.update("""
                insert into network_share (id, project, network, access, target, created_at)
                values (?, ?, ?, ?, ?, ?) on conflict do nothing
                """, id, project, network, access, target, means.now());
    }

    private static void restrict(Caller caller, NetworkShare.Access access, Optional<UUID> target) {
        if (access == NetworkShare.Access.EXTERNAL || target.isEmpty()) {
            caller.require(NetworkActions.SHARE, Target.ANY);
        }
    }

    private static void mark(Tx tx, UUID network, NetworkShare.Access access, boolean on) {
        var column = switch (access) {
            case SHARED -> "shared";
            case EXTERNAL -> "external";
        };
        tx.update("update network set " + column + " = ? where id = ?", on, network);
    }

    /// Changes whom a share is for.
    public NetworkShare update(Caller caller, UUID id, Optional<UUID> target) {
        return means.tx(tx -> {
            var share = changeable(tx, caller, id);
            restrict(caller, share.access(), target);
            if (target.equals(share.target())) return share;
            leave(tx, share);
            boolean taken = tx.exists(
                    "select 1 from network_share where network = ? and access = ? and target is not distinct from ?::uuid",
                    share.network(),
                    share.access(),
                    target);
            if (taken) {
                throw new CloudFault.Conflict("share-exists", "An RBAC policy already exists with those values.");
            }
            tx.update("update network_share set target = ? where id = ?", target, id);
            if (target.isEmpty()) mark(tx, share.network(), share.access(), true);
            means.changed(tx, caller, "rbac_policy", id, Optional.of(share.project()));
            return SHARES.find(tx, id).orElseThrow();
        });
    }

    private static NetworkShare changeable(Tx tx, Caller caller, UUID id) {
        var share = visible(tx, caller, id);
        caller.require(NetworkActions.CHANGE, Target.project(share.project()));
        Addresses.lock(tx, share.network());
        return SHARES.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("rbac_policy", id));
    }

    /// @throws CloudFault.Conflict when somebody lives by it
    public void delete(Caller caller, UUID id) {
        means.run(tx -> {
            var share = changeable(tx, caller, id);
            leave(tx, share);
            tx.update("delete from network_share where id = ?", id);
            means.changed(tx, caller, "rbac_policy", id, Optional.of(share.project()));
        });
    }

    /// The share no longer holds for its target.
    private static void leave(Tx tx, NetworkShare share) {
        if (used(tx, share)) {
            throw new CloudFault.Conflict(
                    "share-in-use",
                    "RBAC policy on object " + share.network() + " cannot be removed because other objects depend on"
                            + " it.");
        }
        if (share.target().isEmpty()) mark(tx, share.network(), share.access(), false);
    }

    private static boolean used(Tx tx, NetworkShare share) {
        var users = switch (share.access()) {
            case SHARED -> """
                select p.project from port p
                 where p.network = ? and p.project is not null
                   and (p.owner not like 'network:%' or p.owner = 'network:router_interface')""";
            case EXTERNAL -> "select r.project from router r where r.gateway_network = ?";
        };
        return tx.exists(
                """
                select 1 from (%s) as u(project)
                 where u.project <> (select n.project from network n where n.id = ?)
                   and (?::uuid is null or u.project = ?)
                   and not exists (select 1 from network_share o
                                    where o.network = ? and o.access = ? and o.id <> ?
                                      and (o.target is null or o.target = u.project))
                """.formatted(users),
                share.network(),
                share.network(),
                share.target(),
                share.target(),
                share.network(),
                share.access(),
                share.id());
    }

    /// Keeps the share with everybody in step with the network's own marks.
    static void follow(
            Tx tx, Means means, UUID network, UUID project, Optional<Boolean> shared, Optional<Boolean> external) {
        shared.ifPresent(on -> follow(tx, means, network, project, NetworkShare.Access.SHARED, on));
        external.ifPresent(on -> follow(tx, means, network, project, NetworkShare.Access.EXTERNAL, on));
    }

    private static void follow(Tx tx, Means means, UUID network, UUID project, NetworkShare.Access access, boolean on) {
        if (on) {
            insert(tx, means, means.ids().next(), project, network, access, Optional.empty());
        } else {
            tx.update("delete from network_share where network = ? and access = ? and target is null", network, access);
        }
    }
}
