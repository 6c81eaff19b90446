package brume.openstack.nova;

import brume.base.fault.CloudFault;
import brume.base.http.Dialect;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.shape.Version;
import brume.cloud.access.Caller;
import brume.openstack.Authentication;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How the compute API speaks: microversions, errors of one key that names the fault, request ids under two names.
final class NovaDialect implements Dialect {
    private static final String VERSIONED = "/v2.1";
    private final Authentication authentication;

    NovaDialect(Authentication authentication) {
        this.authentication = authentication;
    }

    private static boolean versioned(Request request) {
        return request.path().equals(VERSIONED) || request.path().startsWith(VERSIONED + "/");
    }

    private static boolean old(Request request) {
        return request.path().equals("/v2") || request.path().startsWith("/v2/");
    }

    @Override
    public Version version(Request request) {
        return versioned(request) ? NovaVersion.of(request) : NovaVersion.MIN;
    }

    @Override
    public void admit(Request request, Route route) {
        authentication.admit(request, route);
        // A slash at the end is an id that was forgotten: clients must not take the list for the thing.
        if (request.path().endsWith("/") && route.action().isPresent()) {
            throw new CloudFault.NotFound("resource", request.path());
        }
        if (!request.hasPlace("project") || route.action().isEmpty()) return;
        var project = Authentication.caller(request).project();
        if (!Ids.parse(request.place("project")).equals(project)) {
            throw new CloudFault.Invalid("Malformed request URL: URL's project_id '" + request.place("project")
                    + "' doesn't match Context's project_id '"
                    + project.map(Ids::plain).orElse("None") + "'");
        }
    }

    @Override
    public Response fault(Request request, CloudFault fault) {
        if (request == null) return error(400, "badRequest", fault.getMessage());
        authentication.refused(request, fault);
        if (!request.kept(NovaVersion.class).map(NovaVersion::known).orElse(true)) {
            return error(406, "computeFault", fault.getMessage());
        }
        return switch (fault) {
            case CloudFault.NotFound f -> error(404, "itemNotFound", sentence(f.getMessage()));
            case CloudFault.Invalid f
            when f.reason().equals("content-type") -> error(415, "badMediaType", f.getMessage());
            case CloudFault.Invalid f -> error(400, "badRequest", invalid(f));
            case CloudFault.Conflict f -> error(409, "conflictingRequest", f.getMessage());
            case CloudFault.Stale f -> error(409, "conflictingRequest", sentence(f.getMessage()));
            case CloudFault.Forbidden f -> error(403, "forbidden", f.getMessage());
            case CloudFault.Unauthenticated f -> Authentication.unauthorized(request);
            case CloudFault.OverQuota f -> error(403, "forbidden", sentence(f.getMessage()));
            case CloudFault.NoCapacity f -> error(f.reason().equals("host") ? 409 : 400, code(f), f.getMessage());
            case CloudFault.TooLarge f -> error(413, "overLimit", sentence(f.getMessage()));
            case CloudFault.RateLimited f ->
                error(429, "overLimit", f.getMessage())
                        .with(
                                "Retry-After",
                                Long.toString(Math.max(1, f.retryAfter().toSeconds())));
            case CloudFault.Unavailable f -> error(503, "serviceUnavailable", sentence(f.getMessage()));
            case CloudFault.Unsupported f -> error(501, "notImplemented", f.getMessage());
        };
    }

    private static String code(CloudFault.NoCapacity fault) {
        return fault.reason().equals("host") ? "conflictingRequest" : "badRequest";
    }

    private static String invalid(CloudFault.Invalid fault) {
        return fault.reason().equals("malformed") ? "Malformed request body" : fault.getMessage();
    }

    private static String sentence(String text) {
        var start = text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return start.endsWith(".") ? start : start + ".";
    }

    private static Response error(int status, String name, String message) {
        return Response.json(status, Map.of(name, Map.of("code", status, "message", message)));
    }

    @Override
    public Response bug(Request request) {
        return error(
                500,
                "computeFault",
                "Unexpected API Error. Please report this with the request's id, "
                        + Optional.ofNullable(request).map(Request::id).orElse("none") + ".");
    }

    @Override
    public Response nothing(Request request, Set<String> allowed) {
        if (allowed.isEmpty() || request.path().endsWith("/")) {
            if (!versioned(request) && !old(request)) return VersionsApi.choices(request);
            return error(404, "itemNotFound", "The resource could not be found.");
        }
        return error(405, "badMethod", "The method is not allowed for this resource.")
                .with("Allow", String.join(", ", allowed));
    }

    @Override
    public Response leave(Request request, Response response) {
        if (request == null) return response;
        Authentication.identified(request, response).with("x-compute-request-id", request.id());
        request.kept(NovaVersion.class).ifPresent(version -> {
            response.with("OpenStack-API-Version", "compute " + version.shown());
            response.with("X-OpenStack-Nova-API-Version", version.shown());
            response.with("Vary", "OpenStack-API-Version, X-OpenStack-Nova-API-Version");
        });
        return response;
    }

    /// Who asks.
    static Caller caller(Request request) {
        return Authentication.caller(request);
    }
}
