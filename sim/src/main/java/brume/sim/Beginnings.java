package brume.sim;

import brume.cloud.quota.Limit;
import java.util.EnumMap;
import java.util.Map;

/// What a tenant has before anything goes wrong: an image, a network, and limits that are soon reached.
final class Beginnings {
    private static final Map<Limit, Integer> LIMITS = Map.of(
            Limit.INSTANCES, 8,
            Limit.CORES, 10,
            Limit.NETWORKS, 4,
            Limit.SUBNETS, 6,
            Limit.PORTS, 24,
            Limit.ROUTERS, 3,
            Limit.FLOATING_IPS, 4,
            Limit.SECURITY_GROUPS, 4,
            Limit.KEY_PAIRS, 4,
            Limit.SERVER_GROUPS, 3);

    /// Every other tenant is nearly always at its limit.
    private static final Map<Limit, Integer> POOR = Map.of(Limit.INSTANCES, 2, Limit.CORES, 3);

    private Beginnings() {}

    /// @param number of the tenant
    static void of(Tenant tenant, int number) {
        var plane = tenant.world().control().plane();
        var limits = new EnumMap<Limit, Integer>(LIMITS);
        if (number % 2 == 0) limits.putAll(POOR);
        plane.sql().run(tx -> limits.forEach((limit, most) -> plane.quotas().set(tx, tenant.project(), limit, most)));
        SmallVerbs.image(tenant);
        NetworkVerbs.network(tenant);
        NetworkVerbs.subnet(tenant);
        RouterVerbs.create(tenant);
        tenant.any(Kind.ROUTER).ifPresent(router -> RouterVerbs.join(tenant, router));
    }
}
