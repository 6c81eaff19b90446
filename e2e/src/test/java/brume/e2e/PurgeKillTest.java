package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.id.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `kill -9` in the middle of the purge of a project with a few dozen things.
final class PurgeKillTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// A look at all that there is costs more than waiting does.
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int SERVERS = 12;
    /// More than a purge takes at two looks: it can't be over before it is killed.
    private static final int PORTS = 250;
    private static final List<String> COUNTS = List.of(
            "instance where deleted_at is null and project = ?",
            "image where deleted_at is null and owner = ?",
            "server_group where project = ?",
            "network where project = ?",
            "subnet where project = ?",
            "port where project = ?",
            "router where project = ?",
            "floating_ip where project = ?",
            "security_group where project = ?",
            "quota_limit where project = ?");
    private static final String LEFT = COUNTS.stream()
            .map(rows -> "(select count(*) from " + rows + ")")
            .collect(Collectors.joining(" + ", "select ", " as n"));

    private CloudProcess cloud;

    @BeforeEach
    void start() {
        cloud = CloudProcess.start("--simulate", "--hosts", "2");
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void aPurgeThatIsKilledTwiceEndsByItselfAndNothingIsLeftOver() {
        var fittings = new Fittings(admin());
        var outside = fittings.external();
        var image = fittings.image("mini");
        var flavor = fittings.flavor("purge.nano", "p42", 64, 1);
        var before = Holdings.of(cloud, admin());
        var project = fill(outside, image, flavor);
        int whole = left(project);
        assertThat(whole).isGreaterThan(PORTS);

        door().put("/admin/purges/" + project, Map.of());
        int amid = killed(project);
        Awaitility.await("some of it is gone")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> left(project) < whole);
        amid += killed(project);
        assertThat(amid).as("kills before the purge had ended").isPositive();

        eventually(
                "the purge ends",
                () -> assertThat(door().get("/admin/purges/" + project)
                                .path("purge")
                                .path("done")
                                .asBoolean())
                        .isTrue());
        assertThat(left(project)).isZero();
        assertThat(admin().find("identity", "/v3/projects/" + Ids.plain(project)))
                .isEmpty();
        eventually(
                "nothing is left over",
                () -> assertThat(Holdings.of(cloud, admin())).isEqualTo(before));
        assertThat(new Books(cloud.sql()).contradictions()).isEmpty();
        assertThat(new Auditor(cloud.api(), admin()).findings()).isEmpty();
        assertThat(cloud.command("stuck").exit()).isZero();
        assertThat(cloud.command("project", "purge", project.toString(), "--dry-run")
                        .exit())
                .as("there is no such project")
                .isNotZero();
    }

    /// Kills the cloud, and starts it again.
    ///
    /// @return 1 when the purge had not ended by then
    private int killed(UUID project) {
        cloud.kill();
        boolean open =
                cloud.sql().exists("select 1 from project_purge where project = ? and ended_at is null", project);
        System.out.println(
                "killed with " + left(project) + " things left, the purge " + (open ? "under way" : "at its end"));
        cloud.start();
        return open ? 1 : 0;
    }

    /// How much of the project there is.
    private int left(UUID project) {
        return cloud.sql()
                .only(
                        LEFT,
                        row -> (int) row.whole("n"),
                        Collections.nCopies(COUNTS.size(), project).toArray());
    }

    /// A project with some of everything.
    private UUID fill(String outside, String image, String flavor) {
        var admin = admin();
        var id = admin.post("identity", "/v3/projects", Map.of("project", Map.of("name", "going")))
                .path("project")
                .path("id")
                .asString();
        var member = admin.get("identity", "/v3/roles?name=member")
                .path("roles")
                .path(0)
                .path("id")
                .asString();
        var user = admin.session().user();
        admin.put("identity", "/v3/projects/" + id + "/users/" + user + "/roles/" + member, null);
        admin.put("compute", "/v2.1/os-quota-sets/" + id, Map.of("quota_set", Map.of("instances", 20)));
        var access = cloud.admin();
        var tenant =
                new OpenStack(OpenStack.http(), Access.of(access.auth(), access.user(), access.password(), "going"));
        var networks = new ArrayList<String>();
        var subnets = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            networks.add(made(tenant, "networks", "network", Map.of("name", "n" + i)));
            subnets.add(made(
                    tenant,
                    "subnets",
                    "subnet",
                    Map.of("network_id", networks.get(i), "cidr", "10." + i + ".0.0/24", "ip_version", 4)));
            made(tenant, "security-groups", "security_group", Map.of("name", "g" + i));
            tenant.post(
                    "compute",
                    "/v2.1/os-server-groups",
                    Map.of("server_group", Map.of("name", "s" + i, "policies", List.of("affinity"))));
            tenant.post("image", "/v2/images", Map.of("name", "i" + i));
        }
        var port = Map.of("network_id", networks.getLast());
        tenant.post("network", "/v2.0/ports", Map.of("ports", Collections.nCopies(PORTS, port)));
        var router = made(
                tenant,
                "routers",
                "router",
                Map.of("name", "r", "external_gateway_info", Map.of("network_id", outside)));
        for (var subnet : subnets)
            tenant.put("network", "/v2.0/routers/" + router + "/add_router_interface", Map.of("subnet_id", subnet));
        for (int i = 0; i < 3; i++) made(tenant, "floatingips", "floatingip", Map.of("floating_network_id", outside));
        var server = Map.of(
                "name",
                "web",
                "flavorRef",
                flavor,
                "imageRef",
                image,
                "min_count",
                SERVERS,
                "max_count",
                SERVERS,
                "networks",
                List.of(Map.of("uuid", networks.getFirst())));
        tenant.post("compute", "/v2.1/servers", Map.of("server", server));
        eventually(
                "servers are up",
                () -> assertThat(tenant.get("compute", "/v2.1/servers?status=ACTIVE")
                                .path("servers"))
                        .hasSize(SERVERS));
        return Ids.parse(id).orElseThrow();
    }

    private static String made(OpenStack tenant, String path, String kind, Map<String, Object> body) {
        return tenant.post("network", "/v2.0/" + path, Map.of(kind, body))
                .path(kind)
                .path("id")
                .asString();
    }

    private AdminDoor door() {
        return new AdminDoor(cloud.api(), admin());
    }

    private OpenStack admin() {
        return new OpenStack(OpenStack.http(), cloud.admin());
    }

    private static void eventually(String what, ThrowingRunnable claim) {
        Awaitility.await(what).atMost(PATIENCE).pollInterval(LOOK).untilAsserted(claim);
    }
}
