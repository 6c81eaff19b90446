package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.testcloud.TestCloud;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Networks and floating addresses by way of the compute API, as old clients ask for them.
final class OldProxiesTest {
    private static final String ROOT = "/compute/v2.1";
    private static final String FLOATING = ROOT + "/os-floating-ips";
    private static TestCloud cloud;
    private static Http alice;
    private static Http bob;
    private static String network;
    private static String server;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        var admin = Http.admin(cloud);
        alice = admin.tenant("alice");
        bob = admin.tenant("bob");
        var outside = made(admin, "network", "\"name\": \"outside\", \"router:external\": true");
        made(admin, "subnet", subnet(outside, "203.0.113.0/24"));
        network = made(alice, "network", "\"name\": \"inside\"");
        var inside = made(alice, "subnet", subnet(network, "10.3.0.0/24"));
        var router = made(alice, "router", "\"external_gateway_info\": {\"network_id\": \"%s\"}".formatted(outside));
        alice.send(
                "PUT",
                "/network/v2.0/routers/" + router + "/add_router_interface",
                "{\"subnet_id\": \"%s\"}".formatted(inside),
                "");
        var answer = alice.post(ROOT + "/servers", """
                {"server": {"name": "web", "imageRef": "%s", "flavorRef": "42", "networks": [{"uuid": "%s"}]}}
                """.formatted(admin.image(), network));
        server = ROOT + "/servers/" + answer.json().get("server").get("id").stringValue();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> alice.get(server)
                        .json()
                        .get("server")
                        .get("status")
                        .stringValue()
                        .equals("ACTIVE"));
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String subnet(String network, String cidr) {
        return "\"network_id\": \"%s\", \"ip_version\": 4, \"cidr\": \"%s\"".formatted(network, cidr);
    }

    private static String made(Http who, String kind, String body) {
        var answer = who.post("/network/v2.0/" + kind + "s", "{\"%s\": {%s}}".formatted(kind, body));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.json().get(kind).get("id").stringValue();
    }

    private static int act(String action, String address, String version) {
        return alice.send(
                        "POST",
                        server + "/action",
                        "{\"%s\": {\"address\": \"%s\"}}".formatted(action, address),
                        version)
                .status();
    }

    private static JsonNode show(String path) {
        return alice.get(path).json().get("floating_ip");
    }

    @Test
    void aFloatingAddressIsTakenFromAPoolAndLeadsToAServer() {
        assertThat(alice.get(ROOT + "/os-floating-ip-pools")
                        .json()
                        .get("floating_ip_pools")
                        .toString())
                .contains("outside");
        var made = alice.post(FLOATING, "{\"pool\": \"outside\"}");
        assertThat(made.status()).as(made.raw().body()).isEqualTo(200);
        var ip = made.json().get("floating_ip").get("ip").stringValue();
        var path = FLOATING + "/" + made.json().get("floating_ip").get("id").stringValue();
        assertThat(show(path).get("instance_id").isNull()).isTrue();
        assertThat(act("addFloatingIp", ip, "")).isEqualTo(202);
        assertThat(server).endsWith(show(path).get("instance_id").stringValue());
        assertThat(alice.get(FLOATING).json().get("floating_ips").get(0)).isEqualTo(show(path));
        assertThat(alice.get(server).raw().body()).contains(ip);
        var second = alice.post(FLOATING, "{\"pool\": \"outside\"}").json().get("floating_ip");
        assertThat(act("addFloatingIp", second.get("ip").stringValue(), ""))
                .as("a card has one")
                .isEqualTo(400);
        assertThat(alice.delete(FLOATING + "/" + second.get("id").stringValue()).status())
                .isEqualTo(202);
        assertThat(act("removeFloatingIp", ip, "2.43")).isEqualTo(202);
        assertThat(act("removeFloatingIp", ip, "2.43")).isEqualTo(409);
        assertThat(bob.get(path).status()).isEqualTo(404);
        assertThat(bob.delete(path).status()).isEqualTo(404);
        assertThat(alice.delete(path).status()).isEqualTo(202);
        assertThat(alice.get(path).status()).isEqualTo(404);
    }

    @Test
    void whatIsWrongIsRefused() {
        assertThat(alice.post(FLOATING, "{\"pool\": \"none\"}").status()).isEqualTo(404);
        assertThat(alice.delete(FLOATING + "/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(act("addFloatingIp", "203.0.113.200", "")).isEqualTo(404);
        assertThat(act("addFloatingIp", "", "")).isIn(400, 404);
        assertThat(act("addFloatingIp", "203.0.113.200", "2.44")).isEqualTo(400);
        assertThat(alice.get(FLOATING, "2.36").status()).isEqualTo(404);
        assertThat(alice.get(server + "/os-virtual-interfaces").status()).isEqualTo(400);
        assertThat(alice.send("POST", server + "/os-interface", "{}", "").status())
                .isEqualTo(400);
        assertThat(alice.get(server + "/os-server-password")
                        .json()
                        .get("password")
                        .stringValue())
                .isEmpty();
    }

    @Test
    void networksAreThoseOfTheNetworkApi() {
        assertThat(alice.get(ROOT + "/os-networks/" + network)
                        .json()
                        .get("network")
                        .get("label")
                        .stringValue())
                .isEqualTo("inside");
        assertThat(alice.get(ROOT + "/os-tenant-networks")
                        .json()
                        .get("networks")
                        .toString())
                .contains(network);
        assertThat(bob.get(ROOT + "/os-networks/" + network).status()).isEqualTo(404);
        assertThat(alice.get(ROOT + "/os-networks", "2.36").status()).isEqualTo(404);
    }
}
