package brume.openstack.neutron;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.cloud.network.Listing;
import brume.cloud.network.NetworkActions;
import brume.cloud.network.NetworkRoom;
import brume.openstack.Authentication;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `network-ip-availabilities`
final class RoomRoutes {
    private static final Shape TEXT = Shape.unchecked(Shape.text(255));
    private static final Shape ID = Shape.unchecked(Shape.uuid());
    private static final Shape.Fields LIST = Shape.open()
            .with("network_id", ID)
            .with("network_name", TEXT)
            .with("tenant_id", ID)
            .with("project_id", ID)
            .with("ip_version", Shape.unchecked(Shape.oneOf("4", "6")));

    private final NetworkRoom room;

    RoomRoutes(NetworkRoom room) {
        this.room = room;
    }

    List<Route> routes() {
        var all = "/v2.0/network-ip-availabilities";
        return List.of(
                Route.of("GET", all, NetworkActions.SEE_ROOM.name(), this::list).query(LIST),
                Route.of("GET", all + "/{id:network}", NetworkActions.SEE_ROOM.name(), this::show));
    }

    private Response list(Request request) {
        var where = new HashMap<String, List<String>>();
        Map.of("network_id", "id", "network_name", "name", "tenant_id", "project", "project_id", "project")
                .forEach((name, column) -> {
                    if (request.query().has(name))
                        where.put(column, request.query().all(name));
                });
        var versions = request.query().all("ip_version");
        var listing = new Listing(where, List.of(), Optional.empty(), Optional.empty(), false);
        var rooms = room.list(Authentication.caller(request), listing).stream()
                .map(found -> only(found, versions))
                .map(RoomRoutes::view)
                .toList();
        return Response.json(200, Map.of("network_ip_availabilities", rooms));
    }

    private static NetworkRoom.Room only(NetworkRoom.Room found, List<String> versions) {
        if (versions.isEmpty()) return found;
        return new NetworkRoom.Room(
                found.network(),
                found.subnets().stream()
                        .filter(subnet ->
                                versions.contains(Integer.toString(subnet.cidr().version())))
                        .toList());
    }

    private Response show(Request request) {
        var found = room.get(Authentication.caller(request), request.uuid("id", "network"));
        return Response.json(200, Map.of("network_ip_availability", view(found)));
    }

    private static Map<String, Object> view(NetworkRoom.Room found) {
        var view = new LinkedHashMap<String, Object>();
        var project = found.network().standing().project().map(Ids::plain).orElse("");
        view.put("network_id", found.network().id());
        view.put("network_name", found.network().standing().name());
        view.put("tenant_id", project);
        view.put("project_id", project);
        view.put("total_ips", found.total());
        view.put("used_ips", found.used());
        view.put(
                "subnet_ip_availability",
                found.subnets().stream().map(RoomRoutes::subnet).toList());
        return view;
    }

    private static Map<String, Object> subnet(NetworkRoom.SubnetRoom subnet) {
        var view = new LinkedHashMap<String, Object>();
        view.put("subnet_id", subnet.id());
        view.put("subnet_name", subnet.name());
        view.put("cidr", subnet.cidr().toString());
        view.put("ip_version", subnet.cidr().version());
        view.put("total_ips", subnet.total());
        view.put("used_ips", subnet.used());
        return view;
    }
}
