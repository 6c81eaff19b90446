package brume.app.admin;

import brume.app.Simulation;
import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.shape.Shape;
import brume.cloud.access.Target;
import brume.cloud.upkeep.UpkeepActions;
import brume.contract.HostId;
import brume.openstack.Authentication;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/simulation`: faults on request, and a reset. A real cloud answers 409.
final class SimulationApi {
    private static final int MOST_CREATES = 1_000_000;
    private static final long MOST_DELAY_MILLIS = 600_000;
    private static final long MOST_SECONDS = 366L * 86_400;
    private static final Shape FAULTS = Shape.closed()
            .with("fail_creates", new Shape.Whole(0, MOST_CREATES, false))
            .with("vanished", Shape.flag())
            .with("off", Shape.flag())
            .with("delay_ms", new Shape.Whole(0, MOST_DELAY_MILLIS, false));
    private static final Shape CLOCK = Shape.closed().need("forward_seconds", new Shape.Whole(1, MOST_SECONDS, false));

    private final Optional<Simulation> simulation;

    SimulationApi(Optional<Simulation> simulation) {
        this.simulation = simulation;
    }

    List<Route> routes() {
        var simulate = UpkeepActions.SIMULATE.name();
        return List.of(
                Route.of("GET", "/simulation", simulate, this::show),
                Route.of("PUT", "/simulation/hosts/{host:host}", simulate, this::change)
                        .body(FAULTS),
                Route.of("POST", "/simulation/clock", simulate, this::clock).body(CLOCK),
                Route.of("POST", "/simulation/reset", simulate, this::reset));
    }

    private Simulation simulated(Request request) {
        Authentication.caller(request).require(UpkeepActions.SIMULATE, Target.ANY);
        return simulation.orElseThrow(
                () -> new CloudFault.Conflict("not-simulated", "this cloud is real: nothing of it is simulated"));
    }

    private Response show(Request request) {
        var simulated = simulated(request);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("now", simulated.now());
        answer.put(
                "hosts",
                simulated.hosts(Authentication.caller(request)).stream()
                        .map(SimulationApi::view)
                        .toList());
        return Response.json(200, answer);
    }

    private Response change(Request request) {
        var simulated = simulated(request);
        var id = new HostId(request.uuid("host", "host"));
        var asked = request.json();
        var wish = new Simulation.Wish(
                Optional.ofNullable(asked.get("fail_creates")).map(n -> n.intValue()),
                Optional.ofNullable(asked.get("vanished")).map(Shape.Flag::of),
                Optional.ofNullable(asked.get("off")).map(Shape.Flag::of),
                Optional.ofNullable(asked.get("delay_ms")).map(n -> Duration.ofMillis(n.longValue())));
        return Response.json(200, Map.of("host", view(simulated.change(Authentication.caller(request), id, wish))));
    }

    private static Map<String, Object> view(Simulation.Faults faults) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", faults.host().value());
        view.put("name", faults.name());
        view.put("fail_creates", faults.failCreates());
        view.put("vanished", faults.vanished());
        view.put("off", faults.off());
        view.put("delay_ms", faults.delay().toMillis());
        return view;
    }

    private Response reset(Request request) {
        simulated(request).reset(Authentication.caller(request));
        return Response.empty(204);
    }

    private Response clock(Request request) {
        var simulated = simulated(request);
        var by = Duration.ofSeconds(request.json().get("forward_seconds").longValue());
        return Response.json(200, Map.of("now", simulated.forward(Authentication.caller(request), by)));
    }
}
