package brume.testcloud.deletions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.base.json.Json;
import brume.testcloud.TestCloud;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Purges by HTTP, of projects that others depend on.
final class OthersTest {
    private static TestCloud cloud;
    private static Maker admin;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        admin = Maker.admin(cloud);
        await().until(() -> cloud.control().hosts().all(cloud.sql()).stream().allMatch(host -> host.connected()));
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static JsonNode plan(String project) {
        return admin.good("GET", "/admin/purges/" + project + "/plan", null).path("plan");
    }

    private static void purge(String project, Map<String, ?> how) {
        assertThat(admin.send("PUT", "/admin/purges/" + project, how).statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.good("GET", "/admin/purges/" + project, null)
                        .path("purge")
                        .path("done")
                        .asBoolean());
    }

    @Test
    void othersPortsOnASharedNetworkAreInTheWay() {
        var going = admin.inNewProject();
        var other = admin.member();
        var network = going.network();
        going.share(network, other.project, "access_as_shared");
        going.image(Map.of());
        var port = other.port(network);
        assertThat(plan(going.project)
                        .path("holds")
                        .valueStream()
                        .map(h -> h.path("id").asString()))
                .containsOnly(port);
        var refused = admin.send("PUT", "/admin/purges/" + going.project, Map.of());
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains(port);
        var refusedToo = admin.delete("project", going.project);
        assertThat(refusedToo.statusCode()).isEqualTo(409);
        assertThat(plan(going.project).path("goes").path("image").asInt())
                .as("nothing is gone")
                .isOne();
        assertThat(going.network()).as("it is open").isNotEmpty();
        other.delete("port", port);
        purge(going.project, Map.of());
        assertThat(admin.send("GET", "/identity/v3/projects/" + going.project, null)
                        .statusCode())
                .isEqualTo(404);
        assertThat(admin.tree("network", network).statusCode()).isEqualTo(404);
    }

    @Test
    void othersInstancesKeepRunningWhenTheirImageGoes() {
        var going = admin.inNewProject();
        var image = going.image(Map.of("visibility", "public"));
        var instance = admin.instance(image, "none");
        var plan = plan(going.project);
        assertThat(plan.path("holds")).isEmpty();
        assertThat(plan.path("loses").valueStream().map(h -> h.path("id").asString()))
                .containsExactly(instance);
        purge(going.project, Map.of("keep_project", true));
        assertThat(admin.send("GET", "/identity/v3/projects/" + going.project, null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(admin.good("GET", "/compute/v2.1/servers/" + instance, null)
                        .path("server")
                        .path("status")
                        .asString())
                .isEqualTo("ACTIVE");
    }

    @Test
    void onlyAdministratorsPurge() {
        var tenant = admin.member();
        assertThat(tenant.send("PUT", "/admin/purges/" + tenant.project, Map.of())
                        .statusCode())
                .isEqualTo(403);
        assertThat(tenant.send("GET", "/admin/purges", null).statusCode()).isEqualTo(403);
        assertThat(admin.send("PUT", "/admin/purges/" + admin.project, Map.of()).statusCode())
                .isEqualTo(409);
        assertThat(admin.send("PUT", "/admin/purges/unknown", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(admin.send("GET", "/admin/purges/" + tenant.project, null).statusCode())
                .isEqualTo(404);
        assertThat(Json.read(admin.send("GET", "/admin/purges", null).body())
                        .path("purges")
                        .isArray())
                .isTrue();
    }
}
