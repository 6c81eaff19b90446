package brume.testcloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.id.Ids;
import brume.testcloud.Meanwhile;
import brume.testcloud.TestCloud;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a limit leaves room for is counted once nobody else is at it.
final class QuotaTest {
    private static TestCloud cloud;
    private static Client admin;
    private static Client tenant;
    private static String network;
    private static UUID project;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(0);
        admin = Client.admin(cloud);
        tenant = admin.tenant("tenant");
        network = tenant.network();
        project = Ids.parse(tenant.get("/v2.0/networks/" + network)
                        .json()
                        .at("/network/project_id")
                        .stringValue())
                .orElseThrow();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static void limit(String name, int most) {
        var set = admin.put("/v2.0/quotas/" + Ids.plain(project), Map.of("quota", Map.of(name, most)));
        assertThat(set.status()).as(set.body()).isEqualTo(200);
    }

    /// Asks for the last that there is room for, while somebody else takes it.
    private static Client.Answer late(String insert, Object parameter, String path, Map<String, ?> body) {
        return Meanwhile.after(
                cloud.sql(),
                tx -> {
                    tx.lock("quota-NETWORK", project);
                    tx.update(insert, cloud.control().ids().next(), project, parameter);
                },
                () -> tenant.post(path, body));
    }

    @Test
    void subnetPools() {
        limit("subnetpool", 1);
        var answer = late(
                """
                insert into subnet_pool (id, project, name, description, created_at, updated_at, ip_version, prefixes,
                                         shortest, longest, usual, shared, standard)
                values (?, ?, ?, '', current_timestamp, current_timestamp, 4, '{10.0.0.0/8}', 8, 32, 8, false, false)
                """,
                "first",
                "/v2.0/subnetpools",
                Map.of("subnetpool", Map.of("name", "second", "prefixes", List.of("10.0.0.0/8"))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(409);
        assertThat(answer.type()).isEqualTo("OverQuota");
    }

    @Test
    void shares() {
        limit("rbac_policy", 1);
        var answer = late(
                """
                insert into network_share (id, project, target, network, access, created_at)
                select ?, ?, id, id, 'SHARED', current_timestamp from network where id = ?
                """,
                UUID.fromString(network),
                "/v2.0/rbac-policies",
                Map.of(
                        "rbac_policy",
                        Map.of(
                                "object_type",
                                "network",
                                "object_id",
                                network,
                                "action",
                                "access_as_shared",
                                "target_tenant",
                                Ids.plain(project))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(409);
        assertThat(answer.type()).isEqualTo("OverQuota");
    }
}
