package brume.openstack.neutron;

import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.network.Listing;
import brume.cloud.network.Network;
import brume.cloud.network.NetworkActions;
import brume.cloud.network.NetworkVerbs;
import brume.cloud.network.NetworkWish;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// `networks`
final class NetworkResource implements Resource.Verbs<Network> {
    private static final int LEAST_MTU = 0;
    private static final int MOST_MTU = 65535;
    private static final List<Attribute<Network>> OWN = List.of(
            Attribute.<Network>of("status", n -> "ACTIVE").by("status"),
            Attribute.<Network>of("admin_state_up", Network::adminUp)
                    .in(Shape.flag())
                    .by("admin_up"),
            Attribute.<Network>of("mtu", Network::mtu)
                    .in(Shape.whole(LEAST_MTU, MOST_MTU))
                    .by("mtu"),
            Attribute.<Network>of("subnets", Network::subnets).by("subnets"),
            Attribute.<Network>of("shared", Network::shared).in(Shape.flag()).by("shared"),
            Attribute.<Network>of("router:external", Network::external)
                    .in(Shape.flag())
                    .by("external"),
            Attribute.<Network>of("is_default", Network::standard)
                    .in(Shape.flag())
                    .by("standard"),
            Attribute.<Network>of("port_security_enabled", Network::portSecurity)
                    .in(Shape.flag())
                    .by("port_security"),
            Attribute.<Network>of("availability_zone_hints", n -> List.of()).post(Zones.HINTS),
            Attribute.<Network>of("availability_zones", n -> Zones.ALL),
            Attribute.<Network>of("ipv4_address_scope", n -> null),
            Attribute.<Network>of("ipv6_address_scope", n -> null),
            Attribute.<Network>of("provider:network_type", n -> n.external() ? "flat" : "vxlan")
                    .post(Shape.nullable(Shape.oneOf("flat", "vxlan")))
                    .seenBy(NetworkActions.SEE_PROVIDER),
            Attribute.<Network>of("provider:physical_network", n -> n.external() ? "public" : null)
                    .post(Shape.nullable(Shape.text(64)))
                    .seenBy(NetworkActions.SEE_PROVIDER),
            Attribute.<Network>of("provider:segmentation_id", n -> n.external() ? null : n.vni())
                    .post(Shape.nullable(Shape.whole(1, 0xffffff)))
                    .seenBy(NetworkActions.SEE_PROVIDER));

    private final NetworkVerbs networks;

    private NetworkResource(NetworkVerbs networks) {
        this.networks = networks;
    }

    static Resource<Network> of(NetworkVerbs networks) {
        return new Resource<>(
                "network",
                "networks",
                "networks",
                Attributes.named(Network::standing, OWN),
                Network::id,
                new NetworkResource(networks));
    }

    @Override
    public List<Network> list(Caller caller, Listing listing) {
        return networks.list(caller, listing);
    }

    @Override
    public Network get(Caller caller, UUID id) {
        return networks.get(caller, id);
    }

    @Override
    public List<Network> create(Caller caller, List<Body> bodies) {
        return networks.create(
                caller,
                bodies.stream()
                        .map(body -> new NetworkVerbs.Draft(body.project(), wish(caller, body)))
                        .toList());
    }

    private static NetworkWish wish(Caller caller, Body body) {
        var type = body.text("provider:network_type");
        var physical = body.text("provider:physical_network");
        if (type.isPresent() || physical.isPresent()) {
            caller.require(NetworkActions.SHARE, Target.ANY);
            // What is outside is flat, what is inside is a tunnel: there is nothing else to choose.
            boolean external = body.flag("router:external").orElse(false);
            if (type.filter(word -> word.equals("flat") != external).isPresent()) {
                throw Body.invalid("provider:network_type", "'" + type.get() + "' is for other networks.");
            }
            if (physical.isPresent() && !external) {
                throw Body.invalid("provider:physical_network", "it is for external networks alone.");
            }
        }
        return new NetworkWish(
                body.text("name"),
                body.text("description"),
                body.flag("admin_state_up"),
                body.flag("shared"),
                body.flag("router:external"),
                body.flag("is_default"),
                body.flag("port_security_enabled"),
                mtu(body),
                body.whole("provider:segmentation_id"));
    }

    /// 0 means "as usual".
    private static Optional<Integer> mtu(Body body) {
        var mtu = body.whole("mtu");
        mtu.filter(value -> value != 0 && value < 68).ifPresent(value -> {
            throw Body.invalid("mtu", "'" + value + "' is too small - must be at least '68'.");
        });
        return mtu;
    }

    @Override
    public Network update(Caller caller, UUID id, Optional<Long> revision, Body body) {
        return networks.update(caller, id, revision, wish(caller, body));
    }

    @Override
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        networks.delete(caller, id, revision);
    }
}
