package brume.testcloud.deletions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.base.json.Json;
import brume.testcloud.TestCloud;
import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The audit by HTTP.
final class AuditApiTest {
    private TestCloud cloud;
    private Maker admin;

    @BeforeEach
    void start() {
        cloud = TestCloud.live(0);
        admin = Maker.admin(cloud);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private JsonNode run() {
        return admin.good("POST", "/admin/audit", null).path("round");
    }

    private JsonNode findings(String query) {
        return admin.good("GET", "/admin/audit" + query, null).path("findings");
    }

    private void leak(int count) {
        admin.subnet(admin.network());
        for (int i = 0; i < count; i++) {
            cloud.sql().update("""
                insert into port_address (subnet, ip, port, place)
                select id, host(cidr)::inet + 99 + ?, ?, 0 from subnet where cidr = '10.9.0.0/24' limit 1
                """, i, UUID.randomUUID());
        }
    }

    @Test
    void nothingIsFoundWhereAllIsWell() {
        var round = run();
        assertThat(round.path("findings").asInt()).isZero();
        assertThat(round.path("checks").asInt())
                .isEqualTo(admin.good("GET", "/admin/audit/checks", null)
                        .path("checks")
                        .size());
        assertThat(findings("")).isEmpty();
    }

    @Test
    void whatIsRepairedIsToldOnce() {
        leak(1);
        assertThat(run().path("repaired").asInt()).isOne();
        var found = findings("").get(0);
        assertThat(found.path("check").asString()).isEqualTo("network.addresses");
        assertThat(found.path("repaired").asBoolean()).isTrue();
        assertThat(found.path("what").asString()).isNotEmpty();
        assertThat(found.path("cause").asString()).isNotEmpty();
        assertThat(found.path("project").asString()).isEqualTo(dashed(admin.project));
        assertThat(run().path("findings").asInt()).isZero();
        assertThat(findings("")).isEmpty();
    }

    private static String dashed(String plain) {
        return plain.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }

    @Test
    void findingsComeInPages() {
        leak(5);
        run();
        var seen = new HashSet<String>();
        var query = "?limit=2";
        for (int page = 0; page < 3; page++) {
            var answer = admin.good("GET", "/admin/audit" + query, null);
            answer.path("findings").forEach(found -> seen.add(found.path("id").asString()));
            query = "?limit=2&marker=" + answer.path("next").asString();
        }
        assertThat(seen).hasSize(5);
        assertThat(admin.send("GET", "/admin/audit?limit=0", null).statusCode()).isEqualTo(400);
        assertThat(admin.send("GET", "/admin/audit?marker=x", null).statusCode())
                .isEqualTo(400);
    }

    @Test
    void onlyOperatorsLook() {
        var tenant = admin.member();
        assertThat(tenant.send("GET", "/admin/audit", null).statusCode()).isEqualTo(403);
        assertThat(tenant.send("POST", "/admin/audit", null).statusCode()).isEqualTo(403);
        assertThat(tenant.send("GET", "/admin/audit/checks", null).statusCode()).isEqualTo(403);
        assertThat(Json.read(tenant.send("GET", "/admin/audit", null).body())
                        .path("error")
                        .path("kind")
                        .asString())
                .isEqualTo("forbidden");
    }

    @Test
    void whatIsLeftOfAnEndedProjectIsPurged() {
        var ended = admin.inNewProject();
        assertThat(admin.delete("project", ended.project).statusCode()).isEqualTo(204);
        var network = admin.network();
        cloud.sql()
                .update(
                        "update network set project = ? where id = ?",
                        UUID.fromString(dashed(ended.project)),
                        UUID.fromString(network));
        assertThat(run().path("repaired").asInt()).isPositive();
        await().until(() -> admin.tree("network", network).statusCode() == 404);
        assertThat(admin.good("GET", "/admin/purges/" + ended.project, null)).isNotNull();
    }
}
