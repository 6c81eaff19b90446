package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.http.Dialect;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.shape.Shape;
import brume.openstack.Authentication;
import java.util.Map;
import java.util.Set;

/// How the Image API speaks: errors are small HTML pages, whose text clients print.
final class GlanceDialect implements Dialect {
    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Request Entity Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(416, "Requested Range Not Satisfiable"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"));

    private final Authentication authentication;

    GlanceDialect(Authentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public void admit(Request request, Route route) {
        authentication.admit(request, route);
    }

    @Override
    public Response fault(Request request, CloudFault fault) {
        authentication.refused(request, fault);
        return switch (fault) {
            case CloudFault.NotFound f ->
                page(404, f.kind().equals("image") ? "No image found with ID " + f.id() : f.getMessage());
            case CloudFault.Invalid f -> page(400, f.getMessage());
            case CloudFault.Conflict f -> page(409, f.getMessage());
            case CloudFault.Stale f -> page(409, f.getMessage());
            case CloudFault.Forbidden f -> page(403, f.getMessage());
            case CloudFault.Unauthenticated f -> Authentication.unauthorizedHtml(request);
            case CloudFault.OverQuota f -> page(413, f.getMessage());
            case CloudFault.NoCapacity f -> page(503, f.getMessage());
            case CloudFault.TooLarge f -> page(413, f.getMessage());
            case CloudFault.RateLimited f ->
                page(429, f.getMessage())
                        .with("Retry-After", Long.toString(f.retryAfter().toSeconds()));
            case CloudFault.Unavailable f -> page(503, f.getMessage());
            case CloudFault.Unsupported f -> page(404, f.getMessage());
        };
    }

    @Override
    public Response bug(Request request) {
        return page(500, "The server has either erred or is incapable of performing the requested operation.");
    }

    @Override
    public Response nothing(Request request, Set<String> allowed) {
        // A path that ends in a slash names an image with an empty id.
        if (allowed.isEmpty() || request.path().endsWith("/")) {
            return page(404, "The resource could not be found.");
        }
        return page(405, "The method " + request.method() + " is not allowed for this resource.")
                .with("Allow", String.join(", ", allowed));
    }

    @Override
    public CloudFault misshapen(Request request, Shape.Problem problem) {
        return new CloudFault.Invalid(
                "Provided object does not match schema: " + problem.at() + " " + problem.message());
    }

    @Override
    public Response leave(Request request, Response response) {
        // As Glance itself: neither on version documents nor on 401.
        boolean bare = response.status() == 401 || response.status() == 300;
        return bare ? response : Authentication.identified(request, response);
    }

    static Response page(int status, String message) {
        var title = status + " " + REASONS.get(status);
        return Response.html(status, """
                <html>
                 <head>
                  <title>%s</title>
                 </head>
                 <body>
                  <h1>%s</h1>
                  %s<br /><br />


                 </body>
                </html>
                """.formatted(title, title, escape(message)));
    }

    /// For the text of a page, not for its attributes: quotes stay, since clients print them as they come.
    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
