package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Values of the right type that something behind the APIs can't take, or takes for another.
final class OddValuesTest {
    private static final String COMPUTE = "/compute/v2.1";
    private static final String NETWORK = "/network/v2.0";
    private static final String NAMESPACES = "/image/v2/metadefs/namespaces";
    private static TestCloud cloud;
    private static Http admin;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        admin = Http.admin(cloud);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String made(String path, String kind, String attributes) {
        var answer = admin.post(path, "{\"%s\": {%s}}".formatted(kind, attributes));
        assertThat(answer.status()).as(answer.raw().body()).isBetween(200, 202);
        return answer.json().get(kind).get("id").stringValue();
    }

    private static String network(String more) {
        return made(NETWORK + "/networks", "network", "\"name\": \"odd\"" + more);
    }

    private static String subnet(String network, String cidr) {
        return made(
                NETWORK + "/subnets",
                "subnet",
                "\"network_id\": \"%s\", \"ip_version\": 4, \"cidr\": \"%s\"".formatted(network, cidr));
    }

    @Test
    void numbersThatCouldNotBeReadAgainAreRefused() {
        var network = network("");
        for (var number : List.of("1e-20000", "0e-20000", "1e-2147483647", "1e64", "1e308", "-1e100", "1e-100")) {
            var group = admin.post(
                    "/identity/v3/groups", "{\"group\": {\"name\": \"g%s\", \"x\": %s}}".formatted(number, number));
            assertThat(group.status()).as(number).isEqualTo(400);
            var port = admin.post(
                    NETWORK + "/ports",
                    "{\"port\": {\"network_id\": \"%s\", \"binding:profile\": {\"a\": %s}}}"
                            .formatted(network, number));
            assertThat(port.status()).as(number).isEqualTo(400);
            var namespace = admin.post(NAMESPACES, """
                    {"namespace": "n", "properties": {"p": {"title": "t", "type": "number", "default": %s}}}
                    """.formatted(number));
            assertThat(namespace.status()).as(number).isEqualTo(400);
        }
        var large = made(
                NETWORK + "/ports",
                "port",
                "\"network_id\": \"%s\", \"binding:profile\": {\"a\": 1.5e60, \"b\": -1.5e-40}".formatted(network));
        assertThat(admin.get(NETWORK + "/ports/" + large).status()).isEqualTo(200);
        assertThat(admin.delete(NETWORK + "/ports/" + large).status()).isEqualTo(204);
        assertThat(admin.delete(NETWORK + "/networks/" + network).status()).isEqualTo(204);
    }

    @Test
    void anIdHasAllOfItsDashesOrNone() {
        var group = made(COMPUTE + "/os-security-groups", "security_group", "\"name\": \"g\", \"description\": \"\"");
        var half = group.substring(0, 9) + group.substring(9).replace("-", "");
        for (var rule : List.of(
                "\"parent_group_id\": \"%s\"".formatted(half),
                "\"parent_group_id\": \"%s\", \"group_id\": \"%s\"".formatted(group, half))) {
            var answer = admin.post(COMPUTE + "/os-security-group-rules", """
                    {"security_group_rule": {%s, "ip_protocol": "tcp", "from_port": 22, "to_port": 22}}
                    """.formatted(rule));
            assertThat(answer.status()).as(rule).isEqualTo(400);
        }
        var rules = admin.get(COMPUTE + "/os-security-groups/" + group)
                .json()
                .get("security_group")
                .get("rules");
        assertThat(rules).isEmpty();
        var image = admin.image();
        var server = made(
                COMPUTE + "/servers",
                "server",
                "\"name\": \"web\", \"imageRef\": \"%s\", \"flavorRef\": \"42\"".formatted(image));
        var rebuilt = admin.post(
                COMPUTE + "/servers/" + server + "/action",
                "{\"rebuild\": {\"imageRef\": \"%s\"}}".formatted(image.replace("-", "")));
        // It may not be up yet.
        assertThat(rebuilt.status()).isIn(202, 409);
    }

