package brume.openstack.keystone;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.identity.Identity;
import brume.cloud.identity.IdentityActions;
import brume.cloud.identity.Logins;
import brume.openstack.Authentication;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/// `/v3/auth`: tokens, and where one may go.
final class TokensApi {
    private static final String SUBJECT = "X-Subject-Token";
    private final Identity identity;
    private final TokenViews views;

    TokensApi(Identity identity) {
        this.identity = identity;
        this.views = new TokenViews(identity.catalog());
    }

    List<Route> routes() {
        var read = IdentityActions.TOKEN_READ.name();
        var own = IdentityActions.OWN_SCOPES.name();
        return List.of(
                Route.open("POST", "/v3/auth/tokens", this::login)
                        .query(Queries.TOKEN)
                        .body(Shapes.AUTH),
                Route.of("GET", "/v3/auth/tokens", read, this::show).query(Queries.TOKEN),
                Route.of("DELETE", "/v3/auth/tokens", read, this::logout),
                Route.of("GET", "/v3/auth/projects", own, this::projects),
                Route.of("GET", "/v3/auth/domains", own, this::domains),
                Route.of("GET", "/v3/auth/system", own, this::system),
                Route.of("GET", "/v3/auth/catalog", own, this::catalog));
    }

    private Response login(Request request) {
        var auth = Body.of(request, "auth");
        var from = new Logins.From(request.source(), request.id());
        var made = identity.logins().login(from, proofs(new Body(auth.node().get("identity"))), wanted(auth));
        var told = identity.logins().tell(made.token());
        return Response.json(201, views.token(request, told, catalogWanted(request)))
                .with(SUBJECT, made.text());
    }

    private static List<Logins.Proof> proofs(Body given) {
        var proofs = new ArrayList<Logins.Proof>();
        for (var method : new HashSet<>(given.texts("methods").orElseThrow())) {
            switch (method) {
                case "password" ->
                    proofs.add(password(
                            new Body(section(given, "password").member("user").orElseThrow())));
                case "token" ->
                    proofs.add(new Logins.ByToken(
                            section(given, "token").text("id").orElseThrow()));
                case "application_credential" -> proofs.add(credential(section(given, "application_credential")));
                default -> throw new CloudFault.Unauthenticated();
            }
        }
        return proofs;
    }

    private static Body section(Body given, String method) {
        return new Body(given.member(method)
                .orElseThrow(() -> new CloudFault.Invalid(
                        "Expecting to find " + method + " in identity. The server could not comply with the request"
                                + " since it is either malformed or otherwise incorrect.")));
    }

    private static Logins.ByPassword password(Body user) {
        var domain = user.member("domain").map(d -> named(new Body(d)));
        if (!user.has("id")) {
            if (!user.has("name")) throw new CloudFault.Invalid("Expecting to find id or name in user.");
            if (domain.isEmpty()) throw new CloudFault.Invalid("Expecting to find domain in user.");
        }
        return new Logins.ByPassword(
                user.text("id").map(TokensApi::idOrNobody),
                user.text("name"),
                domain,
                user.text("password").orElseThrow());
    }

    private static Logins.ByCredential credential(Body given) {
        var user = new Body(given.member("user").orElseGet(Json::object));
        if (!given.has("id") && (!given.has("name") || user.node().isEmpty())) {
            throw new CloudFault.Invalid("Expecting to find id, or name and user, in application_credential.");
        }
        return new Logins.ByCredential(
                given.text("id").map(TokensApi::idOrNobody),
                given.text("name"),
                user.text("id").map(TokensApi::idOrNobody),
                user.text("name"),
                user.member("domain").map(d -> named(new Body(d))),
                given.text("secret").orElseThrow());
    }

    private static Logins.Named named(Body body) {
        if (!body.has("id") && !body.has("name")) {
            throw new CloudFault.Invalid("Expecting to find id or name in domain.");
        }
        return new Logins.Named(body.text("id"), body.text("name"));
    }

    /// An id that can be none of ours is that of nobody: as wrong as any other.
    private static UUID idOrNobody(String text) {
        return Ids.parse(text).orElse(new UUID(0, 0));
    }

    private static Logins.Wanted wanted(Body auth) {
        var said = auth.member("scope");
        if (said.isEmpty()) return new Logins.Anywhere();
        if (said.get().isString()) return new Logins.Nowhere();
        var scope = new Body(said.get());
        long scopes = List.of("project", "domain", "system").stream()
                .filter(name -> scope.member(name).isPresent())
                .count();
        if (scopes > 1) throw new CloudFault.Invalid("scope names more than one of project, domain and system.");
        if (scope.member("project").isPresent()) {
            var project = new Body(scope.member("project").get());
            var domain = project.member("domain").map(d -> named(new Body(d)));
            if (!project.has("id") && (!project.has("name") || domain.isEmpty())) {
                throw new CloudFault.Invalid("Expecting to find id, or name and domain, in project.");
            }
            return new Logins.InProject(project.text("id").map(TokensApi::idOrNobody), project.text("name"), domain);
        }
        if (scope.member("domain").isPresent()) {
            return new Logins.InDomain(named(new Body(scope.member("domain").get())));
        }
        if (scope.member("system").isPresent()) {
            if (!new Body(scope.member("system").get()).flag("all").orElse(false)) {
                throw new CloudFault.Invalid("Expecting system.all to be true in scope.");
            }
            return new Logins.InSystem();
        }
        if (scope.has("unscoped")) return new Logins.Nowhere();
        throw new CloudFault.Invalid("Expecting to find project, domain or system in scope.");
    }

    private Response show(Request request) {
        var text = subject(request);
        var told = identity.logins().tell(Authentication.caller(request), text);
        return Response.json(200, views.token(request, told, catalogWanted(request)))
                .with(SUBJECT, text);
    }

    private static boolean catalogWanted(Request request) {
        return !Asked.is(request, "nocatalog");
    }

    private Response logout(Request request) {
        identity.logins().logout(Authentication.caller(request), subject(request));
        return Response.empty(204);
    }

    private static String subject(Request request) {
        return request.header(SUBJECT).orElseThrow(() -> new CloudFault.NotFound("token", "given"));
    }

    private static UUID user(Request request) {
        return Authentication.caller(request).user().orElseThrow(CloudFault.Unauthenticated::new);
    }

    private Response projects(Request request) {
        var projects = identity.projects().reachable(user(request));
        return Response.json(
                200, Views.list(request, "/auth/projects", "projects", projects, each -> Views.project(request, each)));
    }

    private Response domains(Request request) {
        var domains = identity.logins().domains(user(request));
        return Response.json(
                200, Views.list(request, "/auth/domains", "domains", domains, each -> Views.domain(request, each)));
    }

    private Response system(Request request) {
        var scopes = identity.logins().system(user(request)) ? List.of(true) : List.<Boolean>of();
        return Response.json(
                200,
                Views.list(
                        request,
                        "/auth/system",
                        "system",
                        scopes,
                        each -> Json.object().put("all", each)));
    }

    private Response catalog(Request request) {
        Caller caller = Authentication.caller(request);
        if (caller.scope() instanceof Scope.None) {
            throw new CloudFault.Forbidden("a token with a scope is needed to see the catalog");
        }
        var body = Json.object();
        body.set("catalog", views.catalog(request, user(request), caller.scope()));
        body.set("links", Json.object().put("self", Views.self(request, "/auth/catalog")));
        return Response.json(200, body);
    }
}
