package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.cloud.access.Target;
import brume.cloud.image.ImageActions;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What this site can do: bytes are uploaded directly, to the one store that there is.
final class SiteHandlers {
    /// No method of import is offered.
    Response imports(Request request) {
        return Response.json(
                200,
                Map.of(
                        "import-methods",
                        Map.of("description", "Import methods available.", "type", "array", "value", List.of())));
    }

    /// Only a site with several stores has a list of them.
    Response stores(Request request) {
        throw new CloudFault.NotFound("Multi backend is not supported at this site: list of", "stores");
    }

    Response tasks(Request request) {
        admit(request, "get_tasks");
        var body = new LinkedHashMap<String, Object>();
        body.put("tasks", List.of());
        body.put("first", "/v2/tasks");
        body.put("schema", "/v2/schemas/tasks");
        return Response.json(200, body);
    }

    private static void admit(Request request, String action) {
        if (!Authentication.caller(request).may(ImageActions.TASKS, Target.ANY)) {
            throw new CloudFault.Forbidden("You are not authorized to complete " + action + " action.");
        }
    }

    Response task(Request request) {
        admit(request, "get_task");
        throw new CloudFault.NotFound("task", request.place("task"));
    }
}
