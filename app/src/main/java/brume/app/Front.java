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

/// What stands at `/`: a list of the APIs that are there.
final class Front {
    private Front() {}

    /// `GET /` answers `{"name": "brume", "services": [{"path"}]}`, in the order of `services`.
    static Service service(List<Service> services) {
        var there = services.stream()
                .map(service -> Map.of("path", service.prefix()))
                .toList();
        var answer = Map.of("name", "brume", "services", there);
        return new Service("", new Plain(), List.of(Route.open("GET", "/", request -> Response.json(200, answer))));
    }

    private static final class Plain implements Dialect {
        @Override
        public void admit(Request request, Route route) {
            // Open to all: nothing here belongs to anybody.
        }

        @Override
        public Response fault(Request request, CloudFault fault) {
            return Response.empty(400);
        }

        @Override
        public Response bug(Request request) {
            return Response.empty(500);
        }

        @Override
        public Response nothing(Request request, Set<String> allowed) {
            return allowed.isEmpty()
                    ? Response.empty(404)
                    : Response.empty(405).with("Allow", String.join(", ", allowed));
        }
    }
}