    @Test
    void numbersInWordsAreNumbersWhereTheirApiSaysSo() {
        var group = admin.send("POST", COMPUTE + "/os-server-groups", """
                {"server_group": {"name": "x", "policy": "anti-affinity", "rules": {"max_server_per_host": " 5 "}}}
                """, "2.64");
        assertThat(group.status()).as(group.raw().body()).isEqualTo(200);
        assertThat(admin.post("/admin/simulation/clock", "{\"forward_seconds\": \"5\"}")
                        .status())
                .isEqualTo(400);
        var host = cloud.control().hosts().all(cloud.sql()).getFirst().id();
        for (var fault : List.of("{\"fail_creates\": \"5\"}", "{\"delay_ms\": \"5\"}")) {
            assertThat(admin.send("PUT", "/admin/simulation/hosts/" + host, fault, "")
                            .status())
                    .as(fault)
                    .isEqualTo(400);
        }
    }

    @Test
    void aNameInAPathIsNoLongerThanOneInABody() {
        assertThat(admin.post(NAMESPACES, "{\"namespace\": \"tags\"}").status()).isEqualTo(201);
        for (int length : new int[] {81, 7000}) {
            var tag = NAMESPACES + "/tags/tags/" + "x".repeat(length);
            assertThat(admin.send("POST", tag, "", "").status()).as(tag).isEqualTo(400);
        }
        assertThat(admin.send("POST", NAMESPACES + "/tags/tags/" + "x".repeat(80), "", "")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void whatIsSortedByAlreadySortsNothingOnceMore() {
        var network = network("");
        var neutron = "?marker=" + network + "&sort_key=id&sort_dir=asc&sort_key=id&sort_dir=desc".repeat(200);
        assertThat(admin.get(NETWORK + "/networks" + neutron).status()).isEqualTo(200);
        var server = made(
                COMPUTE + "/servers",
                "server",
                "\"name\": \"web\", \"imageRef\": \"%s\", \"flavorRef\": \"42\"".formatted(admin.image()));
        var nova = "?marker=" + server + "&sort_key=uuid&sort_dir=asc&sort_key=uuid&sort_dir=desc".repeat(200);
        assertThat(admin.get(COMPUTE + "/servers" + nova).status()).isEqualTo(200);
    }

    @Test
    void thePortOfAFloatingAddressKeepsIt() {
        var outside = network(", \"router:external\": true");
        subnet(outside, "198.51.100.0/24");
        var floating = made(
                NETWORK + "/floatingips",
                "floatingip",
                "\"floating_network_id\": \"%s\", \"floating_ip_address\": \"198.51.100.50\"".formatted(outside));
        var port = admin.get(NETWORK + "/ports?device_owner=network:floatingip&network_id=" + outside)
                .json()
                .get("ports")
                .get(0)
                .get("id")
                .stringValue();
        var moved = admin.send(
                "PUT",
                NETWORK + "/ports/" + port,
                "{\"port\": {\"fixed_ips\": [{\"ip_address\": \"198.51.100.99\"}]}}",
                "");
        assertThat(moved.status()).as(moved.raw().body()).isEqualTo(409);
        var again = admin.post(
                NETWORK + "/floatingips",
                "{\"floatingip\": {\"floating_network_id\": \"%s\", \"floating_ip_address\": \"198.51.100.50\"}}"
                        .formatted(outside));
        assertThat(again.status()).isEqualTo(409);
        assertThat(admin.delete(NETWORK + "/floatingips/" + floating).status()).isEqualTo(204);
    }

    @Test
    void whoUsesAnotherMethodIsToldWhichThereAre() {
        for (var path : List.of("/", "/identity/v3/projects", NETWORK + "/networks", "/image/v2/images")) {
            var answer = admin.send("OPTIONS", path, "", "");
            assertThat(answer.status()).as(path).isEqualTo(405);
            assertThat(answer.header("Allow").split(", ")).as(path).contains("GET", "HEAD");
        }
    }
}
