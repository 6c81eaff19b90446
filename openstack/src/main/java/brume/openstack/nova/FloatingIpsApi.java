package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.base.sql.Sql;
import brume.cloud.compute.Instances;
import brume.cloud.network.FixedIp;
import brume.cloud.network.FloatingIp;
import brume.cloud.network.FloatingWish;
import brume.cloud.network.InstancePort;
import brume.cloud.network.Listing;
import brume.cloud.network.Network;
import brume.cloud.network.NetworkActions;
import brume.cloud.network.Networks;
import brume.cloud.network.Port;
import brume.cloud.network.address.Ip;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// `/os-floating-ips` and their pools, to 2.35, and two actions of servers, to 2.43: floating addresses as the compute
/// API showed them before the network API did.
final class FloatingIpsApi {
    private static final String KIND = "Floating IP";
    private static final Shape CREATE = Shape.nullable(Shape.closed().with("pool", Shape.nullable(Shape.text(0, 255))));
    static final Versions ACTIONS = Versions.until(2, 43);
    static final Shape ADD =
            Shape.closed().need("address", Shape.text(0, 45)).with("fixed_address", Shape.nullable(Shape.text(0, 45)));
    static final Shape REMOVE = Shape.closed().need("address", Shape.text(0, 45));

    private final Instances instances;
    private final Networks networks;
    private final Sql sql;

    FloatingIpsApi(Instances instances, Networks networks, Sql sql) {
        this.instances = instances;
        this.networks = networks;
        this.sql = sql;
    }

    void routes(RouteTable table) {
        var all = "/os-floating-ips";
        var one = all + "/{floating:floatingip}";
        var see = NetworkActions.SEE;
        var change = NetworkActions.CHANGE;
        table.add("GET", all, see, this::list, FloatingIpsApi::old);
        table.add("POST", all, change, this::create, r -> old(r.body(CREATE)));
        table.add("GET", one, see, this::show, FloatingIpsApi::old);
        table.add("DELETE", one, change, this::delete, FloatingIpsApi::old);
        table.add("GET", "/os-floating-ip-pools", see, this::pools, FloatingIpsApi::old);
    }

    private static Route old(Route route) {
        return route.in(Versions.until(2, 35));
    }

    private static UUID id(Request request) {
        return request.uuid("floating", KIND);
    }

    /// The external networks that the caller sees.
    private List<Network> external(Request request) {
        return networks.networks().list(caller(request), Listing.of("external", true));
    }

    private Response pools(Request request) {
        return Response.json(
                200,
                Map.of(
                        "floating_ip_pools",
                        external(request).stream()
                                .map(network ->
                                        Map.of("name", network.standing().name()))
                                .toList()));
    }

    private Response list(Request request) {
        var caller = caller(request);
        var mine = networks.floatingIps().list(caller, Listing.of("project", caller.home()));
        return Response.json(200, Map.of("floating_ips", views(request, mine)));
    }

    private List<Map<String, Object>> views(Request request, List<FloatingIp> some) {
        var pools = external(request).stream()
                .collect(Collectors.toMap(
                        Network::id, network -> network.standing().name()));
        var ports = some.stream().flatMap(each -> each.port().stream()).toList();
        var devices = ports.isEmpty()
                ? Map.<UUID, String>of()
                : networks.ports().list(caller(request), ids(ports)).stream()
                        .collect(Collectors.toMap(Port::id, Port::device));
        return some.stream()
                .map(each -> {
                    var view = new LinkedHashMap<String, Object>();
                    view.put("id", each.id());
                    view.put("pool", pools.get(each.network()));
                    view.put("ip", each.ip().toString());
                    view.put("fixed_ip", each.fixed().map(Ip::toString).orElse(null));
                    view.put("instance_id", each.port().map(devices::get).orElse(null));
                    return (Map<String, Object>) view;
                })
                .toList();
    }

