package brume.app;

import brume.base.fault.CloudFault;
import brume.base.http.Dialect;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.http.Service;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What stands at the root of the listener: which cloud this is, and where its APIs are.
final class Root implements Dialect {
    private static final List<String> MOUNTS = List.of("identity", "image", "compute", "network");
    private final ControlPlane control;

    Root(ControlPlane control) {
        this.control = control;
    }

    Service service() {
        return new Service("", this, List.of(Route.open("GET", "/", this::welcome)));
    }

    /// `{"cloud": {"id", "services": [{"name", "href"}]}}`.
    private Response welcome(Request request) {
        var services = MOUNTS.stream()
                .map(name -> Map.of("name", name, "href", request.origin() + "/" + name))
                .toList();
        return Response.json(
                200, Map.of("cloud", Map.of("id", control.hosts().cloud().toString(), "services", services)));
    }

    @Override
    public void admit(Request request, Route route) {
        // Nothing here is secret.
    }

    @Override
    public Response fault(Request request, CloudFault fault) {
        return Response.json(400, Map.of("error", fault.getMessage()));
    }

    @Override
    public Response bug(Request request) {
        return Response.json(500, Map.of("error", "internal error", "request", request.id()));
    }

    @Override
    public Response nothing(Request request, Set<String> allowed) {
        if (!allowed.isEmpty()) return Response.empty(405).with("Allow", String.join(", ", allowed));
        return Response.json(404, Map.of("error", "nothing is here; GET / says what there is"));
    }
}
