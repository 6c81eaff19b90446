package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.shape.Shape;
import brume.cloud.hosts.Host;
import brume.cloud.network.NetworkActions;
import brume.cloud.network.Networks;
import brume.contract.HostId;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `agents`: one for each host, as all that networks need there is done by one. They are seen by administrators alone,
/// and are enabled and disabled with their host.
final class AgentRoutes {
    private static final Shape.Fields LIST =
            Shape.open().with("host", Shape.unchecked(Shape.text(255))).with("id", Shape.unchecked(Shape.uuid()));

    private final Networks networks;

    AgentRoutes(Networks networks) {
        this.networks = networks;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/v2.0/agents", NetworkActions.LIST_AGENTS.name(), this::list)
                        .query(LIST),
                Route.of("GET", "/v2.0/agents/{id:agent}", NetworkActions.SEE_AGENTS.name(), this::show));
    }

    private Response list(Request request) {
        var filters = Map.of(
                "host", request.query().all("host"), "id", request.query().all("id"));
        var agents = networks.agents(Authentication.caller(request)).stream()
                .map(AgentRoutes::view)
                .filter(view -> filters.entrySet().stream()
                        .allMatch(filter -> filter.getValue().isEmpty()
                                || filter.getValue().contains(String.valueOf(view.get(filter.getKey())))))
                .toList();
        return Response.json(200, Map.of("agents", agents));
    }

    private Response show(Request request) {
        var id = new HostId(request.uuid("id", "agent"));
        return networks.agents(Authentication.caller(request)).stream()
                .filter(host -> host.id().equals(id))
                .findFirst()
                .map(host -> Response.json(200, Map.of("agent", view(host))))
                .orElseThrow(() -> new CloudFault.NotFound("agent", id));
    }

    private static Map<String, Object> view(Host host) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", host.id().value());
        view.put("agent_type", "Host agent");
        view.put("binary", "brume");
        view.put("topic", "N/A");
        view.put("host", host.name());
        view.put("availability_zone", host.zone());
        view.put("admin_state_up", host.enabled());
        view.put("alive", host.connected());
        view.put("configurations", Map.of());
        view.put("description", host.disabledReason().orElse(null));
        view.put("started_at", host.changedAt());
        view.put("created_at", host.changedAt());
        view.put("heartbeat_timestamp", host.changedAt());
        return view;
    }
}
