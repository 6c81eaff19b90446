package brume.sim;

import brume.cloud.access.Caller;
import brume.cloud.image.ContainerFormat;
import brume.cloud.image.DiskFormat;
import brume.cloud.image.ImageDescription;
import brume.cloud.quota.Limit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What a tenant has before anything goes wrong: an image, a network, and limits that are soon reached.
final class Beginnings {
    private static final int IMAGE_BYTES = 4096;
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

    private Beginnings() {}

    static void of(Tenant tenant) {
        var plane = tenant.world().control().plane();
        plane.sql()
                .run(tx -> new EnumMap<>(LIMITS)
                        .forEach((limit, most) -> plane.quotas().set(tx, tenant.project(), limit, most)));
        var name = tenant.fresh("image");
        tenant.make(Kind.IMAGE, "image.create", name, List.of(), caller -> image(tenant, caller, name));
        NetworkVerbs.network(tenant);
        NetworkVerbs.subnet(tenant);
    }

    private static UUID image(Tenant tenant, Caller caller, String name) {
        var images = tenant.world().control().plane().images();
        var about = ImageDescription.of(tenant.project()).named(name).formats(DiskFormat.RAW, ContainerFormat.BARE);
        var made = images.create(caller, Optional.empty(), about);
        try {
            images.upload(caller, made.id(), new ByteArrayInputStream(new byte[IMAGE_BYTES]), Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made.id();
    }
}
