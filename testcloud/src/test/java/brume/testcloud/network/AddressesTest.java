package brume.testcloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class AddressesTest {
    private static TestCloud cloud;
    private static Client blue;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        blue = Client.admin(cloud).tenant("blue");
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String id(JsonNode resource) {
        return resource.get("id").stringValue();
    }

    /// A small network: seven addresses for ports, of which DHCP has the first.
    @Test
    void anAddressThatWasGivenBackIsGivenOutAgainOnlyAtTheEndOfTheRange() {
        var network = blue.network();
        blue.subnet(network, "10.4.0.0/29");
        var first = make(Map.of("network_id", network));
        var second = make(Map.of("network_id", network));
        assertThat(ips(second)).containsExactly(after(ips(first).getFirst()));
        assertThat(blue.delete("/v2.0/ports/" + id(first)).status()).isEqualTo(204);
        var given = new ArrayList<String>();
        for (var port = make(Map.of("network_id", network)); port != null; port = make(Map.of("network_id", network))) {
            assertThat(ips(blue.get("/v2.0/ports/" + id(port)).json().get("port")))
                    .isEqualTo(ips(port));
            given.addAll(ips(port));
        }
        assertThat(given).doesNotHaveDuplicates().doesNotContainAnyElementsOf(ips(second));
        assertThat(given.getFirst()).isEqualTo(after(ips(second).getFirst()));
        assertThat(given.getLast()).isEqualTo(ips(first).getFirst());
    }

    @Test
    void addressesOfOnePortAreNeverTheSame() {
        var network = blue.network();
        var subnet = blue.subnet(network, "10.5.0.0/24");
        var any = Map.of("subnet_id", subnet);
        var next = after(ips(make(Map.of("network_id", network))).getFirst());
        var port = make(Map.of(
                "network_id",
                network,
                "fixed_ips",
                List.of(Map.of("subnet_id", subnet, "ip_address", next), any, any)));
        assertThat(ips(port)).containsExactly(next, after(next), after(after(next)));
    }

    /// A port as its creation answers; null when there is no address left.
    private static JsonNode make(Map<String, ?> attributes) {
        var answer = blue.post("/v2.0/ports", Map.of("port", attributes));
        if (answer.status() == 409) return null;
        assertThat(answer.status()).isEqualTo(201);
        return answer.json().get("port");
    }

    private static List<String> ips(JsonNode port) {
        var ips = new ArrayList<String>();
        port.get("fixed_ips").forEach(ip -> ips.add(ip.get("ip_address").stringValue()));
        return ips;
    }

    private static String after(String ip) {
        int dot = ip.lastIndexOf('.');
        return ip.substring(0, dot + 1) + (Integer.parseInt(ip.substring(dot + 1)) + 1);
    }
}
