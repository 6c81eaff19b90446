package brume.testcloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Ports that are legs of routers, with addresses of several subnets.
final class RouterLegsTest {
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

    private static String subnet6(String network, String cidr) {
        return id(blue.make("subnets", "subnet", Map.of("network_id", network, "ip_version", 6, "cidr", cidr)));
    }

    private static Client.Answer attach(String router, String port) {
        return blue.put("/v2.0/routers/" + router + "/add_router_interface", Map.of("port_id", port));
    }

    private static Client.Answer move(String port, String... subnets) {
        var ips = List.of(subnets).stream().map(s -> Map.of("subnet_id", s)).toList();
        return blue.put("/v2.0/ports/" + port, Map.of("port", Map.of("fixed_ips", ips)));
    }

    @Test
    void aPortOfBothFamiliesBecomesALegOnBothSubnets() {
        var network = blue.network();
        var four = blue.subnet(network, "10.61.0.0/24");
        var six = subnet6(network, "2001:db8:61::/64");
        var router = id(blue.make("routers", "router", Map.of()));
        var port = blue.port(network);
        var leg = attach(router, port);
        assertThat(leg.status()).isEqualTo(200);
        assertThat(leg.json().get("subnet_ids").valueStream().map(JsonNode::stringValue))
                .containsExactlyInAnyOrder(four, six);
        for (var subnet : List.of(four, six)) {
            assertThat(blue.delete("/v2.0/subnets/" + subnet).status()).isEqualTo(409);
        }
        assertThat(blue.put("/v2.0/routers/" + router + "/remove_router_interface", Map.of("port_id", port))
                        .status())
                .isEqualTo(200);
        assertThat(blue.delete("/v2.0/subnets/" + four).status()).isEqualTo(204);
        assertThat(blue.delete("/v2.0/routers/" + router).status()).isEqualTo(204);
    }

    @Test
    void aLegGetsAnAddressOfTheOtherFamilyAndNoSecondOfIpv4() {
        var network = blue.network();
        var four = blue.subnet(network, "10.62.0.0/24");
        var router = id(blue.make("routers", "router", Map.of()));
        var leg = blue.put("/v2.0/routers/" + router + "/add_router_interface", Map.of("subnet_id", four))
                .json()
                .get("port_id")
                .stringValue();
        var six = subnet6(network, "2001:db8:62::/64");
        var second = blue.subnet(network, "10.63.0.0/24");
        assertThat(move(leg, four, six).status()).isEqualTo(200);
        assertThat(blue.delete("/v2.0/subnets/" + six).status()).isEqualTo(409);
        var refused = move(leg, four, second);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("Cannot have multiple IPv4 subnets on router port");
        assertThat(blue.get("/v2.0/ports/" + leg).json().get("port").get("fixed_ips"))
                .hasSize(2);
    }
}
