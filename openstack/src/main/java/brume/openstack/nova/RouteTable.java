package brume.openstack.nova;

import brume.base.http.Handler;
import brume.base.http.Route;
import brume.cloud.access.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The routes of the API. Each stands four times: clients may, and older ones do, write their project's id in the
/// path, or ask for version 2.0, which is 2.1 without microversions.
final class RouteTable {
    private static final List<String> VERSIONS = List.of("/v2.1", "/v2");
    private final List<Route> routes = new ArrayList<>();

    RouteTable open(String method, String path, Handler handler) {
        routes.add(Route.open(method, path, handler));
        return this;
    }

    RouteTable add(String method, String path, Action action, Handler handler) {
        return add(method, path, action, handler, UnaryOperator.identity());
    }

    /// @param more shapes and versions
    RouteTable add(String method, String path, Action action, Handler handler, UnaryOperator<Route> more) {
        for (var version : VERSIONS) {
            routes.add(more.apply(Route.of(method, version + path, action.name(), handler)));
            routes.add(more.apply(Route.of(method, version + "/{project:project}" + path, action.name(), handler)));
        }
        return this;
    }

    List<Route> all() {
        return List.copyOf(routes);
    }
}
