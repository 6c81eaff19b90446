package brume.testcloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.Meanwhile;
import brume.testcloud.TestCloud;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who deletes what he has seen (`If-Match`) deletes nothing else.
final class RevisionsTest {
    private static TestCloud cloud;
    private static Client admin;
    private static Client tenant;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(0);
        admin = Client.admin(cloud);
        tenant = admin.tenant("tenant");
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static Client.Answer delete(String path, JsonNode seen) {
        var match = Map.of(
                "If-Match", "revision_number=" + seen.get("revision_number").intValue());
        return tenant.send("DELETE", "/v2.0/" + path + "/" + seen.get("id").stringValue(), Optional.empty(), match);
    }

    /// It is changed while it is deleted.
    private static void stays(String path, String name, String table, Map<String, ?> attributes) {
        var seen = tenant.make(path, name, attributes);
        var id = UUID.fromString(seen.get("id").stringValue());
        var late = Meanwhile.after(
                cloud.sql(),
                tx -> tx.update("update " + table + " set revision = revision + 1 where id = ?", id),
                () -> delete(path, seen));
        assertThat(late.status()).as(path + ": " + late.body()).isEqualTo(412);
        assertThat(late.type()).isEqualTo("RevisionNumberConstraintFailed");
        var now = tenant.get("/v2.0/" + path + "/" + id).json().get(name);
        assertThat(delete(path, now).status()).as(path).isEqualTo(204);
    }

    @Test
    void whatChangesWhileItIsDeletedStays() {
        var network = tenant.network();
        stays("networks", "network", "network", Map.of("name", "other"));
        stays("subnets", "subnet", "subnet", Map.of("network_id", network, "ip_version", 4, "cidr", "10.1.0.0/24"));
        stays("ports", "port", "port", Map.of("network_id", network));
        stays("routers", "router", "router", Map.of("name", "router"));
        stays("security-groups", "security_group", "security_group", Map.of("name", "group"));
        stays("subnetpools", "subnetpool", "subnet_pool", Map.of("name", "pool", "prefixes", List.of("10.0.0.0/8")));
        var outside = admin.make("networks", "network", Map.of("name", "outside", "router:external", true))
                .get("id")
                .stringValue();
        admin.make("subnets", "subnet", Map.of("network_id", outside, "ip_version", 4, "cidr", "192.0.2.0/24"));
        stays("floatingips", "floatingip", "floating_ip", Map.of("floating_network_id", outside));
    }

    @Test
    void aRuleOfAnotherRevisionStays() {
        var group = tenant.make("security-groups", "security_group", Map.of("name", "ruled"))
                .get("id")
                .stringValue();
        var rule = tenant.make(
                "security-group-rules",
                "security_group_rule",
                Map.of("security_group_id", group, "direction", "ingress"));
        var path = "/v2.0/security-group-rules/" + rule.get("id").stringValue();
        var other = Map.of("If-Match", "revision_number=17");
        assertThat(tenant.send("DELETE", path, Optional.empty(), other).status())
                .isEqualTo(412);
        assertThat(delete("security-group-rules", rule).status()).isEqualTo(204);
    }

    @Test
    void aShareHasNoRevisionToMatch() {
        var share = tenant.make(
                "rbac-policies",
                "rbac_policy",
                Map.of(
                        "object_type", "network",
                        "object_id", tenant.network(),
                        "action", "access_as_shared",
                        "target_tenant", "01900000000070008000000000000001"));
        var path = "/v2.0/rbac-policies/" + share.get("id").stringValue();
        var any = Map.of("If-Match", "revision_number=0");
        assertThat(tenant.send("DELETE", path, Optional.empty(), any).status()).isEqualTo(412);
        assertThat(tenant.delete(path).status()).isEqualTo(204);
    }
}
