package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.network.AddressWish;
import brume.cloud.network.FixedIp;
import brume.cloud.network.Listing;
import brume.cloud.network.NetworkActions;
import brume.cloud.network.Port;
import brume.cloud.network.PortDraft;
import brume.cloud.network.PortWish;
import brume.cloud.network.Ports;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// `ports`
final class PortResource implements Resource.Verbs<Port> {
    private static final Shape MAC = Shape.text(32);
    static final Shape FIXED_IPS = Shape.nullable(Shape.many(Shape.closed()
            .with("subnet_id", Shape.nullable(Shape.text(64)))
            .with("ip_address", Shape.nullable(Shape.text(64)))));
    /// Each is some rules on the port's host, and more for each rule that names its group. Neutron takes 10.
    private static final int MOST_PAIRS = 64;

    private static final Shape PAIRS = Shape.nullable(new Shape.Many(
            Shape.closed().need("ip_address", Shape.text(64)).with("mac_address", MAC), 0, MOST_PAIRS, false));
    private static final Shape OPTIONS = Shape.nullable(Shape.many(Shape.closed()
            .need("opt_name", Shape.text(1, 64))
            .with("opt_value", Shape.nullable(Shape.text(255)))
            .with("ip_version", Shape.whole(4, 6))));
    private static final Shape VNIC = Shape.oneOf("normal", "direct", "macvtap", "baremetal");
    private static final List<Attribute<Port>> OWN = List.of(
            Attribute.<Port>of("network_id", Port::network).need(Shape.uuid()).by("network"),
            Attribute.<Port>of("mac_address", Port::mac).in(MAC).by("mac"),
            Attribute.<Port>of("admin_state_up", Port::adminUp).in(Shape.flag()).by("admin_up"),
            Attribute.<Port>of(
                            "status",
                            p -> p.status() == Port.Status.NONE
                                    ? "N/A"
                                    : p.status().name())
                    .by("status"),
            Attribute.<Port>of("fixed_ips", p -> fixed(p.fixedIps())).in(FIXED_IPS),
            Attribute.<Port>of("device_id", Port::device).in(Shape.text(255)).by("device"),
            Attribute.<Port>of("device_owner", Port::owner).in(Shape.text(255)).by("owner"),
            Attribute.<Port>of("port_security_enabled", Port::portSecurity)
                    .in(Shape.flag())
                    .by("port_security"),
            Attribute.<Port>of("security_groups", Port::securityGroups)
                    .in(Shape.nullable(Shape.many(Shape.uuid())))
                    .by("security_groups"),
            Attribute.<Port>of("allowed_address_pairs", PortResource::pairs).in(PAIRS),
            Attribute.<Port>of("extra_dhcp_opts", PortResource::options).in(OPTIONS),
            Attribute.<Port>of("binding:vnic_type", Port::vnic).in(VNIC).by("vnic"),
            Attribute.<Port>of("binding:host_id", Port::host)
                    .in(Shape.nullable(Shape.text(255)))
                    .by("host")
                    .seenBy(NetworkActions.SEE_BINDING),
            Attribute.<Port>of("binding:profile", Port::profile)
                    .in(Shape.nullable(Shape.dictionary(Shape.text(255), Shape.anything(), 100)))
                    .seenBy(NetworkActions.SEE_BINDING),
            Attribute.<Port>of("binding:vif_type", p -> p.host().isEmpty() ? "unbound" : "bridge")
                    .seenBy(NetworkActions.SEE_BINDING),
            Attribute.<Port>of("binding:vif_details", p -> p.host().isEmpty() ? Map.of() : Map.of("port_filter", true))
                    .seenBy(NetworkActions.SEE_BINDING));

    private final Ports ports;

    private PortResource(Ports ports) {
        this.ports = ports;
    }

    static Resource<Port> of(Ports ports) {
        return new Resource<>(
                "port", "ports", "ports", Attributes.named(Port::standing, OWN), Port::id, new PortResource(ports));
    }

