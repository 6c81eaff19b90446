package brume.openstack.neutron;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.http.Service;
import brume.cloud.network.NetworkActions;
import brume.cloud.network.Networks;
import brume.cloud.network.Tags;
import brume.openstack.Authentication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The Networking API, mounted at `/network`.
public final class Neutron {
    private final Networks networks;
    private final Authentication authentication;
    private final List<String> resources = new ArrayList<>();

    public Neutron(Networks networks, Authentication authentication) {
        this.networks = networks;
        this.authentication = authentication;
    }

    public Service service() {
        var routes = new ArrayList<Route>();
        routes.add(Route.open("GET", "/", this::versions));
        routes.add(Route.open("GET", "/v2.0", this::version));
        var routers = new RouterResource(networks.routers());
        var rules = SecurityGroupRuleResource.of(networks.securityGroupRules());
        add(routes, NetworkResource.of(networks.networks()), Tags.Kind.NETWORK);
        add(routes, SubnetResource.of(networks.subnets()), Tags.Kind.SUBNET);
        add(routes, SubnetPoolResource.of(networks.subnetPools()), Tags.Kind.SUBNET_POOL);
        add(routes, PortResource.of(networks.ports()), Tags.Kind.PORT);
        add(routes, routers.resource(), Tags.Kind.ROUTER);
        routes.addAll(routers.actions());
        add(routes, FloatingIpResource.of(networks.floatingIps()), Tags.Kind.FLOATING_IP);
        add(routes, SecurityGroupResource.of(networks.securityGroups(), rules), Tags.Kind.SECURITY_GROUP);
        add(routes, rules);
        add(routes, ShareResource.of(networks.shares()));
        routes.addAll(new RoomRoutes(networks.room()).routes());
        routes.addAll(new AgentRoutes(networks).routes());
        routes.add(Route.of("GET", "/v2.0/service-providers", NetworkActions.SEE_API.name(), this::providers));
        routes.addAll(new QuotaRoutes(networks.limits()).routes());
        routes.addAll(new Extensions().routes());
        routes.add(Route.of("GET", "/v2.0/availability_zones", NetworkActions.SEE_API.name(), this::zones));
        return new Service("/network", new NeutronDialect(authentication), routes);
    }

    private <T> void add(List<Route> routes, Resource<T> resource, Tags.Kind kind) {
        add(routes, resource);
        routes.addAll(TagRoutes.of(networks.tags(), resource, kind));
    }

    private <T> void add(List<Route> routes, Resource<T> resource) {
        routes.addAll(ResourceRoutes.of(resource));
        resources.add(resource.path());
    }

    private Response versions(Request request) {
        return Response.json(200, Map.of("versions", List.of(entry(request))));
    }

    private static Map<String, Object> entry(Request request) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("id", "v2.0");
        entry.put("status", "CURRENT");
        entry.put("links", List.of(Map.of("rel", "self", "href", request.root() + "/v2.0/")));
        return entry;
    }

    private Response version(Request request) {
        var all = resources.stream()
                .map(path -> {
                    var view = new LinkedHashMap<String, Object>();
                    view.put("links", List.of(Map.of("rel", "self", "href", request.root() + "/v2.0/" + path)));
                    view.put("name", path.substring(0, path.length() - 1).replace('-', '_'));
                    view.put("collection", path.replace('-', '_'));
                    return view;
                })
                .toList();
        return Response.json(200, Map.of("resources", all));
    }

    /// There is nothing to choose from.
    private Response providers(Request request) {
        return Response.json(200, Map.of("service_providers", List.of()));
    }

    private Response zones(Request request) {
        var all = List.of("network", "router").stream()
                .map(resource -> Map.of("name", "nova", "resource", resource, "state", "available"))
                .toList();
        return Response.json(200, Map.of("availability_zones", all));
    }
}
