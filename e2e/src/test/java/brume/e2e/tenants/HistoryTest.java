package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.app.demo.Server;
import brume.base.json.Json;
import brume.base.shape.Version;
import brume.cloud.access.Target;
import brume.cloud.compute.ComputeActions;
import brume.e2e.Fittings;
import brume.testcloud.TestCloud;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// What was asked of a server, and what came of it, as each persona is told it in each microversion that tells more.
final class HistoryTest {
    private static final List<Version> VERSIONS = List.of(
            new Version(2, 1),
            new Version(2, 20),
            new Version(2, 21),
            new Version(2, 50),
            new Version(2, 51),
            new Version(2, 58),
            new Version(2, 62),
            new Version(2, 84),
            new Version(2, 93));

    private static final Set<String> ENTRY = Set.of(
            "action", "instance_uuid", "request_id", "user_id", "project_id", "start_time", "message", "updated_at");

    private static final Set<String> EVENT = Set.of("event", "start_time", "finish_time", "result");

    private static TestCloud cloud;
    private static Wire wire;
    private static List<Persona> personas;
    private static Target owned;
    private static String failed;
    private static String gone;

    @BeforeAll
    static void moveIn() throws Exception {
        cloud = TestCloud.live(1);
        wire = new Wire(cloud.api());
        var access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
        var admin = new OpenStack(OpenStack.http(), access);
        var alpha = Tenant.make(admin, "tenant-" + Belongings.MARK);
        personas = new Personas(admin, wire).around(alpha, Tenant.make(admin, "tenant-beta"));
        owned = Target.project(Persona.uuid(alpha.project()));
        var fittings = new Fittings(admin);
        alpha.client().login();
        var huge = Map.of("name", "tenants.huge", "id", "tn-huge", "ram", 128, "vcpus", 1, "disk", 100_000_000);
        admin.post("compute", "/v2.1/flavors", Map.of("flavor", huge));
        failed = server(alpha, "tn-huge", fittings);
        new Server(alpha.client(), failed, Patience.ordinary()).becomes("ERROR");
        // An operator's hand, of whom the owner is told.
        var again = new Server(admin, failed, Patience.ordinary());
        again.reboot("HARD");
        again.becomes("ERROR");
        gone = server(alpha, fittings.flavor("tenants.nano", "tn42", 128, 1), fittings);
        new Server(alpha.client(), gone, Patience.ordinary()).delete();
    }

    private static String server(Tenant owner, String flavor, Fittings fittings) {
        var body = Map.of(
                "name",
                Belongings.MARK,
                "flavorRef",
                flavor,
                "imageRef",
                fittings.image("tenants-image"),
                "networks",
                "none");
        return owner.client()
                .post("compute", "/v2.1/servers", Map.of("server", body))
                .path("server")
                .path("id")
                .asString();
    }

    @AfterAll
    static void moveOut() {
        cloud.close();
    }

    @TestFactory
    Stream<DynamicTest> eachIsToldWhatTheProtocolTellsHim() {
        return personas.stream()
                .map(persona -> DynamicTest.dynamicTest(persona.name(), () -> {
                    for (var version : VERSIONS) {
                        if (sees(persona)) told(persona, version);
                        else refused(persona, version);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> whyItFailedIsForThoseWhoMayKnowOfHosts() {
        return personas.stream()
                .filter(HistoryTest::sees)
                .map(persona -> DynamicTest.dynamicTest(persona.name(), () -> {
                    for (var version : VERSIONS) {
                        var fault = json(get(persona, version, "/servers/" + failed))
                                .path("server")
                                .path("fault");
                        assertThat(fault.path("message").asString())
                                .matches("No valid host was found: all have too (few|little) [A-Za-z ]+ free\\.");
                        assertThat(fault.has("details"))
                                .isEqualTo(persona.caller().admin());
                    }
                }));
    }

    @Test
    void onlyThoseWhoMayKnowOfHostsReadTheirNames() throws Exception {
        for (var persona : personas) {
            if (persona.caller().admin()) continue;
            for (var version : VERSIONS)
                for (var path : List.of("/servers/" + failed, "/servers/detail", history(failed) + "/" + request()))
                    assertThat(get(persona, version, path).body()).doesNotContain("sim-00", "DiskFilter");
        }
    }

    private static void told(Persona persona, Version version) throws Exception {
        var entry = new TreeSet<>(ENTRY);
        if (!version.atLeast(2, 58)) entry.remove("updated_at");
        var list = json(get(persona, version, history(failed))).path("instanceActions");
        assertThat(list).hasSize(2).allSatisfy(each -> assertThat(names(each)).isEqualTo(entry));
        boolean admin = persona.caller().admin();
        boolean events = admin || version.atLeast(2, 51);
        if (events) entry.add("events");
        var one = json(get(persona, version, history(failed) + "/" + request())).path("instanceAction");
        assertThat(names(one)).isEqualTo(entry);
        var event = new TreeSet<>(EVENT);
        if (admin) event.add("traceback");
        if (admin && version.atLeast(2, 84)) event.add("details");
        if (version.atLeast(2, 62)) event.add("hostId");
        if (admin && version.atLeast(2, 62)) event.add("host");
        for (var each : one.path("events")) assertThat(names(each)).isEqualTo(event);
        assertThat(get(persona, version, history(gone)).statusCode()).isEqualTo(version.atLeast(2, 21) ? 200 : 404);
    }

    /// In the same words as of a server that never was, but for those who know of the project.
    private static void refused(Persona persona, Version version) throws Exception {
        boolean knows = persona.welcome() == Persona.Welcome.ANYWHERE
                && persona.caller().sees(owned);
        for (var server : List.of(failed, gone)) {
            for (var rest : List.of("", "/" + request())) {
                if (knows) {
                    assertThat(get(persona, version, history(server) + rest).statusCode())
                            .isIn(403, 404);
                    continue;
                }
                var never = Told.stranger(server);
                assertThat(Told.by(get(persona, version, history(server) + rest), List.of(server)))
                        .isEqualTo(Told.by(get(persona, version, history(never) + rest), List.of(never)));
            }
        }
    }

    /// Of the create, as its owner knows it.
    private static String request() throws Exception {
        var owner = personas.stream()
                .filter(each -> each.name().equals("the owner"))
                .findFirst()
                .orElseThrow();
        return json(get(owner, new Version(2, 93), history(failed)))
                .path("instanceActions")
                .valueStream()
                .filter(each -> each.path("action").asString().equals("create"))
                .map(each -> each.path("request_id").asString())
                .findFirst()
                .orElseThrow();
    }

    private static boolean sees(Persona persona) {
        return persona.welcome() == Persona.Welcome.ANYWHERE
                && persona.caller().may(ComputeActions.INSTANCES_SHOW, owned);
    }

    private static String history(String server) {
        return "/servers/" + server + "/os-instance-actions";
    }

    private static HttpResponse<String> get(Persona persona, Version version, String path) throws Exception {
        return wire.send(
                "GET",
                "/compute/v2.1" + path,
                persona.token(),
                Map.of("OpenStack-API-Version", "compute " + version),
                Optional.empty());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(new ArrayList<>(object.propertyNames()));
    }
}
