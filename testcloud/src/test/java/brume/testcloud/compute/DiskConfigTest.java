package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `OS-DCF:diskConfig`: whether a guest is to grow into its whole disk.
final class DiskConfigTest {
    private static final String SERVERS = "/compute/v2.1/servers";
    private static final String AUTO = ", \"OS-DCF:diskConfig\": \"AUTO\"";
    private static TestCloud cloud;
    private static Http admin;
    private static Http alice;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        admin = Http.admin(cloud);
        alice = admin.tenant("alice");
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static Http.Answer create(String image, String more) {
        return alice.post(SERVERS, """
                {"server": {"name": "disk", "imageRef": "%s", "flavorRef": "42"%s}}
                """.formatted(image, more));
    }

    private static String path(Http.Answer made) {
        return SERVERS + "/" + made.json().get("server").get("id").stringValue();
    }

    private static String said(Http.Answer answer) {
        return answer.json().get("server").get("OS-DCF:diskConfig").stringValue();
    }

    @Test
    void itIsAsItWasAskedFor() {
        var image = admin.image();
        assertThat(said(create(image, ""))).isEqualTo("MANUAL");
        var made = create(image, AUTO);
        assertThat(said(made)).isEqualTo("AUTO");
        assertThat(said(alice.get(path(made)))).isEqualTo("AUTO");
        assertThat(create(image, AUTO.replace("AUTO", "auto")).status()).isEqualTo(400);
    }

    @Test
    void itMayBeChanged() {
        var path = path(create(admin.image(), AUTO));
        var change = "{\"server\": {\"OS-DCF:diskConfig\": \"%s\"}}";
        assertThat(said(alice.send("PUT", path, change.formatted("MANUAL"), "")))
                .isEqualTo("MANUAL");
        assertThat(said(alice.get(path))).isEqualTo("MANUAL");
        alice.send("PUT", path, "{\"server\": {\"name\": \"other\"}}", "");
        assertThat(said(alice.get(path))).isEqualTo("MANUAL");
        assertThat(alice.send("PUT", path, change.formatted("SOMETIMES"), "").status())
                .isEqualTo(400);
    }

    @Test
    void anImageMaySayItOrForbidIt() {
        var grows = admin.image(", \"auto_disk_config\": \"True\"");
        assertThat(said(create(grows, ""))).isEqualTo("AUTO");
        assertThat(said(create(grows, AUTO.replace("AUTO", "MANUAL")))).isEqualTo("MANUAL");
        var fixed = admin.image(", \"auto_disk_config\": \"Disabled\"");
        assertThat(said(create(fixed, ""))).isEqualTo("MANUAL");
        assertThat(create(fixed, AUTO).status()).isEqualTo(400);
    }
}
