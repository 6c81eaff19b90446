package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.app.demo.OpenStack;
import brume.base.shape.Shape;
import brume.cloud.access.Scope;
import brume.testcloud.TestCloud;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/// What another has, here or in another domain, what another had, and what never was: a tenant who asks by its id hears
/// the same words. Of what is
/// gone everybody does who does not see the whole cloud.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SameAnswerTest {
    /// Filters of lists that take any attribute, and say which nowhere.
    private static final List<String> ATTRIBUTES = List.of(
            "marker",
            "id",
            "name",
            "project_id",
            "tenant_id",
            "domain_id",
            "network_id",
            "subnet_id",
            "device_id",
            "port_id",
            "security_group_id",
            "remote_group_id",
            "router_id",
            "floating_network_id",
            "owner",
            "user_id",
            "image",
            "flavor");

    /// Whose ids stand behind a parameter whose name does not say so.
    private static final Map<String, String> KINDS = Map.of(
            "tenant", "project",
            "device", "router",
            "owner", "project",
            "remote_group", "security_group",
            "floating_network", "network",
            "scope.project", "project");

    /// Parameters that take the id of anything.
    private static final Set<String> ANY = Set.of("marker", "id");

    private static TestCloud cloud;
    private static Wire wire;
    private static Tenant beta;
    private static Map<String, String> alphas;
    private static Map<String, String> gone;
    private static Map<String, String> home;
    private static Belongings abroad;
    private static Map<String, JsonNode> before;
    private static OpenStack admin;
    private static Map<String, String> shared;
    private static List<Persona> personas;

    @BeforeAll
    static void moveIn() throws Exception {
        cloud = TestCloud.live(1);
        wire = new Wire(cloud.api());
        var neighbours = Neighbours.of(cloud, wire);
        admin = neighbours.admin();
        home = neighbours.alphas().ids();
        abroad = neighbours.abroad();
        alphas = new HashMap<>(neighbours.alphas().ids());
        alphas.put("domain", domain(admin, Belongings.MARK));
        beta = neighbours.beta();
        gone = new HashMap<>(neighbours.gone());
        gone.put("domain", domain(admin, "gone"));
        var path = "/v3/domains/" + gone.get("domain");
        admin.raw("PATCH", "identity", path, Map.of("domain", Map.of("enabled", false)));
        admin.delete("identity", path);
        shared = neighbours.shared();
        personas = new Personas(admin, wire)
                .around(Tenant.make(admin, "tenant-of-some"), Tenant.make(admin, "tenant-of-others"));
        // Time has passed for them.
        beta.client().login();
        abroad.owner().client().login();
        before = everythingAbroad();
    }

    /// One that beta does not live in.
    private static String domain(OpenStack admin, String name) {
        return admin.post("identity", "/v3/domains", Map.of("domain", Map.of("name", name)))
                .path("domain")
                .path("id")
                .asString();
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    @TestFactory
    Stream<DynamicTest> anothersThingsAreAsIfTheyNeverWere() {
        return routes().filter(on -> leadsTo(on, alphas))
                .map(on -> DynamicTest.dynamicTest(on.toString(), () -> {
                    for (var body : on.bodies(Sample.FILLED)) compare(on, Asker.beta(), alphas, body);
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsGoneIsAsIfItNeverWas() {
        return routes().filter(on -> leadsTo(on, gone))
                .map(on -> DynamicTest.dynamicTest(on.toString(), () -> {
                    for (var body : on.bodies(Sample.FILLED)) compare(on, Asker.beta(), gone, body);
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsGoneIsAsIfItNeverWasWhoeverAsks() {
        return personas.stream()
                .filter(persona -> !persona.overlooks())
                .map(persona -> DynamicTest.dynamicTest(persona.name(), () -> {
                    for (var on : routes().filter(on -> leadsTo(on, gone)).toList())
                        for (var body : on.bodies(Sample.FILLED))
                            compare(on, new Asker(persona.project(), persona.token()), gone, body);
                }));
    }

    /// Where a path names several things, each of them alone may be of the other domain, beside what is alpha's.
    @TestFactory
    Stream<DynamicTest> whatIsOfAnotherDomainIsAsIfItNeverWasWhoeverAsks() {
        return personas.stream()
                .filter(persona -> !persona.overlooks())
                .map(persona -> DynamicTest.dynamicTest(persona.name(), () -> {
                    var asker = new Asker(persona.project(), persona.token());
                    var softly = new SoftAssertions();
                    for (var on :
                            routes().filter(on -> leadsTo(on, abroad.ids())).toList())
                        for (var foreign : foreign(on))
                            for (var body : on.bodies(Sample.FILLED))
                                softly.check(() -> compare(on, asker, with(shared, home), foreign, body));
                    softly.assertAll();
                }));
    }

    @TestFactory
    Stream<DynamicTest> noListTellsThoseOfADomainWhatIsInAnother() {
        return personas.stream()
                .filter(persona -> persona.scope() instanceof Scope.Domain)
                .map(persona -> DynamicTest.dynamicTest(persona.name(), () -> {
                    var asker = new Asker(persona.project(), persona.token());
                    for (var on : routes().filter(SameAnswerTest::lists).toList())
                        for (var name : parameters(on))
                            compare(
                                    on,
                                    asker,
                                    path(on, asker, shared) + "?" + name + "=",
                                    values(name, List.of(abroad.ids())));
                }));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void allAbroadIsAsItWas() {
        assertThat(everythingAbroad()).isEqualTo(before);
    }

    /// As its owner sees it, and what of it is the administrator's to see.
    private static Map<String, JsonNode> everythingAbroad() {
        var all = new HashMap<>(abroad.snapshot());
        var ids = abroad.ids();
        var paths = List.of(
                "/v3/domains/" + ids.get("domain"),
                "/v3/projects/" + ids.get("project"),
                "/v3/users/" + ids.get("user"),
                "/v3/groups/" + ids.get("group"),
                "/v3/groups/" + ids.get("group") + "/users",
                "/v3/roles/" + ids.get("role"),
                "/v3/role_assignments?user.id=" + ids.get("user"),
                "/v3/role_assignments?group.id=" + ids.get("group"),
                "/v3/role_assignments?role.id=" + ids.get("role"),
                "/v3/role_assignments?scope.project.id=" + ids.get("project"),
                "/v3/role_assignments?scope.domain.id=" + ids.get("domain"));
        for (var path : paths) all.put(path, admin.get("identity", path));
        return all;
    }

    /// All at once, and each kind alone.
    private static List<Map<String, String>> foreign(On on) {
        var ids = abroad.ids();
        var kinds = Places.kinds(on.route()).stream()
                .filter(ids::containsKey)
                .distinct()
                .toList();
        var alone = kinds.stream().map(kind -> Map.of(kind, ids.get(kind)));
        return Stream.concat(Stream.of(ids), kinds.size() > 1 ? alone : Stream.empty())
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> noListTellsByAnIdWhetherItIsThere() {
        return routes().filter(SameAnswerTest::lists)
                .map(on -> DynamicTest.dynamicTest(on.toString(), () -> {
                    for (var name : parameters(on))
                        compare(
                                on,
                                Asker.beta(),
                                path(on, Asker.beta(), shared) + "?" + name + "=",
                                values(name, List.of(alphas, gone, abroad.ids())));
                }));
    }

    /// @param project that the token names
    private record Asker(String project, String token) {
        static Asker beta() {
            return new Asker(beta.project(), beta.client().session().token());
        }
    }

    private static Stream<On> routes() {
        return Apis.of(cloud.control()).stream()
                .flatMap(service -> service.routes().stream().map(route -> new On(service, route)))
                .filter(on -> on.route().action().isPresent() && !on.again());
    }

    private static boolean lists(On on) {
        return on.route().method().equals("GET") && Places.kinds(on.route()).isEmpty();
    }

    private static boolean leadsTo(On on, Map<String, String> ids) {
        return Places.kinds(on.route()).stream().anyMatch(ids::containsKey);
    }

    /// That it declares, or takes without.
    private static List<String> parameters(On on) {
        var declared = on.route().query().stream()
                .flatMap(fields -> fields.fields().stream())
                .filter(field -> field.versions().contains(on.version()))
                .map(Shape.Field::name);
        boolean open = on.route()
                .query()
                .filter(fields -> fields.closed().contains(on.version()))
                .isEmpty();
        return Stream.concat(declared, open ? ATTRIBUTES.stream() : Stream.empty())
                .distinct()
                .toList();
    }

    private static List<String> values(String parameter, List<Map<String, String>> tenants) {
        if (parameter.equals("name")) return List.of(Belongings.MARK);
        var bare = parameter.replaceFirst("[_.]id$", "");
        var kind = KINDS.getOrDefault(bare, bare);
        return tenants.stream()
                .flatMap(ids -> ANY.contains(parameter) ? ids.values().stream() : Stream.ofNullable(ids.get(kind)))
                .distinct()
                .toList();
    }

    private static void compare(On on, Asker asker, Map<String, String> ids, Optional<JsonNode> body) throws Exception {
        compare(on, asker, shared, ids, body);
    }

    /// @param beside stand where `ids` have none
    private static void compare(
            On on, Asker asker, Map<String, String> beside, Map<String, String> ids, Optional<JsonNode> body)
            throws Exception {
        var nowhere = new HashMap<>(ids);
        nowhere.replaceAll((kind, id) -> Told.stranger(id));
        var one = send(on, asker, path(on, asker, with(beside, ids)), body);
        var other = send(on, asker, path(on, asker, with(beside, nowhere)), body);
        assertThat(Told.by(one, ids.values())).as(one.toString()).isEqualTo(Told.by(other, nowhere.values()));
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    /// @param query all but the value
    private static void compare(On on, Asker asker, String query, List<String> values) throws Exception {
        var never = new HashMap<Integer, String>();
        for (var value : values) {
            var one = Told.by(send(on, asker, query + value, Optional.empty()), List.of(value));
            // Of each length of an id one is asked for that is nobody's: lengths are told.
            if (!never.containsKey(value.length())) {
                var stranger = Told.stranger(value);
                never.put(
                        value.length(),
                        Told.by(send(on, asker, query + stranger, Optional.empty()), List.of(stranger)));
            }
            assertThat(one).as(query + value).isEqualTo(never.get(value.length()));
        }
    }

    private static HttpResponse<String> send(On on, Asker asker, String path, Optional<JsonNode> body)
            throws Exception {
        return wire.send(on.route().method(), path, asker.token(), on.headers(), body);
    }

    private static String path(On on, Asker asker, Map<String, String> ids) {
        return on.service().prefix() + new Places(asker.project(), ids).path(on.route());
    }
}
