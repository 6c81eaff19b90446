package brume.app.admin;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.shape.Shape;
import brume.cloud.hosts.Fence;
import brume.cloud.hosts.Fences;
import brume.cloud.hosts.HostActions;
import brume.contract.HostId;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `/hosts/{host}/fence`: that a host which can't be reached is off, and how that is known.
final class FencesApi {
    private static final String PATH = "/hosts/{host:host}/fence";
    private static final Shape FENCE = Shape.closed().with("proof", Shape.text(1, Fences.MOST_PROOF));

    private final Fences fences;

    FencesApi(Fences fences) {
        this.fences = fences;
    }

    List<Route> routes() {
        var fence = HostActions.FENCE.name();
        return List.of(
                Route.of("GET", PATH, fence, this::show),
                Route.of("PUT", PATH, fence, this::fence).body(FENCE),
                Route.of("DELETE", PATH, fence, this::lift));
    }

    private static HostId host(Request request) {
        return new HostId(request.uuid("host", "host"));
    }

    private Response show(Request request) {
        return told(fences.get(Authentication.caller(request), host(request)));
    }

    /// By the word that is in the body; without one, by the operator's program.
    private Response fence(Request request) {
        var caller = Authentication.caller(request);
        var proof = Optional.ofNullable(request.json().get("proof")).map(node -> node.stringValue());
        return told(
                proof.isPresent()
                        ? fences.fence(caller, host(request), proof.get())
                        : fences.fence(caller, host(request)));
    }

    private Response lift(Request request) {
        fences.lift(Authentication.caller(request), host(request));
        return Response.empty(204);
    }

    /// `{"fence": {"host", "host_name", "stands", "fenced_at", "by", "how", "proof", "ended_at", "returned_at",
    /// "belied"}}`
    private static Response told(Fence fence) {
        var view = new LinkedHashMap<String, Object>();
        view.put("host", fence.host().value());
        view.put("host_name", fence.hostName());
        view.put("stands", fence.stands());
        view.put("fenced_at", fence.at());
        view.put("by", fence.by().orElse(null));
        view.put("how", fence.how().name().toLowerCase(Locale.ROOT));
        view.put("proof", fence.proof());
        view.put("ended_at", fence.ended().orElse(null));
        view.put("returned_at", fence.returned().orElse(null));
        view.put("belied", fence.belied());
        return Response.json(200, Map.of("fence", view));
    }
}
