package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.http.PathPattern;
import brume.base.http.Service;
import brume.base.shape.Version;
import brume.cloud.access.Rule;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import brume.e2e.tenants.Persona.Welcome;
import brume.testcloud.TestCloud;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/// Each route by each persona: whoever may not by the catalogue of actions is refused, whoever may reads.
///
/// A cell is a route and a persona. What should come of it follows from the rule of the route's action, who the persona
/// is, and whose things the path names: alpha's, or else the persona's own.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PersonasTest {
    /// Routes that answer the same to all, whomever they name.
    private static final Set<String> SAME_FOR_ALL = Set.of("/os-quota-sets/{tenant:project}/defaults");

    /// Said to those who may, but whose token names no place where it could be.
    private static final Set<String> NOWHERE =
            Set.of("a token for a project is needed", "a token with a scope is needed");

    /// Kinds whose domain says who may.
    private static final Set<String> DOMAINS_OWN = Set.of("project", "user", "group");

    private static TestCloud cloud;
    private static Wire wire;
    private static Catalogue catalogue;
    private static List<Service> services;
    private static OpenStack admin;
    private static Tenant beta;
    private static Belongings alphas;
    private static Target alpha;
    private static Refusals refusals;
    private static Map<String, String> ids;
    private static List<Persona> personas;
    private static Map<String, JsonNode> before;
    private static List<String> hosts;

    @BeforeAll
    static void moveIn() throws Exception {
        cloud = TestCloud.live(1);
        wire = new Wire(cloud.api());
        catalogue = Catalogue.read();
        services = Apis.of(cloud.control());
        var access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
        admin = new OpenStack(OpenStack.http(), access);
        var tenant = Tenant.make(admin, "tenant-" + Belongings.MARK);
        beta = Tenant.make(admin, "tenant-beta");
        alphas = Belongings.of(tenant, admin, Belongings.MARK);
        alpha = new Target(
                Optional.of(Persona.uuid(tenant.project())),
                Optional.of("default"),
                Optional.of(Persona.uuid(tenant.user())));
        refusals = new Refusals(catalogue, alphas, alpha);
        personas = new Personas(admin, wire).around(tenant, beta);
        ids = new HashMap<>(alphas.ids());
        ids.putAll(Shared.ids(admin));
        before = alphas.snapshot();
        hosts = new ArrayList<>();
        for (var agent : admin.get("network", "/v2.0/agents").path("agents"))
            hosts.addAll(List.of(agent.path("id").asString(), agent.path("host").asString()));
    }

    @AfterAll
    static void moveOut() {
        cloud.close();
    }

    /// Before anybody else has asked for anything that goes on by itself.
    @Test
    @Order(1)
    void whatAnotherTenantMakesIsNotCounted() throws Exception {
        var counts =
                new Counts(wire, services, personas, Persona.hex(alpha.project().orElseThrow()));
        var nothing = counts.answers();
        // Else the answers could be the same because nothing was told.
        assertThat(String.join("\n", nothing.values()))
                .contains(
                        Belongings.MARK,
                        "totalInstancesUsed\":1",
                        "servers_links",
                        "networks_links",
                        "\"total_hours\":1.");
        beta.client().login();
        Belongings.of(beta, admin, "mine");
        var wrongs = new ArrayList<String>();
        counts.answers().forEach((call, told) -> {
            if (!told.equals(nothing.get(call))) wrongs.add(call + ": " + nothing.get(call) + ", then " + told);
        });
        assertThat(wrongs).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> whatTheCatalogueSaysIsSo() {
        return personas.stream()
                .map(persona -> DynamicTest.dynamicTest(persona.name(), () -> {
                    var wrongs = new ArrayList<String>();
                    for (var on : routes()) tried(on, persona, wrongs);
                    assertThat(wrongs).isEmpty();
                }));
    }

    /// Writes are tried on ids of nothing, so that nothing of alpha's changes; what names nothing is made.
    @TestFactory
    Stream<DynamicTest> whoMayIsNotForbidden() {
        return personas.stream()
                .filter(persona -> persona.welcome() == Welcome.ANYWHERE)
                .map(persona -> DynamicTest.dynamicTest(persona.name(), () -> {
                    var wrongs = new ArrayList<String>();
                    for (var on : routes()) if (!reads(on) && !isOfTheMachine(on)) tryOnNothing(on, persona, wrongs);
                    assertThat(wrongs).isEmpty();
                }));
    }

    private static void tryOnNothing(On on, Persona persona, List<String> wrongs) throws Exception {
        var rule = catalogue.actions().get(on.route().action().orElseThrow()).rule();
        var nothing = new HashMap<>(ids);
        nothing.replaceAll((kind, id) -> Told.stranger(id));
        var target = Target.ANY;
        // Who is not of the whole cloud may for what is his own: that cannot be an id of nothing.
        if (!rule.allows(persona.caller(), target)) {
            target = persona.own();
            nothing.put("user", Persona.hex(persona.user()));
            nothing.put("domain", persona.own().domain().orElseThrow());
            if (kinds(on).stream().anyMatch(DOMAINS_OWN::contains) && !kinds(on).contains("domain")) return;
        }
        if (!rule.allows(persona.caller(), target)) return;
        for (var body : on.bodies(filled(persona))) {
            var path = on.service().prefix() + new Places(persona.project(), nothing).path(on.route());
            var answer = wire.send(on.route().method(), path, persona.token(), on.headers(), body);
            int status = answer.statusCode();
            boolean refused = status == 401 || status == 403 || status >= 500;
            // Each way to make a thing is tried, until there are as many as there may be.
            boolean full = answer.body().toLowerCase(Locale.ROOT).contains("quota");
            if (refused && !full && NOWHERE.stream().noneMatch(answer.body()::contains))
                wrongs.add("%s by %s: %d %s".formatted(on, persona, status, answer.body()));
        }
    }

    /// What would stop the clock, or the hosts, or take back a token.
    private static boolean isOfTheMachine(On on) {
        return on.service().prefix().equals("/admin")
                || on.route().path().toString().startsWith("/v3/auth/");
    }

    /// What a route asks for may be less than what it does with one body or another, as with the actions of a server.
    @TestFactory
    Stream<DynamicTest> whoMayOnlyReadChangesNothing() {
        return personas.stream()
                .filter(persona -> persona.roles().equals(Set.of("reader")))
                .map(persona -> DynamicTest.dynamicTest(persona.name(), () -> {
                    for (var on : routes()) {
                        if (reads(on) || !isForReaders(on)) continue;
                        for (var body : on.everyBody(filled(persona))) {
                            var answer = send(on, persona, body);
                            assertThat(answer.statusCode())
                                    .as(on + " " + body + " " + answer.body())
                                    .isBetween(400, 499);
                        }
                    }
                }));
    }

    private static boolean isForReaders(On on) {
        return catalogue.actions().get(on.route().action().orElseThrow()).rule() instanceof Rule.InProject rule
                && rule.role().equals("reader");
    }

    @Test
    void noExceptionIsLeftOver() {
        assertThat(refusals.needless(routes(), personas)).isEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void allOfItIsAsItWas() {
        assertThat(alphas.snapshot()).isEqualTo(before);
    }

    private static List<On> routes() {
        return services.stream()
                .flatMap(service -> service.routes().stream().map(route -> new On(service, route)))
                .filter(on -> on.route().action().isPresent())
                .filter(PersonasTest::reachable)
                .toList();
    }

    /// Version 2.0 of compute has no microversions: what came later is not there.
    private static boolean reachable(On on) {
        return !on.isOld() || on.route().versions().from().compareTo(new Version(2, 1)) <= 0;
    }

    /// What whoever may would change is left: the others are tried on it too.
    private static void tried(On on, Persona persona, List<String> wrongs) throws Exception {
        boolean may = may(on, persona);
        if (may && !reads(on)) return;
        for (var body : on.bodies(filled(persona))) {
            var answer = send(on, persona, body);
            var wrong = wrong(on, persona, may, answer);
            if (wrong.isPresent())
                wrongs.add(
                        "%s by %s: %s: %d %s".formatted(on, persona, wrong.get(), answer.statusCode(), answer.body()));
        }
    }

    private static boolean reads(On on) {
        return Set.of("GET", "HEAD").contains(on.route().method());
    }

    private static Optional<String> wrong(On on, Persona persona, boolean may, HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (tellsOfHosts(answer) && !persona.overlooks()) return Optional.of("it tells of a host");
        if (isUnknown(on, persona)) return status == 401 ? Optional.empty() : Optional.of("he should be unknown");
        if (may) {
            boolean refused = status == 401 || status == 403 || isThere(on) && status == 404;
            return refused && NOWHERE.stream().noneMatch(answer.body()::contains)
                    ? Optional.of("he may")
                    : Optional.empty();
        }
        if (answer.body().contains(Belongings.MARK)) return Optional.of("it tells of alpha");
        int refusal = refusals.status(on, persona);
        return status == refusal ? Optional.empty() : Optional.of("he may not, and " + refusal + " says so");
    }

    /// More than was asked by its name.
    private static boolean tellsOfHosts(HttpResponse<String> answer) {
        return hosts.stream()
                .filter(host -> !answer.request().uri().getPath().contains(host))
                .anyMatch(answer.body()::contains);
    }

    private static boolean isUnknown(On on, Persona persona) {
        return switch (persona.welcome()) {
            case ANYWHERE -> false;
            case ONE_CALL -> !on.toString().equals(Personas.ONLY_CALL);
            case NOWHERE -> true;
        };
    }

    /// Whether all that a route needs is there: one thing of alpha's. Names of key pairs are each user's own, and
    /// nobody began a purge.
    private static boolean isThere(On on) {
        return kinds(on).size() == 1
                && alphas.ids().containsKey(kinds(on).getFirst())
                && !kinds(on).getFirst().equals("key-pair")
                && !on.route().path().toString().startsWith("/purges/")
                && on.route().path().parts().getLast() instanceof PathPattern.Place;
    }

    /// What the catalogue says.
    private static boolean may(On on, Persona persona) {
        if (isUnknown(on, persona)) return false;
        var rule = catalogue.actions().get(on.route().action().orElseThrow()).rule();
        if (rule == Rule.ANYONE && SAME_FOR_ALL.stream().anyMatch(on.toString()::endsWith)) return true;
        boolean names = kinds(on).stream().anyMatch(alphas.ids()::containsKey);
        var target = names || kinds(on).contains("domain") ? alpha : persona.own();
        // Grants in the system are nobody's domain's.
        if (on.route().path().parts().contains(new PathPattern.Word("system"))) target = Target.ANY;
        return rule.allows(persona.caller(), target) && (!names || rule != Rule.ANYONE || sees(persona));
    }

    /// Whether whatever alpha has is there for a persona: an action that is anybody's is so for what he knows of.
    private static boolean sees(Persona persona) {
        return persona.overlooks() || persona.own().project().equals(alpha.project());
    }

    private static List<String> kinds(On on) {
        return Places.kinds(on.route());
    }

    /// What bodies hold where their shape alone does not say enough.
    private static Map<String, String> filled(Persona persona) {
        var filled = new HashMap<>(Sample.FILLED);
        var project = persona.scope() instanceof Scope.Project ? persona.project() : Sample.STRANGER;
        filled.put("project_id", project);
        filled.put("tenant_id", project);
        filled.put("imageRef", ids.get("image"));
        filled.put("flavorRef", ids.get("flavor"));
        filled.put("prefixes", "10.77.0.0/16");
        return filled;
    }

    private static HttpResponse<String> send(On on, Persona persona, Optional<JsonNode> body) throws Exception {
        var path = on.service().prefix() + new Places(persona.project(), ids).path(on.route());
        return wire.send(on.route().method(), path, persona.token(), on.headers(), body);
    }
}
