package brume.testcloud.deletions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.base.json.Json;
import brume.cloud.upkeep.Tie;
import brume.cloud.upkeep.Tie.Effect;
import brume.testcloud.TestCloud;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What the tree of a resource says of its delete, against what the delete does.
final class DeletionsTest {
    private static TestCloud cloud;
    private static Maker admin;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(3);
        admin = Maker.admin(cloud);
        await().until(() -> cloud.control().hosts().all(cloud.sql()).stream().allMatch(host -> host.connected()));
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String key(Tie tie) {
        return tie.of() + " ← " + tie.kind() + ": " + tie.why();
    }

    static Stream<String> ties() {
        try (var some = TestCloud.stepped(0)) {
            return some.control().deletions().ties().stream()
                    .filter(tie -> tie.effect() != Effect.AWAITED)
                    .map(DeletionsTest::key)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("ties")
    void aTieIsAsItIsTold(String key) {
        var tie = cloud.control().deletions().ties().stream()
                .filter(t -> key(t).equals(key))
                .findFirst()
                .orElseThrow();
        var scene = new Scenes().all().get(key);
        assertThat(scene).as("a scene for " + key).isNotNull();
        var id = scene.make(admin);
        // Administrators pass where others are held.
        var who = tie.all() ? admin : admin.last();
        var tree = tree(who, tie.of(), id);
        var tied = branches(tree, tie);
        assertThat(tied).as(tree.toString()).isNotEmpty();
        var answer = who.delete(tie.of(), id);
        if (tie.effect() == Effect.HOLDS) {
            assertThat(tree.path("held").asBoolean()).isTrue();
            assertThat(answer.statusCode()).as(answer.body()).isIn(403, 409);
            assertThat(admin.tree(tie.of(), id).statusCode()).isEqualTo(200);
            return;
        }
        assertThat(tree.path("held").asBoolean()).as(tree.toString()).isFalse();
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        gone(tie.of(), id);
        for (var one : tied) {
            var there = one.path("id").asString();
            if (tie.effect() == Effect.GOES) gone(tie.kind(), there);
            else
                assertThat(admin.tree(tie.kind(), there).statusCode())
                        .as("it stays")
                        .isEqualTo(200);
        }
    }

    private static void gone(String kind, String id) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(admin.tree(kind, id).statusCode()).isEqualTo(404));
    }

    private static JsonNode tree(Maker who, String kind, String id) {
        var answer = who.tree(kind, id);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body()).path("tree");
    }

    private static List<JsonNode> branches(JsonNode tree, Tie tie) {
        var found = new ArrayList<JsonNode>();
        for (var branch : tree.path("below")) {
            if (branch.path("kind").asString().equals(tie.kind())
                    && branch.path("effect").asString().equals(tie.effect().word())
                    && branch.path("why").asString().equals(tie.why())) found.add(branch);
        }
        return found;
    }

    @Test
    void theTreeGoesDownToTheInstance() {
        var network = admin.network();
        admin.subnet(network);
        var instance = admin.instance(admin.image(Map.of()), List.of(Map.of("uuid", network)));
        var port = tree(admin, "network", network)
                .path("below")
                .valueStream()
                .filter(b -> b.path("effect").asString().equals("holds"))
                .findFirst()
                .orElseThrow();
        assertThat(port.path("below").valueStream().map(b -> b.path("id").asString()))
                .contains(instance);
    }

    @Test
    void aTenantSeesItsOwnTreesAndNoMore() {
        var tenant = admin.member();
        var network = tenant.network();
        tenant.port(network);
        assertThat(tenant.tree("network", network).statusCode()).isEqualTo(200);
        assertThat(admin.member().tree("network", network).statusCode()).isEqualTo(404);
        assertThat(tenant.tree("user", tenant.user).statusCode()).isEqualTo(404);
        assertThat(tenant.tree("flavor", "42").statusCode()).isEqualTo(404);
        admin.share(network, admin.project, "access_as_shared");
        var foreign = admin.port(network, Map.of("name", "secret"));
        assertThat(tenant.tree("network", network).body())
                .doesNotContain(foreign)
                .doesNotContain("secret");
    }

    @Test
    void whatIsUnknownIsNotFound() {
        assertThat(admin.tree("no-kind", "x").statusCode()).isEqualTo(404);
        assertThat(admin.tree("network", "no-id").statusCode()).isEqualTo(404);
        assertThat(admin.tree("flavor", "no-flavor").statusCode()).isEqualTo(404);
        assertThat(admin.good("GET", "/admin/holds", null)
                        .path("kinds")
                        .valueStream()
                        .map(JsonNode::asString))
                .contains("network", "instance", "project", "host");
    }
}
