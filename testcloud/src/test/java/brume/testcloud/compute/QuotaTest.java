package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class QuotaTest {
    private static final String COMPUTE = "/compute/v2.1";
    private static TestCloud cloud;
    private static Http admin;
    private static Http tenant;
    private static String image;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        admin = Http.admin(cloud);
        tenant = admin.tenant("tenant");
        image = admin.image();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static void limit(Http of, String name, int most) {
        var set = admin.send(
                "PUT",
                COMPUTE + "/os-quota-sets/" + of.project(),
                "{\"quota_set\": {\"%s\": %d}}".formatted(name, most),
                "");
        assertThat(set.status()).as(set.raw().body()).isEqualTo(200);
    }

    private static Http.Answer servers(String group, int least, int most) {
        return tenant.post(COMPUTE + "/servers", """
                {"server": {"name": "web", "imageRef": "%s", "flavorRef": "42", "min_count": %d, "max_count": %d},
                 "os:scheduler_hints": {"group": "%s"}}
                """.formatted(image, least, most, group));
    }

    @Test
    void allServersThatAreMadeTogetherFitIntoTheirGroupOrNone() {
        limit(tenant, "server_group_members", 2);
        var group = tenant.post(
                        COMPUTE + "/os-server-groups",
                        "{\"server_group\": {\"name\": \"together\", \"policies\": [\"affinity\"]}}")
                .json()
                .at("/server_group/id")
                .stringValue();
        var tooMany = servers(group, 1, 3);
        assertThat(tooMany.status()).as(tooMany.raw().body()).isEqualTo(403);
        assertThat(tooMany.raw().body()).contains("server_group_members");
        assertThat(servers(group, 3, 3).status()).isEqualTo(403);
        assertThat(servers(group, 2, 2).status()).isEqualTo(202);
        assertThat(servers(group, 1, 1).status()).isEqualTo(403);
        var members = tenant.get(COMPUTE + "/os-server-groups/" + group).json().at("/server_group/members");
        assertThat(members.size()).isEqualTo(2);
    }
}
