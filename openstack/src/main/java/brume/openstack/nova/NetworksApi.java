package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.shape.Versions;
import brume.cloud.network.Listing;
import brume.cloud.network.Network;
import brume.cloud.network.NetworkActions;
import brume.cloud.network.Networks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/os-networks` and `/os-tenant-networks`, to 2.35: networks as the compute API showed them before the network API
/// did. What they had when a compute host made them itself is null.
final class NetworksApi {
    private static final List<String> GONE = List.of(
            "bridge",
            "bridge_interface",
            "broadcast",
            "cidr",
            "cidr_v6",
            "created_at",
            "deleted",
            "deleted_at",
            "dhcp_start",
            "dns1",
            "dns2",
            "gateway",
            "gateway_v6",
            "host",
            "injected",
            "multi_host",
            "netmask",
            "netmask_v6",
            "priority",
            "project_id",
            "rxtx_base",
            "updated_at",
            "vlan",
            "vpn_private_address",
            "vpn_public_address",
            "vpn_public_port");
    private final Networks networks;

    NetworksApi(Networks networks) {
        this.networks = networks;
    }

    void routes(RouteTable table) {
        var old = Versions.until(2, 35);
        var see = NetworkActions.SEE;
        table.add("GET", "/os-networks", see, request -> list(request, true), r -> r.in(old));
        table.add("GET", "/os-networks/{network:network}", see, request -> show(request, true), r -> r.in(old));
        table.add("GET", "/os-tenant-networks", see, request -> list(request, false), r -> r.in(old));
        table.add("GET", "/os-tenant-networks/{network:network}", see, request -> show(request, false), r -> r.in(old));
    }

    private static Map<String, Object> view(Network network, boolean whole) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", network.id());
        view.put("label", network.standing().name());
        if (whole) GONE.forEach(name -> view.put(name, null));
        else view.put("cidr", "None");
        return view;
    }

    private Response list(Request request, boolean whole) {
        return Response.json(
                200,
                Map.of(
                        "networks",
                        networks.networks().list(caller(request), Listing.ALL).stream()
                                .map(network -> view(network, whole))
                                .toList()));
    }

    private Response show(Request request, boolean whole) {
        var network = networks.networks().get(caller(request), request.uuid("network", "Network"));
        return Response.json(200, Map.of("network", view(network, whole)));
    }
}
