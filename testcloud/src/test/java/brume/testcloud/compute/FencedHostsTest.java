package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.testcloud.TestCloud;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Both doors by which it is said that a host is off: the administration's, and Nova's `forced_down`.
final class FencedHostsTest {
    private static final String SERVICES = "/compute/v2.1/os-services";
    private static TestCloud cloud;
    private static Http admin;
    private static Http alice;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        admin = Http.admin(cloud);
        alice = admin.tenant("alice");
        await().until(FencedHostsTest::up);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @AfterEach
    void powerOn() {
        simulate("{\"off\": false}");
        await().until(FencedHostsTest::up);
    }

    private static boolean up() {
        return service().get("state").stringValue().equals("up");
    }

    private static JsonNode service() {
        return admin.get(SERVICES, "2.53").json().get("services").get(0);
    }

    private static String id() {
        return cloud.host(1).facts().host().toString();
    }

    private static String fence() {
        return "/admin/hosts/" + id() + "/fence";
    }

    private static void simulate(String faults) {
        assertThat(admin.send("PUT", "/admin/simulation/hosts/" + id(), faults, "")
                        .status())
                .isEqualTo(200);
    }

    private static void powerOff() {
        simulate("{\"off\": true}");
        await().until(() -> !up());
    }

    @Test
    void aPersonsWordIsTakenOfAHostThatIsAway() {
        var proof = "{\"proof\": \"its plug is in my hand\"}";
        var connected = admin.send("PUT", fence(), proof, "");
        assertThat(connected.status()).isEqualTo(409);
        assertThat(connected.json().at("/error/kind").stringValue()).isEqualTo("host-connected");
        powerOff();
        assertThat(alice.send("PUT", fence(), proof, "").status()).isEqualTo(403);
        assertThat(admin.send("PUT", fence(), "{}", "").json().at("/error/kind").stringValue())
                .isEqualTo("fence-unproven");
        assertThat(admin.send("PUT", fence(), "{\"proof\": \"\"}", "").status()).isEqualTo(400);
        var fenced = admin.send("PUT", fence(), proof, "").json().get("fence");
        assertThat(fenced.get("stands").booleanValue()).isTrue();
        assertThat(fenced.get("how").stringValue()).isEqualTo("person");
        assertThat(fenced.get("proof").stringValue()).isEqualTo("its plug is in my hand");
        assertThat(service().get("forced_down").booleanValue()).isTrue();
        assertThat(admin.send("DELETE", fence(), "", "").status()).isEqualTo(204);
        assertThat(admin.get(fence()).json().at("/fence/stands").booleanValue()).isFalse();
    }

    @Test
    void forcedDownIsSuchAWord() {
        var one = SERVICES + "/" + id();
        var connected = admin.send("PUT", one, "{\"forced_down\": true}", "2.53");
        assertThat(connected.status()).isEqualTo(409);
        assertThat(connected.json().at("/conflictingRequest/code").intValue()).isEqualTo(409);
        powerOff();
        assertThat(alice.send("PUT", one, "{\"forced_down\": true}", "2.53").status())
                .isEqualTo(403);
        var down = admin.send("PUT", one, "{\"forced_down\": true}", "2.53");
        assertThat(down.status()).isEqualTo(200);
        assertThat(down.json().at("/service/forced_down").booleanValue()).isTrue();
        assertThat(down.json().at("/service/state").stringValue()).isEqualTo("down");
        assertThat(admin.get(fence()).json().at("/fence/proof").stringValue()).contains("forced_down");
        var lifted = admin.send("PUT", one, "{\"forced_down\": false}", "2.53");
        assertThat(lifted.json().at("/service/forced_down").booleanValue()).isFalse();
    }

    @Test
    void itIsShownUntilTheHostIsBackAndInTheOldFormToo() {
        powerOff();
        var body = "{\"host\": \"sim-001\", \"binary\": \"nova-compute\", \"forced_down\": true}";
        var down = admin.send("PUT", SERVICES + "/force-down", body, "2.11");
        assertThat(down.status()).isEqualTo(200);
        assertThat(down.json().toString())
                .isEqualTo("{\"service\":{\"binary\":\"nova-compute\",\"host\":\"sim-001\",\"forced_down\":true}}");
        assertThat(admin.send("PUT", SERVICES + "/force-down", body, "2.53").status())
                .isEqualTo(400);
        assertThat(admin.send("PUT", SERVICES + "/force-down", body.replace("sim-001", "none"), "2.11")
                        .status())
                .isEqualTo(404);
        simulate("{\"off\": false}");
        await().until(FencedHostsTest::up);
        assertThat(service().get("forced_down").booleanValue()).isFalse();
        assertThat(admin.get(fence()).json().at("/fence/belied").booleanValue()).isFalse();
    }
}
