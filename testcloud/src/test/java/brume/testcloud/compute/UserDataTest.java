package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who is shown a server's user data: whoever may see its host, as in Nova, and nobody before 2.3.
final class UserDataTest {
    private static final String DATA = "IyEvYmluL3NoCg==";
    private static final String FIELD = "OS-EXT-SRV-ATTR:user_data";

    private static Optional<JsonNode> shown(Http who, String server, String version) {
        var one = who.get("/compute/v2.1/servers/" + server, version).json().get("server");
        var all = who.get("/compute/v2.1/servers/detail?all_tenants=1", version)
                .json()
                .get("servers")
                .valueStream()
                .filter(each -> each.get("id").stringValue().equals(server))
                .findFirst()
                .orElseThrow();
        assertThat(all.get(FIELD)).isEqualTo(one.get(FIELD));
        return Optional.ofNullable(one.get(FIELD));
    }

    @Test
    void onlyWhoeverMaySeeTheHostIsShownIt() {
        try (var cloud = TestCloud.live(1)) {
            var admin = Http.admin(cloud);
            var alice = admin.tenant("alice");
            var made = alice.post("/compute/v2.1/servers", """
                    {"server": {"name": "web", "imageRef": "%s", "flavorRef": "42", "user_data": "%s"}}
                    """.formatted(admin.image(), DATA));
            assertThat(made.status()).isEqualTo(202);
            assertThat(made.raw().body()).doesNotContain(DATA);
            var id = made.json().get("server").get("id").stringValue();
            assertThat(shown(admin, id, "2.3"))
                    .hasValueSatisfying(data -> assertThat(data.stringValue()).isEqualTo(DATA));
            assertThat(shown(admin, id, "2.1")).isEmpty();
            var own = alice.get("/compute/v2.1/servers/" + id, "2.93");
            assertThat(own.status()).isEqualTo(200);
            assertThat(own.raw().body()).doesNotContain(DATA);
        }
    }
}
