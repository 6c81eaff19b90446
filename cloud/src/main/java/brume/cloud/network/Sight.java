package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import java.util.Optional;
import java.util.UUID;

/// Who sees what.
final class Sight {
    private static final UUID NOBODY = new UUID(0, 0);

    /// Networks that a project may use, beside its own.
    static final String SHARED_WITH = """
            (%1$s.shared or exists (select 1 from network_share sh
                                     where sh.network = %1$s.id and sh.access = 'SHARED' and sh.target = ?))""";

    private Sight() {}

    /// Whether the caller sees every project's. To be asked before a thing is looked for: who sees none hears the same
    /// of what is there and of what is not.
    ///
    /// @throws CloudFault.Forbidden when the caller sees none
    static boolean all(Caller caller) {
        caller.require(NetworkActions.SEE, Target.ANY);
        return caller.admin() || caller.scope() instanceof Scope.System;
    }

    /// The project of the scope; for others, one that nobody has.
    static UUID project(Caller caller) {
        return caller.project().orElse(NOBODY);
    }

    /// Resources that only their project sees.
    static Where own(Caller caller) {
        var where = new Where();
        if (!all(caller)) where.and("project = ?", project(caller));
        return where;
    }

    static Where networks(Caller caller) {
        var where = new Where();
        if (!all(caller)) {
            where.and(
                    "project = ? or external or " + SHARED_WITH.formatted("network")
                            + " or exists (select 1 from network_share sh where sh.network = network.id"
                            + " and sh.access = 'EXTERNAL' and sh.target = ?)",
                    project(caller),
                    project(caller),
                    project(caller));
        }
        return where;
    }

    static Where subnets(Caller caller) {
        var where = new Where();
        if (!all(caller)) {
            where.and(
                    "project = ? or exists (select 1 from network n where n.id = subnet.network and (n.project = ? or "
                            + SHARED_WITH.formatted("n") + "))",
                    project(caller),
                    project(caller),
                    project(caller));
        }
        return where;
    }

    static Where ports(Caller caller) {
        var where = new Where();
        if (!all(caller)) {
            where.and(
                    "project = ? or network in (select n.id from network n where n.project = ?)",
                    project(caller),
                    project(caller));
        }
        return where;
    }

    /// Refuses a change of what belongs to somebody else: as unknown when the caller does not even see it.
    ///
    /// @param visible whether the caller sees it
    static void change(Caller caller, Standard standing, String kind, boolean visible) {
        var target = standing.project().map(Target::project).orElse(Target.project(NOBODY));
        if (caller.may(NetworkActions.CHANGE, target)) return;
        if (!visible && !caller.sees(target)) throw new CloudFault.NotFound(kind, standing.id());
        caller.require(NetworkActions.CHANGE, target);
    }

    /// The project that a new resource will belong to: one's own, or for administrators the one that is named.
    static UUID home(Caller caller, Optional<UUID> asked) {
        var project = asked.isPresent() ? asked.get() : caller.home();
        caller.require(NetworkActions.CHANGE, Target.project(project));
        return project;
    }

    /// Whether it is the caller's own, or the caller an administrator.
    static boolean owns(Caller caller, Optional<UUID> project) {
        return caller.admin() || project.isPresent() && project.equals(caller.project());
    }

    /// @throws CloudFault.Stale when the resource has moved on
    static void unchanged(Optional<Long> revision, Standard standing) {
        if (revision.isPresent() && revision.get() != standing.revision()) {
            throw new CloudFault.Stale(
                    "Constrained to " + revision.get() + ", but current revision is " + standing.revision());
        }
    }
}
