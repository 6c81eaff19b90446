package brume.openstack.neutron;

import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.network.FloatingIp;
import brume.cloud.network.FloatingIps;
import brume.cloud.network.FloatingWish;
import brume.cloud.network.Listing;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// `floatingips`
final class FloatingIpResource implements Resource.Verbs<FloatingIp> {
    private static final Shape ADDRESS = Shape.nullable(SubnetResource.ADDRESS);
    private static final List<Attribute<FloatingIp>> OWN = List.of(
            Attribute.<FloatingIp>of("floating_network_id", FloatingIp::network)
                    .need(Shape.uuid())
                    .by("network"),
            Attribute.<FloatingIp>of("floating_ip_address", f -> f.ip().toString())
                    .post(ADDRESS)
                    .by("ip"),
            Attribute.<FloatingIp>hidden("subnet_id").post(Shape.nullable(Shape.uuid())),
            Attribute.<FloatingIp>of("port_id", f -> f.port().orElse(null))
                    .in(Shape.nullable(Shape.uuid()))
                    .by("port"),
            Attribute.<FloatingIp>of("fixed_ip_address", f -> Attributes.orNull(f.fixed()))
                    .in(ADDRESS)
                    .by("fixed"),
            Attribute.<FloatingIp>of("router_id", f -> f.router().orElse(null)).by("router"),
            Attribute.<FloatingIp>of("status", f -> f.port().isPresent() ? "ACTIVE" : "DOWN")
                    .by("status"));

    private final FloatingIps floatingIps;

    private FloatingIpResource(FloatingIps floatingIps) {
        this.floatingIps = floatingIps;
    }

    static Resource<FloatingIp> of(FloatingIps floatingIps) {
        return new Resource<>(
                "floatingip",
                "floatingips",
                "floatingips",
                Attributes.tagged(FloatingIp::standing, OWN),
                FloatingIp::id,
                new FloatingIpResource(floatingIps));
    }

    @Override
    public List<FloatingIp> list(Caller caller, Listing listing) {
        return floatingIps.list(caller, listing);
    }

    @Override
    public FloatingIp get(Caller caller, UUID id) {
        return floatingIps.get(caller, id);
    }

    @Override
    public List<FloatingIp> create(Caller caller, List<Body> bodies) {
        return floatingIps.create(
                caller,
                bodies.stream()
                        .map(body -> new FloatingWish.Draft(
                                body.project(),
                                body.uuid("floating_network_id").orElseThrow(),
                                body.uuid("subnet_id"),
                                body.ip("floating_ip_address"),
                                wish(body)))
                        .toList());
    }

    private static FloatingWish wish(Body body) {
        return new FloatingWish(
                body.text("description"), body.maybe("port_id", body::uuid), body.ip("fixed_ip_address"));
    }

    @Override
    public FloatingIp update(Caller caller, UUID id, Optional<Long> revision, Body body) {
        return floatingIps.update(caller, id, revision, wish(body));
    }

    @Override
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        floatingIps.delete(caller, id, revision);
    }
}
