package brume.base.http;

import brume.base.fault.CloudFault;
import java.util.Map;
import java.util.Set;

/// The least that a dialect can be.
final class PlainDialect implements Dialect {
    @Override
    public void admit(Request request, Route route) {
        if (route.action().isPresent() && request.header("X-Auth-Token").isEmpty()) {
            throw new CloudFault.Unauthenticated();
        }
    }

    @Override
    public Response fault(Request request, CloudFault fault) {
        int status = switch (fault) {
            case CloudFault.Unauthenticated f -> 401;
            case CloudFault.NotFound f -> 404;
            case CloudFault.TooLarge f -> 413;
            case CloudFault.RateLimited f -> 429;
            case CloudFault.Unavailable f -> 503;
            case CloudFault other -> 400;
        };
        var response = Response.json(status, Map.of("error", fault.getMessage()));
        if (fault instanceof CloudFault.RateLimited f) {
            response.with("Retry-After", Long.toString(f.retryAfter().toSeconds()));
        }
        return response;
    }

    @Override
    public Response bug(Request request) {
        return Response.json(500, Map.of("error", "internal"));
    }

    @Override
    public Response nothing(Request request, Set<String> allowed) {
        return allowed.isEmpty() ? Response.empty(404) : Response.empty(405).with("Allow", String.join(", ", allowed));
    }

    @Override
    public Response leave(Request request, Response response) {
        return response.with("X-Request-Id", request.id());
    }
}
