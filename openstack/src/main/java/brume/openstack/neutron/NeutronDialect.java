package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import brume.base.http.Dialect;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.shape.Shape;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// How Neutron speaks: `{"NeutronError": {"type", "message", "detail": ""}}`. The types are names that clients know.
final class NeutronDialect implements Dialect {
    private static final String PLAIN = "HTTPBadRequest";
    private final Authentication authentication;

    NeutronDialect(Authentication authentication) {
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
            case CloudFault.NotFound f -> error(404, ErrorTypes.notFound(f.kind()), ErrorTypes.notFoundMessage(f));
            case CloudFault.Invalid f -> error(400, ErrorTypes.invalid(f.reason()), message);
            case CloudFault.Conflict f -> error(409, ErrorTypes.conflict(f.reason()), message);
            case CloudFault.Stale f -> error(412, "RevisionNumberConstraintFailed", message);
            case CloudFault.Forbidden f -> error(403, "HTTPForbidden", message);
            case CloudFault.Unauthenticated f -> Authentication.unauthorized(request);
            case CloudFault.OverQuota f ->
                error(409, "OverQuota", "Quota exceeded for resources: ['" + f.resource() + "'].");
            case CloudFault.NoCapacity f -> error(409, ErrorTypes.full(f.reason()), message);
            case CloudFault.TooLarge f -> error(413, "HTTPRequestEntityTooLarge", message);
            case CloudFault.RateLimited f ->
                error(429, "HTTPTooManyRequests", message)
                        .with("Retry-After", Long.toString(f.retryAfter().toSeconds()));
            case CloudFault.Unavailable f -> error(503, "HTTPServiceUnavailable", message);
            case CloudFault.Unsupported f -> error(501, "HTTPNotImplemented", message);
        };
    }

    private static Response error(int status, String type, String message) {
        var error = new LinkedHashMap<String, String>();
        error.put("type", type);
        error.put("message", message);
        error.put("detail", "");
        return Response.json(status, Map.of("NeutronError", error));
    }

    @Override
    public Response bug(Request request) {
        return error(
                500, "HTTPInternalServerError", "Request Failed: internal server error while processing your request.");
    }

    @Override
    public Response nothing(Request request, Set<String> allowed) {
        if (allowed.isEmpty()) return error(404, "HTTPNotFound", "The resource could not be found.");
        return error(405, "HTTPMethodNotAllowed", "The method is not allowed for this resource.")
                .with("Allow", String.join(", ", allowed));
    }

    @Override
    public CloudFault misshapen(Request request, Shape.Problem problem) {
        int dot = problem.at().indexOf('.');
        var at = dot < 0 ? problem.at() : problem.at().substring(dot + 1);
        boolean top = at.indexOf('.') < 0 && at.indexOf('[') < 0;
        var message = switch (problem.kind()) {
            case UNKNOWN -> top ? "Unrecognized attribute(s) '" + at + "'" : invalid(at, problem.message());
            case MISSING ->
                top
                        ? "Failed to parse request. Required attribute '" + at + "' not specified"
                        : invalid(at, problem.message());
            case TYPE, VALUE -> invalid(at, problem.message());
        };
        return new CloudFault.Invalid(PLAIN, message);
    }

    private static String invalid(String at, String message) {
        return "Invalid input for " + at + ". Reason: it " + message + ".";
    }

    @Override
    public Response leave(Request request, Response response) {
        return Authentication.identified(request, response);
    }
}
