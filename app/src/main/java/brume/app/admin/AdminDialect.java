package brume.app.admin;

import brume.base.fault.CloudFault;
import brume.base.http.Dialect;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// How the administration speaks: errors are `{"error": {"code", "kind", "message"}}`, where the kind is a stable word.
final class AdminDialect implements Dialect {
    private final Authentication authentication;

    AdminDialect(Authentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public void admit(Request request, Route route) {
        authentication.admit(request, route);
    }

    @Override
    public Response fault(Request request, CloudFault fault) {
        authentication.refused(request, fault);
        var message = fault.getMessage();
        return switch (fault) {
            case CloudFault.NotFound f -> error(404, "not-found", message);
            case CloudFault.Invalid f -> error(400, f.reason(), message);
            case CloudFault.Conflict f -> error(409, f.reason(), message);
            case CloudFault.Stale f -> error(409, "stale", message);
            case CloudFault.Forbidden f -> error(403, "forbidden", message);
            case CloudFault.Unauthenticated f ->
                Authentication.challenge(request, error(401, "unauthenticated", message));
            case CloudFault.OverQuota f -> error(409, "over-quota", message);
            case CloudFault.NoCapacity f -> error(409, "no-capacity", message);
            case CloudFault.TooLarge f -> error(413, "too-large", message);
            case CloudFault.RateLimited f ->
                error(429, "rate-limited", message)
                        .with("Retry-After", Long.toString(f.retryAfter().toSeconds()));
            case CloudFault.Unavailable f -> error(503, "unavailable", message);
            case CloudFault.Unsupported f -> error(409, "unsupported", message);
        };
    }

    private static Response error(int status, String kind, String message) {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", status);
        error.put("kind", kind);
        error.put("message", message);
        return Response.json(status, Map.of("error", error));
    }

    @Override
    public Response bug(Request request) {
        return error(500, "bug", "this is a fault of the cloud itself; its log has it under the request's id");
    }

    @Override
    public Response nothing(Request request, Set<String> allowed) {
        if (allowed.isEmpty()) return error(404, "not-found", "nothing is at this path");
        return error(405, "method-not-allowed", "the method is not allowed here")
                .with("Allow", String.join(", ", allowed));
    }

    @Override
    public Response leave(Request request, Response response) {
        return Authentication.identified(request, response);
    }
}
