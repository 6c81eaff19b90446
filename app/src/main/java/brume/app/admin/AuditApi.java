package brume.app.admin;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.cloud.upkeep.Audit;
import brume.cloud.upkeep.UpkeepActions;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/audit`: what is not as it should be, as it was last seen; a POST looks at everything now.
final class AuditApi {
    private final Audit audit;

    AuditApi(Audit audit) {
        this.audit = audit;
    }

    List<Route> routes() {
        var see = UpkeepActions.SEE.name();
        return List.of(
                Route.of("GET", "/audit", see, this::list).query(Pages.QUERY),
                Route.of("POST", "/audit", UpkeepActions.RUN.name(), this::run),
                Route.of("GET", "/audit/checks", see, this::checks));
    }

    private Response list(Request request) {
        var caller = Authentication.caller(request);
        return Pages.of(
                request,
                "findings",
                (marker, limit) -> audit.list(caller, marker, limit),
                found -> found.id().toString(),
                AuditApi::view);
    }

    private static Map<String, Object> view(Audit.Found found) {
        var view = new LinkedHashMap<String, Object>();
        var finding = found.finding();
        view.put("check", found.check());
        view.put("kind", finding.kind());
        view.put("id", finding.id());
        view.put("host", finding.host().orElse(null));
        view.put("project", finding.project().orElse(null));
        view.put("what", finding.what());
        view.put("cause", finding.cause());
        view.put("repaired", finding.repaired());
        view.put("first_seen", found.first());
        view.put("last_seen", found.last());
        return view;
    }

    private Response run(Request request) {
        var round = audit.run(Authentication.caller(request));
        var view = new LinkedHashMap<String, Object>();
        view.put("checks", round.checks());
        view.put("looked", round.looked());
        view.put("findings", round.findings());
        view.put("repaired", round.repaired());
        view.put("millis", round.took().toMillis());
        return Response.json(200, Map.of("round", view));
    }

    private Response checks(Request request) {
        var checks = audit.checks(Authentication.caller(request)).stream()
                .map(check -> Map.of("check", check.name(), "claim", check.claim()))
                .toList();
        return Response.json(200, Map.of("checks", checks));
    }
}