    static List<Map<String, String>> fixed(List<FixedIp> ips) {
        return ips.stream()
                .map(ip -> {
                    Map<String, String> view = new LinkedHashMap<>();
                    view.put("subnet_id", ip.subnet().toString());
                    view.put("ip_address", ip.ip().toString());
                    return view;
                })
                .toList();
    }

    private static Object pairs(Port port) {
        return port.pairs().stream()
                .map(pair -> {
                    var whole = pair.ip().length() == pair.ip().first().bits();
                    return Map.of(
                            "ip_address",
                            whole ? pair.ip().first().toString() : pair.ip().toString(),
                            "mac_address",
                            pair.mac().orElse(port.mac()));
                })
                .toList();
    }

    private static Object options(Port port) {
        return port.dhcpOptions().stream()
                .map(option -> Map.of(
                        "opt_name", option.name(), "opt_value", option.value(), "ip_version", option.ipVersion()))
                .toList();
    }

    @Override
    public List<Port> list(Caller caller, Listing listing) {
        return ports.list(caller, listing);
    }

    @Override
    public Port get(Caller caller, UUID id) {
        return ports.get(caller, id);
    }

    @Override
    public List<Port> create(Caller caller, List<Body> bodies) {
        return ports.create(
                caller,
                bodies.stream()
                        .map(body -> new PortDraft(
                                body.project(), body.uuid("network_id").orElseThrow(), wish(body)))
                        .toList());
    }

    private static PortWish wish(Body body) {
        return new PortWish(
                body.text("name"),
                body.text("description"),
                body.flag("admin_state_up"),
                body.text("mac_address").map(PortResource::mac),
                body.node().path("fixed_ips").isNull()
                        ? Optional.empty()
                        : body.many("fixed_ips", PortResource::address),
                body.text("device_id"),
                body.text("device_owner"),
                body.flag("port_security_enabled"),
                body.many("security_groups", item -> Body.uuid("security_groups", item.asString())),
                body.many("allowed_address_pairs", PortResource::pair),
                body.many("extra_dhcp_opts", PortResource::option),
                body.text("binding:vnic_type"),
                body.object("binding:profile").map(Body::node),
                body.has("binding:host_id")
                        ? Optional.of(body.text("binding:host_id").orElse(""))
                        : Optional.empty());
    }

    /// Lower case, with colons. Never a group's address, nor all zeros.
    static String mac(String text) {
        var plain = text.toLowerCase(Locale.ROOT).replace('-', ':');
        boolean good = plain.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")
                && (Integer.parseInt(plain.substring(1, 2), 16) & 1) == 0
                && !plain.equals("00:00:00:00:00:00");
        if (!good) throw Body.invalid("mac_address", "'" + text + "' is not a valid MAC address.");
        return plain;
    }

    static AddressWish address(JsonNode json) {
        var body = new Body(json);
        var subnet = body.text("subnet_id")
                .map(text -> Ids.parse(text)
                        .orElseThrow(() -> new CloudFault.Invalid(
                                "input-field",
                                "Invalid input for fixed_ips. Reason: '" + text + "' is not a valid UUID.")));
        return new AddressWish(subnet, body.ip("ip_address"));
    }

    private static Port.AllowedPair pair(JsonNode json) {
        var body = new Body(json);
        return new Port.AllowedPair(
                body.cidr("ip_address").orElseThrow(), body.text("mac_address").map(PortResource::mac));
    }

    private static PortWish.Option option(JsonNode json) {
        var body = new Body(json);
        return new PortWish.Option(
                body.text("opt_name").orElseThrow(),
                body.text("opt_value"),
                body.whole("ip_version").orElse(4));
    }

    @Override
    public Port update(Caller caller, UUID id, Optional<Long> revision, Body body) {
        return ports.update(caller, id, revision, wish(body));
    }

    @Override
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        ports.delete(caller, id, revision);
    }
}
