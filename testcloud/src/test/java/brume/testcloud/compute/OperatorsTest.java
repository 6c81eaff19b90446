package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What operators, and clients older than the other services, ask the compute API for.
final class OperatorsTest {
    private static final String ROOT = "/compute/v2.1";
    private static TestCloud cloud;
    private static Http admin;
    private static Http alice;
    private static Http bob;
    private static String image;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(2);
        admin = Http.admin(cloud);
        alice = admin.tenant("alice");
        bob = admin.tenant("bob");
        image = admin.image();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String server(Http who) {
        var made = who.post(ROOT + "/servers", """
                {"server": {"name": "web", "imageRef": "%s", "flavorRef": "42"}}
                """.formatted(image));
        return ROOT + "/servers/" + made.json().get("server").get("id").stringValue();
    }

    @Test
    void hostsAreListedWithTheirZonesAndWhatIsTakenOfThem() {
        var listed = admin.get(ROOT + "/os-hosts").json().get("hosts");
        assertThat(listed.valueStream().map(host -> host.get("host_name").stringValue()))
                .containsExactly("sim-001", "sim-002");
        assertThat(admin.get(ROOT + "/os-hosts?zone=none").json().get("hosts")).isEmpty();
        var path = server(alice);
        var name =
                admin.get(path).json().get("server").get("OS-EXT-SRV-ATTR:host").stringValue();
        var shown = admin.get(ROOT + "/os-hosts/" + name).json().get("host");
        assertThat(shown.get(0).get("resource").get("project").stringValue()).isEqualTo("(total)");
        assertThat(shown.valueStream()
                        .map(each -> each.get("resource"))
                        .filter(each -> each.get("project").stringValue().equals(alice.project()))
                        .map(each -> each.get("memory_mb").asInt()))
                .containsExactly(128);
        alice.delete(path);
    }

    @Test
    void aHostIsSwitchedButNotItsMachine() {
        var one = ROOT + "/os-hosts/sim-002";
        var off = admin.send("PUT", one, "{\"status\": \"disable\"}", "");
        assertThat(off.json().get("status").stringValue()).isEqualTo("disabled");
        assertThat(admin.send("PUT", one, "{\"status\": \"enable\"}", "").status())
                .isEqualTo(200);
        assertThat(admin.send("PUT", one, "{}", "").status()).isEqualTo(400);
        assertThat(admin.send("PUT", one, "{\"status\": \"maybe\"}", "").status())
                .isEqualTo(400);
        assertThat(admin.send("PUT", ROOT + "/os-hosts/none", "{\"status\": \"enable\"}", "")
                        .status())
                .isEqualTo(404);
        assertThat(admin.get(one + "/reboot").status()).isEqualTo(501);
        assertThat(admin.get(ROOT + "/os-hosts/none/reboot").status()).isEqualTo(404);
        assertThat(admin.get(ROOT + "/os-hosts", "2.43").status()).isEqualTo(404);
        for (var path : List.of("/os-hosts", "/os-hosts/sim-001", "/os-hosts/sim-001/startup", "/os-migrations")) {
            assertThat(alice.get(ROOT + path).status()).as(path).isEqualTo(403);
        }
    }

