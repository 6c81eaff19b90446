package brume.app.admin;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.cloud.upkeep.Overdue;
import brume.cloud.upkeep.Stuck;
import brume.cloud.upkeep.UpkeepActions;
import brume.cloud.upkeep.Work;
import brume.openstack.Authentication;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/stuck`: whatever is past its deadline; `/deadlines`: the table of all work.
final class StuckApi {
    private final Stuck stuck;

    StuckApi(Stuck stuck) {
        this.stuck = stuck;
    }

    List<Route> routes() {
        var see = UpkeepActions.SEE.name();
        return List.of(
                Route.of("GET", "/stuck", see, this::list).query(Pages.QUERY),
                Route.of("GET", "/deadlines", see, this::deadlines));
    }

    private Response list(Request request) {
        var caller = Authentication.caller(request);
        return Pages.of(
                request, "stuck", (marker, limit) -> stuck.list(caller, marker, limit), Stuck::marker, StuckApi::view);
    }

    private static Map<String, Object> view(Overdue late) {
        var view = new LinkedHashMap<String, Object>();
        view.put("work", late.work().word());
        view.put("kind", late.kind());
        view.put("id", late.id());
        view.put("project", late.project().orElse(null));
        view.put("owner", late.owner().orElse(null));
        view.put("request", late.request().orElse(null));
        view.put("since", late.since());
        view.put("deadline", late.deadline());
        view.put("fault", late.fault().orElse(null));
        view.put("past", late.work().past());
        view.put("freed_by", late.freedBy());
        return view;
    }

    private Response deadlines(Request request) {
        stuck.require(Authentication.caller(request));
        var rows = Arrays.stream(Work.values())
                .map(work -> Map.of(
                        "work", work.word(),
                        "seconds", work.most().toSeconds(),
                        "past", work.past()))
                .toList();
        return Response.json(200, Map.of("deadlines", rows));
    }
}
