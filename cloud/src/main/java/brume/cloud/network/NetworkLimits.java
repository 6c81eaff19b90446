package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.quota.Limit;
import brume.cloud.quota.Quotas;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// How much of networks a project may have, and has.
public final class NetworkLimits {
    private final Sql sql;
    private final Quotas quotas;

    NetworkLimits(Sql sql, Quotas quotas) {
        this.sql = sql;
        this.quotas = quotas;
    }

    public Map<Limit, Long> of(Caller caller, UUID project) {
        caller.require(NetworkActions.SEE_LIMITS, Target.project(project), "project", project);
        return quotas.limits(sql, project, Limit.Family.NETWORK);
    }

    /// What holds when nothing is said.
    public Map<Limit, Long> usual(Caller caller, UUID project) {
        caller.require(NetworkActions.SEE_LIMITS, Target.project(project), "project", project);
        return quotas.standard(sql, Limit.Family.NETWORK);
    }

    /// Projects with limits of their own.
    public List<UUID> special(Caller caller) {
        caller.require(NetworkActions.SET_LIMITS, Target.ANY);
        return quotas.projects(sql, Limit.Family.NETWORK);
    }

    /// @param limits -1 for none
    public Map<Limit, Long> set(Caller caller, UUID project, Map<Limit, Long> limits) {
        caller.require(NetworkActions.SET_LIMITS, Target.project(project));
        return sql.tx(tx -> {
            quotas.hold(tx, project);
            limits.forEach((limit, value) -> quotas.set(tx, project, limit, value));
            return quotas.limits(tx, project, Limit.Family.NETWORK);
        });
    }

    /// @throws CloudFault.NotFound when the project has none of its own
    public void reset(Caller caller, UUID project) {
        caller.require(NetworkActions.SET_LIMITS, Target.project(project));
        boolean had = sql.tx(tx -> quotas.reset(tx, project, Limit.Family.NETWORK));
        if (!had) throw new CloudFault.NotFound("quota", Ids.plain(project));
    }

    /// What the project has now.
    public Map<Limit, Long> used(Caller caller, UUID project) {
        caller.require(NetworkActions.SEE_LIMITS, Target.project(project), "project", project);
        var used = new EnumMap<Limit, Long>(Limit.class);
        for (var limit : Limit.of(Limit.Family.NETWORK)) used.put(limit, used(sql, project, limit));
        return used;
    }

    private static long used(Reads reads, UUID project, Limit limit) {
        return switch (limit) {
            case NETWORKS -> NetworkVerbs.used(reads, project);
            case SUBNETS -> Subnets.used(reads, project);
            case SUBNET_POOLS -> count(reads, "subnet_pool", project);
            case PORTS -> Ports.used(reads, project);
            case ROUTERS -> Routers.used(reads, project);
            case FLOATING_IPS -> FloatingIps.used(reads, project);
            case SECURITY_GROUPS -> SecurityGroups.used(reads, project);
            case SECURITY_GROUP_RULES -> SecurityGroupRules.used(reads, project);
            case RBAC_POLICIES -> count(reads, "network_share", project);
            default -> throw new IllegalArgumentException(limit + " is no limit of networks");
        };
    }

    private static long count(Reads reads, String table, UUID project) {
        return reads.only("select count(*) as n from " + table + " where project = ?", row -> row.whole("n"), project);
    }
}