    @Test
    void whatHoldsForAllProjectsIsChanged() {
        var standard = ROOT + "/os-quota-class-sets/default";
        var mine = ROOT + "/os-quota-sets/" + bob.project();
        var before = admin.get(standard).json().get("quota_class_set");
        assertThat(bob.get(mine).json().get("quota_set").get("cores")).isEqualTo(before.get("cores"));
        var changed = admin.send("PUT", standard, "{\"quota_class_set\": {\"cores\": 77}}", "");
        assertThat(changed.json().get("quota_class_set").get("cores").asInt()).isEqualTo(77);
        assertThat(bob.get(mine).json().get("quota_set").get("cores").asInt()).isEqualTo(77);
        admin.send("PUT", mine, "{\"quota_set\": {\"cores\": 5}}", "");
        assertThat(bob.get(mine).json().get("quota_set").get("cores").asInt()).isEqualTo(5);
        assertThat(admin.delete(mine).status()).isEqualTo(202);
        admin.send("PUT", standard, "{\"quota_class_set\": {\"cores\": %s}}".formatted(before.get("cores")), "");
        assertThat(bob.get(mine).json().get("quota_set").get("cores")).isEqualTo(before.get("cores"));
        assertThat(alice.send("PUT", standard, "{\"quota_class_set\": {\"cores\": 1}}", "")
                        .status())
                .isEqualTo(403);
        assertThat(admin.send("PUT", standard, "{\"quota_class_set\": {\"cores\": \"many\"}}", "")
                        .status())
                .isEqualTo(400);
        assertThat(admin.send("PUT", ROOT + "/os-quota-class-sets/gold", "{\"quota_class_set\": {}}", "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theStandardHoldsWhereNothingElseIsSaid() {
        var standard = ROOT + "/os-quota-class-sets/default";
        var carol = admin.tenant("carol");
        var before = admin.get(standard).json().get("quota_class_set").get("instances");
        admin.send("PUT", standard, "{\"quota_class_set\": {\"instances\": 0}}", "");
        var refused = carol.post(ROOT + "/servers", """
                {"server": {"name": "web", "imageRef": "%s", "flavorRef": "42"}}
                """.formatted(image));
        admin.send("PUT", standard, "{\"quota_class_set\": {\"instances\": %s}}".formatted(before), "");
        assertThat(refused.status()).isEqualTo(403);
        carol.delete(server(carol));
    }

    @Test
    void partsOfTheApiAreNamed() {
        assertThat(alice.get(ROOT + "/extensions")
                        .json()
                        .get("extensions")
                        .valueStream()
                        .map(each -> each.get("name").stringValue()))
                .contains("Hosts", "Keypairs");
        var one = alice.get(ROOT + "/extensions/os-keypairs").json().get("extension");
        assertThat(one.get("alias").stringValue()).isEqualTo("os-keypairs");
        assertThat(alice.get(ROOT + "/extensions/none").status()).isEqualTo(404);
    }

    @Test
    void aSimulatedHostIsShownAsWhatItStandsFor() {
        var hosts = admin.get(ROOT + "/os-hypervisors/detail").json().get("hypervisors");
        assertThat(hosts.valueStream().map(host -> host.get("hypervisor_type").stringValue()))
                .containsOnly("QEMU");
    }

    @Test
    void aDeleteIsFinal() {
        var path = server(alice);
        assertThat(alice.post(path + "/action", "{\"restore\": null}").status()).isEqualTo(409);
        assertThat(bob.post(path + "/action", "{\"restore\": null}").status()).isEqualTo(404);
        alice.delete(path);
    }

    @Test
    void noServerEverMoved() {
        assertThat(admin.get(ROOT + "/os-migrations").json().get("migrations")).isEmpty();
        var path = server(alice);
        assertThat(admin.get(path + "/migrations", "2.23").json().get("migrations"))
                .isEmpty();
        assertThat(admin.get(path + "/migrations").status()).isEqualTo(404);
        assertThat(admin.get(path + "/migrations/1", "2.23").status()).isEqualTo(404);
        alice.delete(path);
    }

    /// Not everybody's: that is for administrators.
    private static String ownImage(String more) {
        return alice.image("private", more);
    }

    @Test
    void imagesAreShownUntilTheImageServiceIsAskedItself() {
        var own = ownImage(", \"kind\": \"test\"");
        var shown = alice.get(ROOT + "/images/" + own).json().get("image");
        assertThat(shown.get("status").stringValue()).isEqualTo("ACTIVE");
        assertThat(shown.get("metadata").get("kind").stringValue()).isEqualTo("test");
        assertThat(alice.get(ROOT + "/images")
                        .json()
                        .get("images")
                        .valueStream()
                        .map(each -> each.get("id").stringValue()))
                .contains(own, image);
        assertThat(alice.get(ROOT + "/images/detail?status=SAVING").json().get("images"))
                .isEmpty();
        var first = alice.get(ROOT + "/images?limit=1").json();
        assertThat(first.get("images")).hasSize(1);
        assertThat(first.has("images_links")).isTrue();
        assertThat(alice.get(ROOT + "/images?limit=-1").status()).isEqualTo(400);
        assertThat(alice.get(ROOT + "/images?marker=none").status()).isEqualTo(400);
        assertThat(alice.get(ROOT + "/images?changes-since=2099-01-01T00:00:00Z")
                        .json()
                        .get("images"))
                .isEmpty();
        assertThat(alice.get(ROOT + "/images/none").status()).isEqualTo(404);
        assertThat(alice.get(ROOT + "/images", "2.36").status()).isEqualTo(404);
        assertThat(bob.delete(ROOT + "/images/" + own).status()).isIn(403, 404);
        assertThat(alice.delete(ROOT + "/images/" + own).status()).isEqualTo(204);
        assertThat(alice.get(ROOT + "/images/" + own).status()).isEqualTo(404);
    }

    @Test
    void theMetadataOfAnImageIsItsProperties() {
        var own = ownImage("");
        var path = ROOT + "/images/" + own + "/metadata";
        alice.post(path, "{\"metadata\": {\"a\": \"1\", \"b\": \"2\"}}");
        alice.send("PUT", path + "/b", "{\"meta\": {\"b\": \"3\"}}", "");
        assertThat(alice.get(path).json().get("metadata").get("b").stringValue())
                .isEqualTo("3");
        assertThat(alice.send("PUT", path + "/b", "{\"meta\": {\"a\": \"3\"}}", "")
                        .status())
                .isEqualTo(400);
        assertThat(alice.delete(path + "/a").status()).isEqualTo(204);
        assertThat(alice.get(path + "/a").status()).isEqualTo(404);
        alice.send("PUT", path, "{\"metadata\": {\"c\": \"4\"}}", "");
        assertThat(alice.get(path, "2.38").json().get("metadata").toString()).isEqualTo("{\"c\":\"4\"}");
        assertThat(alice.get(path, "2.39").status()).isEqualTo(404);
        assertThat(bob.post(path, "{\"metadata\": {\"a\": \"1\"}}").status()).isIn(403, 404);
        assertThat(alice.get("/image/v2/images/" + own).json().get("c").stringValue())
                .isEqualTo("4");
    }
}
