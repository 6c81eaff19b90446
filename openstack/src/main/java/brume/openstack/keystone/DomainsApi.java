package brume.openstack.keystone;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.cloud.identity.Domain;
import brume.cloud.identity.Domains;
import brume.cloud.identity.IdentityActions;
import brume.openstack.Authentication;
import java.util.List;
import java.util.Set;

/// `/v3/domains`
final class DomainsApi {
    private static final Set<String> KNOWN =
            Set.of("name", "description", "enabled", "tags", "options", "explicit_domain_id");
    private final Domains domains;

    DomainsApi(Domains domains) {
        this.domains = domains;
    }

    List<Route> routes() {
        var change = IdentityActions.DOMAIN_CHANGE.name();
        return List.of(
                Route.of("GET", "/v3/domains", IdentityActions.DOMAIN_LIST.name(), this::list)
                        .query(Queries.DOMAINS),
                Route.of("POST", "/v3/domains", change, this::create).body(Shapes.DOMAIN_NEW),
                Route.of("GET", "/v3/domains/{domain:domain}", IdentityActions.DOMAIN_GET.name(), this::show),
                Route.of("PATCH", "/v3/domains/{domain:domain}", change, this::update)
                        .body(Shapes.DOMAIN_CHANGE),
                Route.of("DELETE", "/v3/domains/{domain:domain}", change, this::delete));
    }

    private Response list(Request request) {
        var found = domains.list(Authentication.caller(request), filter(request));
        return Response.json(
                200, Views.list(request, "/domains", "domains", found, each -> Views.domain(request, each)));
    }

    static Domains.Filter filter(Request request) {
        return new Domains.Filter(
                Asked.text(request, "id"), Asked.text(request, "name"), Asked.flag(request, "enabled"));
    }

    private Response create(Request request) {
        var body = Body.of(request, "domain");
        return answer(request, 201, domains.create(Authentication.caller(request), wanted(body, KNOWN)));
    }

    static Domains.Wanted wanted(Body body, Set<String> known) {
        return new Domains.Wanted(
                body.uuid("explicit_domain_id", "domain"),
                body.text("name").orElseThrow(),
                body.text("description").orElse(""),
                body.flag("enabled").orElse(true),
                body.texts("tags").orElse(List.of()),
                body.options(),
                body.extra(known));
    }

    private Response show(Request request) {
        return answer(request, 200, domains.get(Authentication.caller(request), request.place("domain")));
    }

    private Response update(Request request) {
        var body = Body.of(request, "domain");
        var domain = domains.update(Authentication.caller(request), request.place("domain"), change(body, KNOWN));
        return answer(request, 200, domain);
    }

    static Domains.Change change(Body body, Set<String> known) {
        return new Domains.Change(
                body.text("name"),
                body.said("description").map(d -> d.orElse("")),
                body.flag("enabled"),
                body.texts("tags"),
                body.member("options"),
                body.extra(known));
    }

    private Response delete(Request request) {
        domains.delete(Authentication.caller(request), request.place("domain"));
        return Response.empty(204);
    }

    private static Response answer(Request request, int code, Domain domain) {
        return Response.json(code, Views.one("domain", Views.domain(request, domain)));
    }
}
