package brume.testcloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class SecurityGroupRulesTest {
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

    @Test
    void addressesAreToldAsTheyWereGivenAndAsTheyAreMeant() {
        for (var given : Map.of(
                        "10.0.0.5/24", "10.0.0.0/24",
                        "10.0.0.5", "10.0.0.5/32",
                        "10.0.0.0/24", "10.0.0.0/24",
                        "2001:DB8::5/64", "2001:db8::/64",
                        "0.0.0.0/0", "0.0.0.0/0")
                .entrySet()) {
            var group = blue.make("security-groups", "security_group", Map.of("name", "web"));
            var made = rule(group, given.getKey());
            var told = made.get("remote_ip_prefix").stringValue();
            assertThat(told)
                    .isEqualToIgnoringCase(given.getKey() + (given.getKey().contains("/") ? "" : "/32"));
            assertThat(made.get("normalized_cidr").stringValue()).isEqualTo(given.getValue());
            var listed = blue.get("/v2.0/security-group-rules?security_group_id=" + id(group) + "&remote_ip_prefix="
                            + told.replace(":", "%3A"))
                    .json()
                    .get("security_group_rules");
            assertThat(listed).containsExactly(made);
        }
    }

    @Test
    void aRuleForAllHasNoAddresses() {
        var group = blue.make("security-groups", "security_group", Map.of("name", "open"));
        var made = group.get("security_group_rules").get(0);
        assertThat(made.get("remote_ip_prefix").isNull()).isTrue();
        assertThat(made.get("normalized_cidr").isNull()).isTrue();
    }

    @Test
    void theSameNetworkInOtherWordsIsTheSameRule() {
        var group = blue.make("security-groups", "security_group", Map.of("name", "once"));
        rule(group, "10.0.0.5/24");
        assertThat(blue.post("/v2.0/security-group-rules", body(group, "10.0.0.6/24"))
                        .status())
                .isEqualTo(409);
        assertThat(blue.post("/v2.0/security-group-rules", body(group, "10.0.0.6/25"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void theSameProtocolByNameAndByNumberIsTheSameRule() {
        var group = blue.make("security-groups", "security_group", Map.of("name", "words"));
        for (var pair : Map.of("tcp", "6", "17", "udp", "icmp", "1", "99", "99").entrySet()) {
            assertThat(protocol(group, "IPv4", pair.getKey()).status()).isEqualTo(201);
            var again = protocol(group, "IPv4", pair.getValue());
            assertThat(again.status()).as(pair.getValue()).isEqualTo(409);
            assertThat(again.type()).isEqualTo("SecurityGroupRuleExists");
        }
        assertThat(protocol(group, "IPv6", "icmp").status()).isEqualTo(201);
        assertThat(protocol(group, "IPv6", "ipv6-icmp").status()).isEqualTo(409);
        assertThat(protocol(group, "IPv6", "6").status()).isEqualTo(201);
    }

    private static Client.Answer protocol(JsonNode group, String ethertype, String protocol) {
        return blue.post(
                "/v2.0/security-group-rules",
                Map.of(
                        "security_group_rule",
                        Map.of(
                                "security_group_id",
                                id(group),
                                "direction",
                                "ingress",
                                "ethertype",
                                ethertype,
                                "protocol",
                                protocol)));
    }

    private static JsonNode rule(JsonNode group, String addresses) {
        var answer = blue.post("/v2.0/security-group-rules", body(group, addresses));
        assertThat(answer.status()).isEqualTo(201);
        return answer.json().get("security_group_rule");
    }

    private static Map<String, Object> body(JsonNode group, String addresses) {
        return Map.of(
                "security_group_rule",
                Map.of(
                        "security_group_id",
                        id(group),
                        "direction",
                        "ingress",
                        "ethertype",
                        addresses.contains(":") ? "IPv6" : "IPv4",
                        "remote_ip_prefix",
                        addresses));
    }

    private static String id(JsonNode resource) {
        return resource.get("id").stringValue();
    }
}
