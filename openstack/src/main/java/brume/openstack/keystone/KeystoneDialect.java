package brume.openstack.keystone;

import brume.base.fault.CloudFault;
import brume.base.http.Dialect;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// How Keystone speaks: `{"error": {"code", "title", "message"}}`, HTML where nothing is.
final class KeystoneDialect implements Dialect {
    private final Authentication authentication;

    KeystoneDialect(Authentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public void admit(Request request, Route route) {
        authentication.admit(request, route);
        if (request.path().contains("%00")) throw new CloudFault.NotFound("resource", "of that name");
        Asked.storable(request);
    }

    @Override
    public Response fault(Request request, CloudFault fault) {
        authentication.refused(request, fault);
        return switch (fault) {
            case CloudFault.NotFound f -> error(404, "Not Found", "Could not find " + f.kind() + ": " + f.id() + ".");
            case CloudFault.Invalid f -> error(400, "Bad Request", f.getMessage());
            case CloudFault.Conflict f -> error(409, "Conflict", f.getMessage());
            case CloudFault.Stale f -> error(409, "Conflict", f.getMessage());
            case CloudFault.Forbidden f -> error(403, "Forbidden", f.getMessage());
            case CloudFault.Unauthenticated f -> Authentication.unauthorized(request);
            case CloudFault.OverQuota f -> error(403, "Forbidden", f.getMessage());
            case CloudFault.NoCapacity f -> error(503, "Service Unavailable", f.getMessage());
            case CloudFault.TooLarge f -> error(413, "Request Entity Too Large", f.getMessage());
            case CloudFault.RateLimited f ->
                error(429, "Too Many Requests", f.getMessage())
                        .with(
                                "Retry-After",
                                String.valueOf(Math.max(1, f.retryAfter().toSeconds())));
            case CloudFault.Unavailable f -> error(503, "Service Unavailable", f.getMessage());
            case CloudFault.Unsupported f -> error(501, "Not Implemented", f.getMessage());
        };
    }

    @Override
    public Response bug(Request request) {
        return error(
                500, "Internal Server Error", "An unexpected error prevented the server from fulfilling your request.");
    }

    @Override
    public Response nothing(Request request, Set<String> allowed) {
        if (allowed.isEmpty()) return html(404, "Not Found", "The requested URL was not found on the server.");
        return html(405, "Method Not Allowed", "The method is not allowed for the requested URL.")
                .with("Allow", String.join(", ", allowed));
    }

    @Override
    public Response leave(Request request, Response response) {
        return Authentication.identified(request, response).with("Vary", "X-Auth-Token");
    }

    private static Response html(int code, String title, String message) {
        return Response.html(code, """
                <!doctype html>
                <html lang=en>
                <title>%d %s</title>
                <h1>%s</h1>
                <p>%s</p>
                """.formatted(code, title, title, message));
    }

    private static Response error(int code, String title, String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        error.put("title", title);
        return Response.json(code, Map.of("error", error));
    }
}
