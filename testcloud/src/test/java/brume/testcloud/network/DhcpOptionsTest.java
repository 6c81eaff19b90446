package brume.testcloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class DhcpOptionsTest {
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

    private static Map<String, Object> option(String name, Object value) {
        var option = new HashMap<String, Object>();
        option.put("opt_name", name);
        option.put("opt_value", value);
        return option;
    }

    private static Client.Answer options(String port, List<?> options) {
        return blue.put("/v2.0/ports/" + port, Map.of("port", Map.of("extra_dhcp_opts", options)));
    }

    @Test
    void optionsOfDhcpAreChangedByNameAndGoWithoutAValue() {
        var network = blue.network();
        var port = id(blue.make(
                "ports",
                "port",
                Map.of(
                        "network_id",
                        network,
                        "extra_dhcp_opts",
                        List.of(option("bootfile-name", "pxelinux.0"), option("150", "10.1.0.9")))));
        assertThat(options(port, List.of(option("150", null), option("router", ""), option("bootfile-name", "b.0")))
                        .status())
                .isEqualTo(200);
        var all = blue.get("/v2.0/ports/" + port).json().get("port").get("extra_dhcp_opts");
        assertThat(all.valueStream()
                        .map(o -> o.get("opt_name").stringValue() + "="
                                + o.get("opt_value").stringValue()))
                .containsExactlyInAnyOrder("bootfile-name=b.0", "router=");
    }

    @Test
    void whatCouldBeMoreThanAnOptionIsRefused() {
        var port = blue.port(blue.network());
        for (var bad : List.of(
                option("bootfile-name", "a\ndhcp-script=/bin/sh"),
                option("bootfile-name", "a\u0000"),
                option("bootfile-name", "\"a"),
                option("bootfile-name", "a\\nb"),
                option("bootfile-name", "a #b"),
                option("bootfile-name", "\u00e4"),
                option("bootfile-name", " "),
                option("bootfile-name", ""),
                option("bootfile-name\n", "a"),
                option("option:router", "10.1.0.1"),
                option("tag:x,67", "a"),
                option("0", "a"),
                option("65536", "a"),
                option("99999999999", "a"),
                option("no-such-option", "a"))) {
            assertThat(options(port, List.of(bad)).status()).as(bad.toString()).isEqualTo(400);
        }
        assertThat(blue.get("/v2.0/ports/" + port).json().get("port").get("extra_dhcp_opts"))
                .isEmpty();
    }
}
