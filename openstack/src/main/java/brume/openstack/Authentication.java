package brume.openstack;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.cloud.access.Caller;
import brume.cloud.identity.AccessRule;
import brume.cloud.identity.Identity;
import brume.cloud.journal.Journal;
import java.util.Map;

/// What all OpenStack dialects do at their door: who asks (`X-Auth-Token`), the answer of 401, the request's id, and
/// the record of those who were refused.
public final class Authentication {
    private final Identity identity;
    private final Journal journal;

    public Authentication(Identity identity, Journal journal) {
        this.identity = identity;
        this.journal = journal;
    }

    /// For [brume.base.http.Dialect#admit]: keeps the [Caller] with the request. A route without an action is open;
    /// a token is not looked at there.
    ///
    /// @throws CloudFault.Unauthenticated when the route needs a caller and there is none
    public void admit(Request request, Route route) {
        request.keep(Route.class, route);
        if (route.action().isEmpty()) return;
        var token = request.header("X-Auth-Token").orElseThrow(CloudFault.Unauthenticated::new);
        // A service is mounted under its type.
        var service = request.prefix().isEmpty() ? "" : request.prefix().substring(1);
        var call = new AccessRule.Call(service, request.method(), request.path());
        request.keep(Caller.class, identity.caller(token, request.source(), request.id(), call));
    }

    /// Who asks. Only for routes with an action.
    public static Caller caller(Request request) {
        return request.kept(Caller.class)
                .orElseThrow(() -> new IllegalStateException("an open route has no caller: " + request.path()));
    }

    /// Records a refusal in the audit; other faults pass by. Call it in [brume.base.http.Dialect#fault].
    public void refused(Request request, CloudFault fault) {
        var outcome = switch (fault) {
            case CloudFault.Unauthenticated f -> "unauthenticated";
            case CloudFault.Forbidden f -> "forbidden";
            default -> "";
        };
        if (outcome.isEmpty()) return;
        var action = request.kept(Route.class).flatMap(Route::action).orElse("none");
        journal.refused(request.kept(Caller.class), request.source(), request.id(), action, outcome);
    }

    /// The 401 of keystonemiddleware, which most services have in common.
    public static Response unauthorized(Request request) {
        return challenge(
                request,
                Response.json(
                        401,
                        Map.of(
                                "error",
                                Map.of(
                                        "code",
                                        401,
                                        "title",
                                        "Unauthorized",
                                        "message",
                                        new CloudFault.Unauthenticated().getMessage()))));
    }

    /// The same in HTML, as image and object stores have it.
    public static Response unauthorizedHtml(Request request) {
        return challenge(request, Response.html(401, """
                        <html>
                         <head>
                          <title>401 Unauthorized</title>
                         </head>
                         <body>
                          <h1>401 Unauthorized</h1>
                          %s<br /><br />
                         </body>
                        </html>
                        """.formatted(new CloudFault.Unauthenticated().getMessage())));
    }

    /// Adds where to log in.
    public static Response challenge(Request request, Response response) {
        return response.with("WWW-Authenticate", "Keystone uri=\"" + request.origin() + "/identity\"");
    }

    /// Adds `x-openstack-request-id`. Call it in [brume.base.http.Dialect#leave].
    public static Response identified(Request request, Response response) {
        return response.with("x-openstack-request-id", request.id());
    }
}
