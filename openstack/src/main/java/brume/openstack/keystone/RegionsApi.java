package brume.openstack.keystone;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.cloud.identity.IdentityActions;
import brume.cloud.identity.Regions;
import brume.openstack.Authentication;
import java.util.List;
import java.util.Set;

/// `/v3/regions`
final class RegionsApi {
    private static final Set<String> KNOWN = Set.of("description", "parent_region_id");
    private final Regions regions;

    RegionsApi(Regions regions) {
        this.regions = regions;
    }

    List<Route> routes() {
        var read = IdentityActions.REGION_READ.name();
        var change = IdentityActions.CATALOG_CHANGE.name();
        return List.of(
                Route.of("GET", "/v3/regions", read, this::list).query(Queries.REGIONS),
                Route.of("POST", "/v3/regions", change, this::create).body(Shapes.REGION_NEW),
                Route.of("PUT", "/v3/regions/{region:text}", change, this::create)
                        .body(Shapes.REGION_NEW),
                Route.of("GET", "/v3/regions/{region:text}", read, this::show),
                Route.of("PATCH", "/v3/regions/{region:text}", change, this::update)
                        .body(Shapes.REGION_CHANGE),
                Route.of("DELETE", "/v3/regions/{region:text}", change, this::delete));
    }

    private Response list(Request request) {
        var found = regions.list(Authentication.caller(request), Asked.text(request, "parent_region_id"));
        return Response.json(
                200, Views.list(request, "/regions", "regions", found, each -> Views.region(request, each)));
    }

    private Response create(Request request) {
        var body = Body.of(request, "region");
        var id = body.text("id").orElse("");
        if (request.hasPlace("region")) {
            if (!id.isEmpty() && !id.equals(request.place("region"))) {
                throw new CloudFault.Conflict("the id in the URL is not the id in the body");
            }
            id = request.place("region");
        }
        if (id.length() > 255) throw new CloudFault.Invalid("the id is longer than 255 characters");
        var region = regions.create(
                Authentication.caller(request),
                id,
                body.text("parent_region_id").filter(p -> !p.isEmpty()),
                body.text("description").orElse(""),
                body.extra(KNOWN));
        return answer(request, 201, region);
    }

    private Response show(Request request) {
        return answer(request, 200, regions.get(Authentication.caller(request), request.place("region")));
    }

    private Response update(Request request) {
        var body = Body.of(request, "region");
        var region = regions.update(
                Authentication.caller(request),
                request.place("region"),
                body.said("parent_region_id").map(p -> p.filter(t -> !t.isEmpty())),
                body.said("description").map(d -> d.orElse("")),
                body.extra(KNOWN));
        return answer(request, 200, region);
    }

    private Response delete(Request request) {
        regions.delete(Authentication.caller(request), request.place("region"));
        return Response.empty(204);
    }

    private static Response answer(Request request, int code, Regions.Region region) {
        return Response.json(code, Views.one("region", Views.region(request, region)));
    }
}
