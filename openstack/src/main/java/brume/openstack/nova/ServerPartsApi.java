package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.base.sql.Sql;
import brume.cloud.access.Target;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.Instances;
import brume.cloud.network.InstanceCard;
import brume.cloud.network.InstancePort;
import brume.cloud.network.Networks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What hangs on a server: its addresses, its cards, its volumes (there are none).
final class ServerPartsApi {
    private static final Shape FIXED_IP = Shape.closed().need("ip_address", Shape.text(2, 45));
    private static final Shape ATTACH = Shape.closed()
            .with(
                    "interfaceAttachment",
                    Shape.closed()
                            .with("net_id", Shape.uuid())
                            .with("port_id", Shape.uuid())
                            .with("fixed_ips", new Shape.Many(FIXED_IP, 1, 1, true))
                            .with("tag", ServerShapes.TAG, Versions.since(2, 49)));
    private final Instances instances;
    private final Networks networks;
    private final Sql sql;

    ServerPartsApi(Instances instances, Networks networks, Sql sql) {
        this.instances = instances;
        this.networks = networks;
        this.sql = sql;
    }

    void routes(RouteTable table) {
        var server = "/servers/{server:instance}";
        table.add("GET", server + "/ips", ComputeActions.INSTANCES_SHOW, this::addresses);
        table.add("GET", server + "/ips/{network:text}", ComputeActions.INSTANCES_SHOW, this::addressesOn);
        table.add("GET", server + "/os-interface", ComputeActions.INSTANCES_SHOW, this::cards);
        table.add("GET", server + "/os-interface/{port:port}", ComputeActions.INSTANCES_SHOW, this::card);
        table.add("POST", server + "/os-interface", ComputeActions.INSTANCES_UPDATE, this::attach, r -> r.body(ATTACH));
        table.add("DELETE", server + "/os-interface/{port:port}", ComputeActions.INSTANCES_UPDATE, this::detach);
        table.add(
                "GET",
                server + "/os-virtual-interfaces",
                ComputeActions.INSTANCES_SHOW,
                this::virtual,
                r -> r.in(Versions.until(2, 43)));
        table.add("GET", server + "/os-server-password", ComputeActions.INSTANCES_SHOW, this::password);
        table.add("DELETE", server + "/os-server-password", ComputeActions.INSTANCES_UPDATE, this::forget);
        table.add("GET", server + "/os-volume_attachments", ComputeActions.INSTANCES_SHOW, this::volumes);
    }

    private List<InstancePort> ports(Request request) {
        var id = ServersApi.id(request);
        instances.find(caller(request), id);
        return networks.ofInstances(sql, List.of(id)).getOrDefault(id, List.of());
    }

    private List<InstanceCard> shownCards(Request request) {
        return ports(request).stream().map(InstanceCard::of).toList();
    }

    private Response addresses(Request request) {
        return Response.json(200, Map.of("addresses", ServerView.addresses(shownCards(request), false)));
    }

    private Response addressesOn(Request request) {
        var network = request.place("network");
        var there = shownCards(request).stream()
                .filter(card -> card.network().equals(network))
                .toList();
        if (there.isEmpty()) throw new CloudFault.NotFound("Network", network);
        return Response.json(200, ServerView.addresses(there, false));
    }

    private Response cards(Request request) {
        return Response.json(
                200,
                Map.of(
                        "interfaceAttachments",
                        ports(request).stream().map(port -> card(request, port)).toList()));
    }

    private Response card(Request request) {
        var id = request.uuid("port", "Port");
        return ports(request).stream()
                .filter(port -> port.port().equals(id))
                .findFirst()
                .map(port -> Response.json(200, Map.of("interfaceAttachment", card(request, port))))
                .orElseThrow(() -> new CloudFault.NotFound("Port", id));
    }

    private static Map<String, Object> card(Request request, InstancePort port) {
        var view = new LinkedHashMap<String, Object>();
        view.put("port_state", port.active() ? "ACTIVE" : "DOWN");
        view.put("port_id", port.port());
        view.put("net_id", port.network());
        view.put("mac_addr", port.mac());
        view.put(
                "fixed_ips",
                port.fixedIps().stream()
                        .map(fixed -> Map.of(
                                "subnet_id",
                                fixed.subnet(),
                                "ip_address",
                                fixed.ip().toString()))
                        .toList());
        if (request.version().atLeast(2, 70)) view.put("tag", null);
        return view;
    }

    /// Makes sure that the server is there for the caller, and is his to change.
    private void requireChange(Request request) {
        var found = instances.find(caller(request), ServersApi.id(request));
        caller(request)
                .require(
                        ComputeActions.INSTANCES_UPDATE,
                        Target.project(found.instance().project()));
    }

    private Response attach(Request request) {
        requireChange(request);
        throw new CloudFault.Invalid(
                "Attaching interfaces is not supported: a server keeps the cards it was made with.");
    }

    private Response detach(Request request) {
        requireChange(request);
        card(request);
        throw new CloudFault.Unsupported("Cards are not pulled out of a server.");
    }

    private Response virtual(Request request) {
        instances.find(caller(request), ServersApi.id(request));
        throw new CloudFault.Invalid("Listing virtual interfaces is not supported by this cloud.");
    }

    /// The password that a guest has encrypted by its key pair and told: none tells here, so it is empty.
    private Response password(Request request) {
        instances.find(caller(request), ServersApi.id(request));
        return Response.json(200, Map.of("password", ""));
    }

    private Response forget(Request request) {
        requireChange(request);
        return Response.empty(204);
    }

    private Response volumes(Request request) {
        instances.find(caller(request), ServersApi.id(request));
        return Response.json(200, Map.of("volumeAttachments", List.of()));
    }
}
