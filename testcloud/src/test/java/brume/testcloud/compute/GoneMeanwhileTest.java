package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.Meanwhile;
import brume.testcloud.TestCloud;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a request names, and is deleted meanwhile, is answered for as if it had never been there.
final class GoneMeanwhileTest {
    private static final String SERVERS = "/compute/v2.1/servers";
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

    /// Asks for a server when `id` was there at first, and is gone from the table in the end.
    private static Http.Answer without(String table, String id, String server, String beside) {
        return Meanwhile.after(
                cloud.sql(),
                tx -> tx.update("delete from " + table + " where id = ?", UUID.fromString(id)),
                () -> server(server, beside));
    }

    private static Http.Answer server(String more, String beside) {
        return tenant.post(SERVERS, """
                {"server": {"name": "web", "imageRef": "%s", "flavorRef": "42"%s}%s}
                """.formatted(image, more, beside));
    }

    @Test
    void aServerGroup() {
        var group = tenant.post(
                        "/compute/v2.1/os-server-groups",
                        "{\"server_group\": {\"name\": \"together\", \"policies\": [\"affinity\"]}}")
                .json()
                .at("/server_group/id")
                .stringValue();
        var hint = ", \"os:scheduler_hints\": {\"group\": \"%s\"}".formatted(group);
        var raced = without("server_group", group, "", hint);
        var never = server("", hint);
        assertThat(raced.status()).as(raced.raw().body()).isEqualTo(400);
        assertThat(raced.raw().body()).isEqualTo(never.raw().body());
    }

    @Test
    void aSecurityGroup() {
        for (var by : new String[] {"name", "id"}) {
            var made = tenant.post("/network/v2.0/security-groups", "{\"security_group\": {\"name\": \"rare\"}}")
                    .json()
                    .get("security_group");
            var named = ", \"security_groups\": [{\"name\": \"%s\"}]"
                    .formatted(made.get(by).stringValue());
            network();
            var raced = without("security_group", made.get("id").stringValue(), named, "");
            var never = server(named, "");
            assertThat(raced.status()).as(raced.raw().body()).isEqualTo(400);
            assertThat(raced.raw().body()).isEqualTo(never.raw().body());
        }
    }

    @Test
    void aMemberOfAnImage() {
        var shared = tenant.image("shared", "");
        var member = admin.tenant("member");
        var all = "/image/v2/images/" + shared + "/members";
        assertThat(tenant.post(all, "{\"member\": \"%s\"}".formatted(member.project()))
                        .status())
                .isEqualTo(200);
        var raced = Meanwhile.after(
                cloud.sql(),
                tx -> tx.update("delete from image_member where image = ?", UUID.fromString(shared)),
                () -> member.send("PUT", all + "/" + member.project(), "{\"status\": \"accepted\"}", ""));
        assertThat(raced.status()).as(raced.raw().body()).isEqualTo(404);
    }

    @Test
    void aHostThatJoinsAnAggregate() {
        var host = host("leaving");
        var aggregate = "/compute/v2.1/os-aggregates/"
                + admin.post("/compute/v2.1/os-aggregates", "{\"aggregate\": {\"name\": \"some\"}}")
                        .json()
                        .at("/aggregate/id")
                        .asString();
        var raced = Meanwhile.after(
                cloud.sql(),
                tx -> tx.update("delete from host where id = ?", host),
                () -> admin.post(aggregate + "/action", "{\"add_host\": {\"host\": \"leaving\"}}"));
        assertThat(raced.status()).as(raced.raw().body()).isEqualTo(404);
        assertThat(admin.delete(aggregate).status()).isEqualTo(200);
    }

    @Test
    void aServiceThatIsSwitched() {
        var host = host("switched");
        var raced = Meanwhile.after(
                cloud.sql(),
                tx -> tx.update("delete from host where id = ?", host),
                () -> service(host, "{\"status\": \"disabled\"}"));
        var never = service(host, "{\"status\": \"disabled\"}");
        assertThat(raced.status()).as(raced.raw().body()).isEqualTo(404);
        assertThat(raced.raw().body()).isEqualTo(never.raw().body());
    }

    private static Http.Answer service(UUID host, String body) {
        return admin.send("PUT", "/compute/v2.1/os-services/" + host, body, "2.53");
    }

    /// One that is away.
    private static UUID host(String name) {
        var host = cloud.control().ids().next();
        var like = """
                insert into host
                select (jsonb_populate_record(h, jsonb_build_object('id', ?::text, 'name', ?::text, 'connected', false))).*
                  from host h limit 1
                """;
        assertThat(cloud.sql().update(like, host.toString(), name)).isEqualTo(1);
        return host;
    }

    /// The project's only one, for new servers to be on.
    private static void network() {
        if (!tenant.get("/network/v2.0/subnets?name=only").json().get("subnets").isEmpty()) return;
        var network = tenant.post("/network/v2.0/networks", "{\"network\": {\"name\": \"only\"}}")
                .json()
                .at("/network/id")
                .stringValue();
        var subnet = tenant.post("/network/v2.0/subnets", """
                {"subnet": {"name": "only", "network_id": "%s", "ip_version": 4, "cidr": "10.0.0.0/24"}}
                """.formatted(network));
        assertThat(subnet.status()).as(subnet.raw().body()).isEqualTo(201);
    }
}
