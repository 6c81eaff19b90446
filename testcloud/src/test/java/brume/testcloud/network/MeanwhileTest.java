package brume.testcloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.Meanwhile;
import brume.testcloud.TestCloud;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two at once are answered as one after the other would be.
final class MeanwhileTest {
    private static final Map<String, Boolean> STANDARD = Map.of("is_default", true);
    private static TestCloud cloud;
    private static Client admin;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(0);
        admin = Client.admin(cloud);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    /// Makes calls that may all look at a table before any of them writes to it.
    private static List<Client.Answer> beforeWriting(String table, List<Callable<Client.Answer>> calls) {
        return Meanwhile.during(
                cloud.sql(), tx -> tx.update("lock table " + table + " in share mode"), tx -> {}, calls);
    }

    @Test
    void oneNetworkIsTheDefault() {
        var made = admin.network();
        var answers = beforeWriting(
                "network",
                List.of(
                        () -> admin.put("/v2.0/networks/" + made, Map.of("network", STANDARD)),
                        () -> admin.post("/v2.0/networks", Map.of("network", STANDARD))));
        assertThat(answers.getFirst().status()).as(answers.getFirst().body()).isEqualTo(200);
        assertThat(answers.getLast().status()).as(answers.getLast().body()).isEqualTo(409);
        assertThat(answers.getLast()).isEqualTo(admin.post("/v2.0/networks", Map.of("network", STANDARD)));
    }

    @Test
    void onePoolIsTheDefault() {
        var pool = Map.of("name", "pool", "prefixes", List.of("10.0.0.0/8"));
        var made = admin.make("subnetpools", "subnetpool", pool).get("id").stringValue();
        var another = Map.of("name", "another", "prefixes", List.of("10.0.0.0/8"), "is_default", true);
        var answers = beforeWriting(
                "subnet_pool",
                List.of(
                        () -> admin.put("/v2.0/subnetpools/" + made, Map.of("subnetpool", STANDARD)),
                        () -> admin.post("/v2.0/subnetpools", Map.of("subnetpool", another))));
        assertThat(answers.getFirst().status()).as(answers.getFirst().body()).isEqualTo(200);
        assertThat(answers.getLast().status()).as(answers.getLast().body()).isEqualTo(409);
        assertThat(answers.getLast()).isEqualTo(admin.post("/v2.0/subnetpools", Map.of("subnetpool", another)));
    }

    @Test
    void aSubnetThatIsGoneWhenARouterJoinsIt() {
        var network = admin.network();
        var subnet = admin.subnet(network, "10.1.0.0/24");
        var router = admin.make("routers", "router", Map.of("name", "router"))
                .get("id")
                .stringValue();
        Callable<Client.Answer> joins =
                () -> admin.put("/v2.0/routers/" + router + "/add_router_interface", Map.of("subnet_id", subnet));
        var answers = Meanwhile.during(
                cloud.sql(),
                tx -> tx.query(
                        "select id from network where id = ? for update",
                        row -> row.uuid("id"),
                        UUID.fromString(network)),
                tx -> {},
                List.of(() -> admin.delete("/v2.0/networks/" + network), joins));
        assertThat(answers.getFirst().status()).as(answers.getFirst().body()).isEqualTo(204);
        assertThat(answers.getLast().status()).as(answers.getLast().body()).isEqualTo(404);
        assertThat(answers.getLast().type()).isEqualTo("SubnetNotFound");
        assertThat(admin.delete("/v2.0/routers/" + router).status()).isEqualTo(204);
    }

    @Test
    void aPortThatJoinsTheGroupOfAProjectThatEnds() {
        var ending = admin.tenant("ending");
        var network = ending.network();
        var group = group(ending);
        var port = ending.make("ports", "port", Map.of("network_id", network, "security_groups", List.of()))
                .get("id")
                .stringValue();
        var ended = Meanwhile.after(
                cloud.sql(),
                tx -> tx.update(
                        "insert into port_group (port, security_group) values (?, ?)", UUID.fromString(port), group),
                () -> admin.end("ending"));
        assertThat(ended.status()).as(ended.body()).isEqualTo(204);
        var kept = admin.get("/v2.0/ports/" + port).json().at("/port/security_groups/0");
        assertThat(kept.asString()).isEqualTo(group.toString());
    }

    @Test
    void nothingIsLeftOfWhatComesIntoAProjectThatEnds() {
        var late = admin.tenant("late");
        var network = admin.make("networks", "network", Map.of("name", "open", "shared", true))
                .get("id")
                .stringValue();
        var group = group(late);
        Callable<Client.Answer> comes = () -> late.post("/v2.0/ports", Map.of("port", Map.of("network_id", network)));
        var answers = Meanwhile.during(
                cloud.sql(),
                tx -> tx.query("select id from security_group where id = ? for update", row -> row.uuid("id"), group),
                tx -> {},
                List.of(() -> admin.end("late"), comes));
        assertThat(answers.getFirst().status()).as(answers.getFirst().body()).isEqualTo(204);
        assertThat(answers.getLast().status()).as(answers.getLast().body()).isIn(201, 401, 409);
        Awaitility.await("its ports are gone")
                .atMost(Duration.ofSeconds(30))
                .until(() -> admin.get("/v2.0/ports?network_id=" + network)
                        .json()
                        .get("ports")
                        .isEmpty());
    }

    @Test
    void aGroupThatIsGoneWhenAPortJoinsItIsMadeAgain() {
        var tenant = admin.tenant("tenant");
        var network = tenant.network();
        var gone = group(tenant);
        var port = Meanwhile.after(
                cloud.sql(),
                tx -> tx.update("delete from security_group where id = ?", gone),
                () -> tenant.post("/v2.0/ports", Map.of("port", Map.of("network_id", network))));
        assertThat(port.status()).as(port.body()).isEqualTo(201);
        assertThat(port.json().at("/port/security_groups/0").asString())
                .isEqualTo(group(tenant).toString());
    }

    /// The one that each project has.
    private static UUID group(Client tenant) {
        return UUID.fromString(tenant.get("/v2.0/security-groups?name=default")
                .json()
                .at("/security_groups/0/id")
                .asString());
    }
}
