package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.cloud.access.Target;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.Instances;
import java.util.List;
import java.util.Map;

/// `/os-migrations` and those of one server: there are none, because nothing moves guests between hosts.
final class MigrationsApi {
    private static final Shape.Fields LIST = Shape.open().with("limit", Pages.ANY_NUMBER);

    private final Instances instances;

    MigrationsApi(Instances instances) {
        this.instances = instances;
    }

    void routes(RouteTable table) {
        var server = "/servers/{server:instance}/migrations";
        var since = Versions.since(2, 23);
        table.add("GET", "/os-migrations", ComputeActions.MIGRATIONS_SHOW, this::all, r -> r.query(LIST));
        table.add("GET", server, ComputeActions.MIGRATIONS_SHOW, this::ofServer, r -> r.in(since));
        table.add("GET", server + "/{migration:text}", ComputeActions.MIGRATIONS_SHOW, this::one, r -> r.in(since));
    }

    private Response all(Request request) {
        caller(request).require(ComputeActions.MIGRATIONS_SHOW, Target.ANY);
        Pages.limit(request.query(), 1000);
        return Response.json(200, Map.of("migrations", List.of()));
    }

    private Response ofServer(Request request) {
        instances.find(caller(request), ServersApi.id(request));
        caller(request).require(ComputeActions.MIGRATIONS_SHOW, Target.ANY);
        return Response.json(200, Map.of("migrations", List.of()));
    }

    private Response one(Request request) {
        ofServer(request);
        throw new CloudFault.NotFound("Migration", request.place("migration"));
    }
}
