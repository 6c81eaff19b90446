package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.base.json.Json;
import brume.cloud.access.Caller;
import brume.cloud.compute.ServerGroup;
import brume.cloud.identity.Projects;
import brume.cloud.network.NetworkVerbs;
import brume.cloud.network.NetworkWish;
import brume.cloud.upkeep.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Projects that go with all that they have.
final class PurgeTest {
    private static final Caller OPERATOR = Caller.cloud("req-operator");
    private TestCloud cloud;
    private UUID project;
    private Tenant tenant;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(2);
        cloud.settle();
        var wanted = new Projects.Wanted(
                Optional.of("default"), Optional.empty(), "going", "", true, List.of(), Json.object(), Json.object());
        project = cloud.control().identity().projects().create(OPERATOR, wanted).id();
        tenant = new Tenant(cloud, project);
        cloud.control()
                .compute()
                .serverGroups()
                .create(tenant.caller, "g", ServerGroup.Policy.AFFINITY, Optional.empty());
        var outside = new Outside(cloud);
        outside.router(tenant);
        var web = tenant.create("web");
        tenant.create("db");
        cloud.pass(Duration.ofSeconds(2));
        outside.floating(tenant, Optional.of(tenant.ports(web).getFirst().port()));
        outside.floating(tenant, Optional.empty());
        cloud.settle();
    }

    @AfterEach
    void stop() {
        assertThat(cloud.control().placement().audit(cloud.sql())).isEmpty();
        cloud.close();
    }

    private boolean done() {
        return cloud.control().purges().get(OPERATOR, project).ended().isPresent();
    }

    private void allIsGone(boolean kept) {
        assertThat(done()).isTrue();
        assertThat(cloud.sql().exists("select 1 from instance where deleted_at is null and project = ?", project))
                .isFalse();
        assertThat(cloud.sql().exists("select 1 from image where deleted_at is null and owner = ?", project))
                .isFalse();
        for (var table : List.of(
                "network", "subnet", "port", "router", "floating_ip", "server_group", "quota_limit", "network_share")) {
            assertThat(cloud.sql().exists("select 1 from " + table + " where project = ?", project))
                    .as(table)
                    .isFalse();
        }
        assertThat(cloud.sql().exists("select 1 from residence")).isFalse();
        assertThat(cloud.sql().exists("select 1 from claim")).isFalse();
        assertThat(cloud.control().identity().project(project).isPresent()).isEqualTo(kept);
    }

    @Test
    void allOfAProjectGoes() {
        cloud.control().purges().begin(OPERATOR, project, false);
        cloud.pass(Duration.ofMinutes(1));
        allIsGone(false);
        assertThat(cloud.control().purges().get(OPERATOR, project).removed()).isGreaterThanOrEqualTo(7);
        assertThat(cloud.control().stuck().list(OPERATOR, Optional.empty(), 10)).isEmpty();
    }

    @Test
    void aProjectThatIsToGoAfterAllGoesThoughItsResourcesAreGoingAlready() {
        var purges = cloud.control().purges();
        purges.begin(OPERATOR, project, true);
        Meanwhile.<Boolean>during(
                cloud.sql(),
                tx -> tx.query("select 1 from server_group where project = ? for update", row -> 1, project),
                tx -> {},
                List.of(
                        () -> {
                            cloud.pass(Duration.ofMinutes(1));
                            return true;
                        },
                        () -> purges.begin(OPERATOR, project, false).keep()));
        cloud.pass(Duration.ofMinutes(1));
        allIsGone(false);
    }

    /// The process ends after one step, after two more, after three more …, until nothing is left.
    @Test
    void itGoesOnAfterTheControlDiedBetweenAnyTwoSteps() {
        cloud.control().purges().begin(OPERATOR, project, false);
        int deaths = 0;
        while (!done()) {
            for (int step = 0; step <= deaths; step++) if (!cloud.step()) cloud.pass(Duration.ofSeconds(1));
            cloud.restart();
            assertThat(++deaths).isLessThan(200);
        }
        assertThat(deaths).isGreaterThan(5);
        cloud.pass(Duration.ofMinutes(2));
        allIsGone(false);
    }

    @Test
    void nothingNewIsLetInMeanwhile() {
        cloud.control().purges().begin(OPERATOR, project, true);
        assertThatThrownBy(() -> tenant.create("new"))
                .isInstanceOf(CloudFault.Conflict.class)
                .hasMessageContaining("it is being purged");
        assertThatThrownBy(this::network).hasMessageContaining("it is being purged");
        assertThatThrownBy(() -> tenant.image(
                        tenant.described(brume.cloud.image.DiskFormat.RAW, brume.cloud.image.ContainerFormat.BARE)))
                .hasMessageContaining("it is being purged");
        cloud.pass(Duration.ofMinutes(1));
        allIsGone(true);
        network();
    }

    private void network() {
        cloud.control()
                .networks()
                .networks()
                .create(tenant.caller, List.of(new NetworkVerbs.Draft(Optional.empty(), NetworkWish.named("new"))));
    }

    @Test
    void oneThatIsHeldUpIsToldOfAsStuck() {
        cloud.control().purges().begin(OPERATOR, project, false);
        // Somebody came to the network before it was closed to others.
        cloud.sql().update("""
            insert into port (id, project, name, description, created_at, updated_at, network, mac, admin_up, device,
                              owner, port_security, pairs, dhcp_options, vnic, profile, wanted_host)
            select ?, ?, '', '', created_at, created_at, id, '02:00:00:00:00:01', true, '', '', false, '[]', '[]',
                   'normal', '{}', '' from network where project = ?
            """, new UUID(7, 7), UUID.randomUUID(), project);
        cloud.pass(Duration.ofMinutes(30));
        var stuck = cloud.control().stuck().list(OPERATOR, Optional.empty(), 10);
        assertThat(stuck).anySatisfy(late -> {
            assertThat(late.work()).isEqualTo(Work.PROJECT_PURGE);
            assertThat(late.fault().orElseThrow()).contains("still in use on the network");
            assertThat(late.request()).hasValue("req-operator");
        });
        cloud.control().networks().ports().delete(OPERATOR, new UUID(7, 7));
        cloud.pass(Duration.ofMinutes(3));
        allIsGone(false);
    }

    @Test
    void aProjectThatStillHasInstancesIsNotDeleted() {
        assertThatThrownBy(() -> cloud.control().identity().projects().delete(OPERATOR, project))
                .isInstanceOf(CloudFault.Conflict.class)
                .hasMessageContaining("instance");
        assertThat(cloud.control().identity().project(project)).isPresent();
        tenant.create("still-open");
    }
}
