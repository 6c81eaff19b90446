package brume.openstack.nova;

import brume.base.http.Handler;
import brume.base.http.Route;
import brume.cloud.access.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The routes of the API. Each stands twice: clients may, and older ones do, write their project's id in the path.
final class RouteTable {
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
        routes.add(more.apply(Route.of(method, "/v2.1" + path, action.name(), handler)));
        routes.add(more.apply(Route.of(method, "/v2.1/{project:project}" + path, action.name(), handler)));
        return this;
    }

    List<Route> all() {
        return List.copyOf(routes);
    }
}
