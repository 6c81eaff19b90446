package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.Meanwhile;
import brume.testcloud.TestCloud;
import java.util.List;
import java.util.UUID;
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

    /// Another project of the tenant's user.
    private static Http otherProject() {
        var project = admin.post("/identity/v3/projects", "{\"project\": {\"name\": \"other\"}}")
                .json()
                .at("/project/id")
                .stringValue();
        var role = admin.get("/identity/v3/roles?name=member")
                .json()
                .at("/roles/0/id")
                .stringValue();
        var grant = "/identity/v3/projects/" + project + "/users/" + user() + "/roles/" + role;
        assertThat(admin.send("PUT", grant, "", "").status()).isEqualTo(204);
        return Http.login(cloud.api(), "tenant", "pw-tenant", "other");
    }

    private static String user() {
        return admin.get("/identity/v3/users?name=tenant")
                .json()
                .at("/users/0/id")
                .stringValue();
    }

    private static Http.Answer keyPair(Http who, String name) {
        return who.post(COMPUTE + "/os-keypairs", "{\"keypair\": {\"name\": \"%s\"}}".formatted(name));
    }

    private static UUID uuid(String plain) {
        return UUID.fromString(plain.replaceFirst("^(.{8})(.{4})(.{4})(.{4})(.{12})$", "$1-$2-$3-$4-$5"));
    }

    @Test
    void keyPairsOfAUserAreCountedByOneProjectAtATime() {
        var other = otherProject();
        limit(tenant, "key_pairs", 1);
        limit(other, "key_pairs", 1);
        var id = cloud.control().ids().next();
        // Whoever takes the name has counted.
        var answers = Meanwhile.<Http.Answer>during(
                cloud.sql(),
                tx -> tx.update("""
                        insert into key_pair (id, owner, name, type, public_key, fingerprint, created_at)
                        values (?, ?, 'first', 'SSH', '', '', current_timestamp)
                        """, id, uuid(user())),
                tx -> tx.update("delete from key_pair where id = ?", id),
                List.of(() -> keyPair(tenant, "first"), () -> keyPair(other, "second")));
        assertThat(answers).extracting(Http.Answer::status).containsExactly(200, 403);
        var listed = tenant.get(COMPUTE + "/os-keypairs").json().get("keypairs");
        assertThat(listed.size()).isEqualTo(1);
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
