package brume.openstack.neutron;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.network.Listing;
import brume.cloud.network.NetworkActions;
import brume.cloud.network.Router;
import brume.cloud.network.RouterLeg;
import brume.cloud.network.RouterWish;
import brume.cloud.network.Routers;
import brume.openstack.Authentication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// `routers`, and what is done to their legs and routes.
final class RouterResource implements Resource.Verbs<Router> {
    private static final Shape GATEWAY = Shape.nullable(Shape.closed()
            .with("network_id", Shape.nullable(Shape.uuid()))
            .with("enable_snat", Shape.flag())
            .with("external_fixed_ips", PortResource.FIXED_IPS));
    private static final List<Attribute<Router>> OWN = List.of(
            Attribute.<Router>of("status", r -> "ACTIVE").by("status"),
            Attribute.<Router>of("admin_state_up", Router::adminUp)
                    .in(Shape.flag())
                    .by("admin_up"),
            Attribute.<Router>of("external_gateway_info", RouterResource::gateway)
                    .in(GATEWAY),
            Attribute.<Router>of("routes", r -> SubnetResource.routes(r.routes()))
                    .put(SubnetResource.ROUTES),
            Attribute.<Router>of("availability_zone_hints", r -> List.of()).post(Zones.HINTS),
            Attribute.<Router>of("availability_zones", r -> Zones.ALL));
    private static final Shape LEG =
            Shape.open().with("subnet_id", Shape.nullable(Shape.uuid())).with("port_id", Shape.nullable(Shape.uuid()));

    private final Routers routers;
    private final Resource<Router> resource;

    RouterResource(Routers routers) {
        this.routers = routers;
        resource = new Resource<>(
                "router", "routers", "routers", Attributes.named(Router::standing, OWN), Router::id, this);
    }

    Resource<Router> resource() {
        return resource;
    }

    List<Route> actions() {
        var one = "/v2.0/routers/{id:router}";
        var change = NetworkActions.CHANGE.name();
        var routes = Shape.open().need("router", Shape.open().need("routes", SubnetResource.ROUTES));
        return List.of(
                Route.of("PUT", one + "/add_router_interface", change, this::addLeg)
                        .body(LEG),
                Route.of("PUT", one + "/remove_router_interface", change, this::removeLeg)
                        .body(LEG),
                Route.of("PUT", one + "/add_extraroutes", change, this::addRoutes)
                        .query(ListQuery.FIELDS)
                        .body(routes),
                Route.of("PUT", one + "/remove_extraroutes", change, this::removeRoutes)
                        .query(ListQuery.FIELDS)
                        .body(routes));
    }

    private Response addLeg(Request request) {
        var body = new Body(request.json());
        return leg(routers.addInterface(
                Authentication.caller(request),
                request.uuid("id", "router"),
                body.uuid("subnet_id"),
                body.uuid("port_id")));
    }

    private Response removeLeg(Request request) {
        var body = new Body(request.json());
        return leg(routers.removeInterface(
                Authentication.caller(request),
                request.uuid("id", "router"),
                body.uuid("subnet_id"),
                body.uuid("port_id")));
    }

    private static Response leg(RouterLeg leg) {
        var project = leg.project().map(Ids::plain).orElse("");
        var view = new LinkedHashMap<String, Object>();
        view.put("id", leg.router());
        view.put("tenant_id", project);
        view.put("project_id", project);
        view.put("port_id", leg.port());
        view.put("network_id", leg.network());
        view.put("subnet_id", leg.subnets().getFirst());
        view.put("subnet_ids", leg.subnets());
        return Response.json(200, view);
    }

    private Response addRoutes(Request request) {
        var asked = asked(request);
        return view(request, routers.routes(Authentication.caller(request), request.uuid("id", "router"), have -> {
            var all = new ArrayList<>(have);
            for (var route : asked) if (!all.contains(route)) all.add(route);
            return all;
        }));
    }

    private Response removeRoutes(Request request) {
        var asked = asked(request);
        return view(
                request,
                routers.routes(
                        Authentication.caller(request),
                        request.uuid("id", "router"),
                        have -> have.stream()
                                .filter(route -> !asked.contains(route))
                                .toList()));
    }

    private static List<brume.contract.Route> asked(Request request) {
        return new Body(request.json().get("router"))
                .many("routes", SubnetResource::route)
                .orElse(List.of());
    }

    private Response view(Request request, Router router) {
        return Response.json(
                200,
                Map.of("router", resource.view(Authentication.caller(request), router, ListQuery.fields(request))));
    }

    private static Object gateway(Router router) {
        if (router.gatewayNetwork().isEmpty()) return null;
        var view = new LinkedHashMap<String, Object>();
        view.put("network_id", router.gatewayNetwork().get());
        view.put("external_fixed_ips", PortResource.fixed(router.gatewayIps()));
        view.put("enable_snat", router.snat());
        return view;
    }

    @Override
    public List<Router> list(Caller caller, Listing listing) {
        return routers.list(caller, listing);
    }

    @Override
    public Router get(Caller caller, UUID id) {
        return routers.get(caller, id);
    }

    @Override
    public List<Router> create(Caller caller, List<Body> bodies) {
        return routers.create(
                caller,
                bodies.stream()
                        .map(body -> new Routers.Draft(body.project(), wish(body)))
                        .toList());
    }

    private static RouterWish wish(Body body) {
        return new RouterWish(
                body.text("name"),
                body.text("description"),
                body.flag("admin_state_up"),
                body.maybe("external_gateway_info", name -> body.object(name).flatMap(RouterResource::wished)),
                body.many("routes", SubnetResource::route));
    }

    /// An object without a network is the same as none.
    private static Optional<RouterWish.Gateway> wished(Body body) {
        return body.uuid("network_id")
                .map(network -> new RouterWish.Gateway(
                        network, body.flag("enable_snat"), body.many("external_fixed_ips", PortResource::address)));
    }

    @Override
    public Router update(Caller caller, UUID id, Optional<Long> revision, Body body) {
        return routers.update(caller, id, revision, wish(body));
    }

    @Override
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        routers.delete(caller, id, revision);
    }
}
