package brume.openstack.neutron;

import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.network.Listing;
import brume.cloud.network.Subnet;
import brume.cloud.network.SubnetDraft;
import brume.cloud.network.SubnetWish;
import brume.cloud.network.Subnets;
import brume.cloud.network.address.Ip;
import brume.cloud.network.address.Range;
import brume.contract.NetworkSpec.Ipv6Mode;
import brume.contract.Route;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// `subnets`
final class SubnetResource implements Resource.Verbs<Subnet> {
    static final Shape ADDRESS = Shape.text(64);
    private static final Shape POOLS =
            Shape.nullable(Shape.many(Shape.closed().need("start", ADDRESS).need("end", ADDRESS)));
    static final Shape ROUTES = Shape.nullable(
            Shape.many(Shape.closed().need("destination", ADDRESS).need("nexthop", ADDRESS)));
    private static final Shape MODE = Shape.nullable(Shape.oneOf("slaac", "dhcpv6-stateful", "dhcpv6-stateless"));
    private static final Shape SERVICE_TYPES = Shape.many(Shape.text(255));
    private static final List<Attribute<Subnet>> OWN = List.of(
            Attribute.<Subnet>of("network_id", Subnet::network)
                    .need(Shape.uuid())
                    .by("network"),
            Attribute.<Subnet>of("ip_version", s -> s.cidr().version())
                    .need(Shape.whole(4, 6))
                    .by("ip_version"),
            Attribute.<Subnet>of("cidr", s -> s.cidr().toString())
                    .post(Shape.nullable(ADDRESS))
                    .by("cidr"),
            Attribute.<Subnet>of("gateway_ip", s -> Attributes.orNull(s.gateway()))
                    .in(Shape.nullable(ADDRESS))
                    .by("gateway"),
            Attribute.<Subnet>of(
                            "allocation_pools",
                            s -> s.ranges().stream()
                                    .map(r -> Map.of(
                                            "start",
                                            r.low().toString(),
                                            "end",
                                            r.high().toString()))
                                    .toList())
                    .in(POOLS),
            Attribute.<Subnet>of("enable_dhcp", Subnet::dhcp).in(Shape.flag()).by("dhcp"),
            Attribute.<Subnet>of(
                            "dns_nameservers",
                            s -> s.dnsServers().stream().map(Ip::toString).toList())
                    .in(Shape.nullable(Shape.many(ADDRESS))),
            Attribute.<Subnet>of("host_routes", s -> routes(s.routes())).in(ROUTES),
            Attribute.<Subnet>of("ipv6_ra_mode", s -> word(s.raMode()))
                    .post(MODE)
                    .by("ra_mode"),
            Attribute.<Subnet>of("ipv6_address_mode", s -> word(s.addressMode()))
                    .post(MODE)
                    .by("address_mode"),
            Attribute.<Subnet>of("subnetpool_id", s -> s.pool().orElse(null))
                    .post(Shape.nullable(Shape.uuid()))
                    .by("pool"),
            Attribute.<Subnet>of("service_types", Subnet::serviceTypes).in(SERVICE_TYPES),
            Attribute.<Subnet>hidden("prefixlen").post(Shape.nullable(Shape.whole(0, 128))),
            Attribute.<Subnet>hidden("use_default_subnetpool").post(Shape.flag()),
            Attribute.<Subnet>hidden("shared").by("shared"),
            Attribute.<Subnet>hidden("router:external").by("external"));

    private final Subnets subnets;

    private SubnetResource(Subnets subnets) {
        this.subnets = subnets;
    }

    static Resource<Subnet> of(Subnets subnets) {
        return new Resource<>(
                "subnet",
                "subnets",
                "subnets",
                Attributes.named(Subnet::standing, OWN),
                Subnet::id,
                new SubnetResource(subnets));
    }

    static List<Map<String, String>> routes(List<Route> routes) {
        return routes.stream()
                .map(r -> Map.of("destination", r.destination(), "nexthop", r.nexthop()))
                .toList();
    }

    private static String word(Optional<Ipv6Mode> mode) {
        return mode.map(m -> m.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .orElse(null);
    }

    private static Optional<Ipv6Mode> mode(Body body, String name) {
        return body.text(name)
                .map(text -> Ipv6Mode.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    static Route route(JsonNode json) {
        return new Route(
                Body.cidr("destination", json.get("destination").stringValue()).toString(),
                Body.ip("nexthop", json.get("nexthop").stringValue()).toString());
    }

    @Override
    public List<Subnet> list(Caller caller, Listing listing) {
        return subnets.list(caller, listing);
    }

    @Override
    public Subnet get(Caller caller, UUID id) {
        return subnets.get(caller, id);
    }

    @Override
    public List<Subnet> create(Caller caller, List<Body> bodies) {
        return subnets.create(caller, bodies.stream().map(this::draft).toList());
    }

    private SubnetDraft draft(Body body) {
        return new SubnetDraft(
                body.project(),
                body.uuid("network_id").orElseThrow(),
                body.whole("ip_version").orElseThrow(),
                body.uuid("subnetpool_id"),
                body.whole("prefixlen"),
                body.flag("use_default_subnetpool").orElse(false),
                wish(body));
    }

    private static SubnetWish wish(Body body) {
        return new SubnetWish(
                body.text("name"),
                body.text("description"),
                body.cidr("cidr"),
                body.maybe("gateway_ip", body::ip),
                body.flag("enable_dhcp"),
                body.many("dns_nameservers", item -> Body.ip("dns_nameservers", item.asString())),
                body.many("host_routes", SubnetResource::route),
                // Null is as good as nothing here: the usual ones.
                body.has("allocation_pools")
                                && body.node().get("allocation_pools").isNull()
                        ? Optional.empty()
                        : body.many("allocation_pools", SubnetResource::range),
                mode(body, "ipv6_ra_mode"),
                mode(body, "ipv6_address_mode"),
                body.many("service_types", JsonNode::asString));
    }

    private static Range range(JsonNode json) {
        return new Range(
                Body.ip("allocation_pools", json.get("start").stringValue()),
                Body.ip("allocation_pools", json.get("end").stringValue()));
    }

    @Override
    public Subnet update(Caller caller, UUID id, Optional<Long> revision, Body body) {
        return subnets.update(caller, id, revision, wish(body));
    }

    @Override
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        subnets.delete(caller, id, revision);
    }
}
