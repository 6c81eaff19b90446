package brume.e2e.tenants;

import brume.base.http.PathPattern;
import brume.base.http.Service;
import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.cloud.access.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is told to each of some personas that another tenant's things could be counted in: lists, pages, limits, quotas
/// and usage.
final class Counts {
    /// Who sees nothing of another tenant. Of those who see the same, one.
    private static final Set<String> ASK = Set.of(
            "the owner",
            "a reader in the project",
            "an administrator of the domain",
            "an administrator of another domain",
            "somebody without a role");

    /// Asked of routes that declare the first parameter. First pages end in markers and links.
    private static final List<String> QUERIES = List.of(
            "limit=1", "limit=1000", "sort_key=id&sort_dir=desc", "sort_key=created_at&limit=2", "all_tenants=1");

    /// Kinds of ids whose routes count a project's things.
    private static final Set<String> COUNTED = Set.of("project", "tenant");

    /// A group is a domain's, and no project's: who is of the domain rightly sees it.
    private static final String GROUPS = "/identity/v3/groups";

    private static final String USAGE = "/compute/v2.1/os-simple-tenant-usage/";

    private final Wire wire;
    private final List<Service> services;
    private final List<Persona> personas;
    private final String project;
    private final String end;

    /// @param project whose things are counted
    Counts(Wire wire, List<Service> services, List<Persona> personas, String project) throws Exception {
        this.wire = wire;
        this.services = services;
        this.personas = personas.stream()
                .filter(persona -> ASK.contains(persona.name()))
                .toList();
        this.project = project;
        this.end = untilNow();
    }

    /// The time of the cloud's clock.
    private String untilNow() throws Exception {
        var reader = personas.stream()
                .filter(persona -> persona.project().equals(project))
                .findFirst()
                .orElseThrow();
        var answer = wire.send("GET", USAGE + project, reader.token(), Map.of(), Optional.empty());
        return Json.read(answer.body()).path("tenant_usage").path("stop").asString();
    }

    /// Each answer, by who asked for what.
    Map<String, String> answers() throws Exception {
        var answers = new LinkedHashMap<String, String>();
        for (var service : services)
            for (var route : service.routes()) {
                var on = new On(service, route);
                if (!route.method().equals("GET") || route.action().isEmpty() || on.again() || !counts(on)) continue;
                for (var persona : personas) answers.putAll(answers(on, persona));
            }
        return answers;
    }

    private Map<String, String> answers(On on, Persona persona) throws Exception {
        var answers = new LinkedHashMap<String, String>();
        var path = on.service().prefix() + new Places(persona.project(), Map.of("project", project)).path(on.route());
        if (path.startsWith(GROUPS) && persona.scope().equals(new Scope.Domain(Tenant.HOME))) return answers;
        for (var query : queries(on)) {
            var answer = wire.send("GET", path + query, persona.token(), on.headers(), Optional.empty());
            answers.put(path + query + " by " + persona, still(Told.by(answer, List.of())));
        }
        return answers;
    }

    private static boolean counts(On on) {
        return COUNTED.containsAll(Places.kinds(on.route()))
                && on.route().path().parts().stream().noneMatch(PathPattern.Rest.class::isInstance);
    }

    /// Hours go on for as long as a server is there: they are counted up to one time.
    private List<String> queries(On on) {
        if (declares(on, "end")) return List.of("?end=" + end);
        var queries = new ArrayList<>(List.of(""));
        QUERIES.stream()
                .filter(query -> declares(on, query.substring(0, query.indexOf('='))))
                .map("?"::concat)
                .forEach(queries::add);
        return queries;
    }

    private static boolean declares(On on, String parameter) {
        return on.route().query().map(Shape.Fields::fields).orElse(List.of()).stream()
                .anyMatch(field -> field.name().equals(parameter));
    }

    /// A server's usage tells for how long it has been up now, whichever period was asked for.
    private static String still(String told) {
        var still = told.replaceAll("\"uptime\":\\d+", "\"uptime\":0");
        return still.equals(told) ? told : still.replaceAll("contentlength=\\[\\d+]", "");
    }
}