    private static Listing ids(List<UUID> ids) {
        return new Listing(
                Map.of("id", ids.stream().map(UUID::toString).toList()),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private Response answer(Request request, FloatingIp floating) {
        return Response.json(
                200, Map.of("floating_ip", views(request, List.of(floating)).getFirst()));
    }

    private Response show(Request request) {
        return answer(request, networks.floatingIps().get(caller(request), id(request)));
    }

    private Response create(Request request) {
        var pool = Optional.ofNullable(request.json().get("pool"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue);
        var network = external(request).stream()
                .filter(each -> pool.isEmpty()
                        || each.standing().name().equals(pool.get())
                        || each.id().toString().equals(pool.get()))
                .findFirst()
                .orElseThrow(() -> new CloudFault.NotFound("Floating IP pool", pool.orElse("")));
        var nothing = new FloatingWish(Optional.empty(), Optional.empty(), Optional.empty());
        var draft = new FloatingWish.Draft(Optional.empty(), network.id(), Optional.empty(), Optional.empty(), nothing);
        return answer(
                request,
                networks.floatingIps().create(caller(request), List.of(draft)).getFirst());
    }

    private Response delete(Request request) {
        networks.floatingIps().delete(caller(request), id(request));
        return Response.empty(202);
    }

    private FloatingIp named(Request request, JsonNode asked) {
        var address = asked.get("address").stringValue();
        var ip = Ip.parse(address).orElseThrow(() -> new CloudFault.NotFound("floating IP for address", address));
        return networks
                .floatingIps()
                .list(caller(request), Listing.of("project", caller(request).home()))
                .stream()
                .filter(each -> each.ip().equals(ip))
                .findFirst()
                .orElseThrow(() -> new CloudFault.NotFound("floating IP for address", address));
    }

    Response add(Request request, UUID server, JsonNode asked) {
        instances.find(caller(request), server);
        var floating = named(request, asked);
        var wanted = Optional.ofNullable(asked.get("fixed_address"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue);
        var cards = networks.ofInstances(sql, List.of(server)).getOrDefault(server, List.of());
        for (var card : cards) {
            for (var fixed : card.fixedIps()) {
                if (!fits(fixed, wanted)) continue;
                associate(request, floating, card, fixed);
                return Response.empty(202);
            }
        }
        throw new CloudFault.Invalid(
                wanted.map(ip -> "Specified fixed address " + ip + " is not assigned to the instance")
                        .orElse("No fixed IPs associated to instance"));
    }

    /// What the network API calls a conflict is a bad request of this one.
    private void associate(Request request, FloatingIp floating, InstancePort card, FixedIp fixed) {
        var there = new FloatingWish(Optional.empty(), Optional.of(Optional.of(card.port())), Optional.of(fixed.ip()));
        try {
            networks.floatingIps().update(caller(request), floating.id(), Optional.empty(), there);
        } catch (CloudFault.Conflict e) {
            throw new CloudFault.Invalid(e.getMessage());
        }
    }

    private static boolean fits(FixedIp fixed, Optional<String> wanted) {
        var text = fixed.ip().toString();
        return wanted.map(text::equals).orElse(!text.contains(":"));
    }

    Response remove(Request request, UUID server, JsonNode asked) {
        instances.find(caller(request), server);
        var floating = named(request, asked);
        var cards = networks.ofInstances(sql, List.of(server)).getOrDefault(server, List.of());
        boolean here = floating.port()
                .filter(port -> cards.stream().anyMatch(card -> card.port().equals(port)))
                .isPresent();
        if (!here) {
            throw new CloudFault.Conflict(
                    "Floating IP " + floating.ip() + " is not associated with instance " + server + ".");
        }
        networks.floatingIps()
                .update(
                        caller(request),
                        floating.id(),
                        Optional.empty(),
                        new FloatingWish(Optional.empty(), Optional.of(Optional.empty()), Optional.empty()));
        return Response.empty(202);
    }
}
