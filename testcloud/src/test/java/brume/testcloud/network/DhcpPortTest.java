package brume.testcloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The port from which a network's DHCP is answered, in its owner's hands.
final class DhcpPortTest {
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

    private static JsonNode only(String network) {
        var found = blue.get("/v2.0/ports?device_owner=network:dhcp&network_id=" + network)
                .json()
                .get("ports");
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void onePortTakesThePlaceOfAnotherThatIsDeleted() {
        var network = blue.network();
        blue.subnet(network, "10.71.0.0/24");
        var before = only(network).get("id").stringValue();
        assertThat(blue.delete("/v2.0/ports/" + before).status()).isEqualTo(204);
        var after = only(network);
        assertThat(after.get("id").stringValue()).isNotEqualTo(before);
        assertThat(after.get("fixed_ips")).hasSize(1);
    }

    @Test
    void aPortThatIsGivenAwayOrLeftWithoutAddressesIsMadeGood() {
        var network = blue.network();
        blue.subnet(network, "10.72.0.0/24");
        var before = only(network).get("id").stringValue();
        var bare = blue.put("/v2.0/ports/" + before, Map.of("port", Map.of("fixed_ips", List.of())));
        assertThat(bare.status()).isEqualTo(200);
        assertThat(only(network).get("fixed_ips")).hasSize(1);
        blue.put("/v2.0/ports/" + before, Map.of("port", Map.of("device_owner", "mine")));
        assertThat(only(network).get("id").stringValue()).isNotEqualTo(before);
    }
}
