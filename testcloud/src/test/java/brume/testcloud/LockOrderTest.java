package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.sql.Tx;
import brume.cloud.compute.Instance;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Reports of hosts lock orders first, and residences then. Whoever does it the other way round would meet them in a
/// deadlock.
final class LockOrderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void whoLooksAtAnInstanceWaitsForItsOrderAndKeepsNoReportWaiting() {
        try (var cloud = TestCloud.live(1)) {
            var tenant = new Tenant(cloud);
            var web = running(cloud, tenant);
            var host = tenant.host(web);
            var residence = tenant.find(web).home().orElseThrow().id();

            cloud.sql().run(tx -> {
                assertThat(locked(tx, "item", "host_order where kind = 'GUEST' for update"))
                        .containsExactly(residence);
                host.hypervisor().shutDownInside(residence);
                Awaitility.await("somebody wants to tell the host")
                        .atMost(PATIENCE)
                        .until(() -> cloud.sql().exists("select 1 from pg_locks where not granted"));
                assertThat(locked(tx, "id", "residence for update")).containsExactly(residence);
                // As a change of what belongs to it has it.
                assertThat(locked(tx, "id", "instance for key share")).containsExactly(web.id());
            });
            Awaitility.await("it is stopped for its owner")
                    .atMost(PATIENCE)
                    .until(() -> tenant.find(web).instance().power() == Instance.Power.STOPPED);
        }
    }

    @Test
    void aReportOfALossWaitsForNobodyWhoIsAtTheInstance() {
        try (var cloud = TestCloud.live(1)) {
            var tenant = new Tenant(cloud);
            var web = running(cloud, tenant);
            var residence = tenant.find(web).home().orElseThrow().id();

            cloud.sql().run(tx -> {
                // As a verb has it, that is about to tell the host.
                assertThat(locked(tx, "id", "instance for no key update")).containsExactly(web.id());
                tenant.host(web).hypervisor().lose(residence);
                Awaitility.await("the loss is written, with nothing of the report left locked")
                        .atMost(PATIENCE)
                        .until(() -> cloud.sql().exists("select 1 from residence where losses = 1"));
                assertThat(locked(tx, "item", "host_order where kind = 'GUEST' for update"))
                        .containsExactly(residence);
            });
            Awaitility.await("the instance says so")
                    .atMost(PATIENCE)
                    .until(() -> tenant.find(web)
                            .instance()
                            .fault()
                            .filter(fault -> fault.message().contains("lost"))
                            .isPresent());
        }
    }

    private static Instance running(TestCloud cloud, Tenant tenant) {
        var web = tenant.create("web");
        Awaitility.await("it is up, and its host has nothing more to say")
                .atMost(PATIENCE)
                .until(() -> tenant.guest(web).isPresent()
                        && tenant.find(web).instance().task().isEmpty()
                        && !cloud.sql().exists("select 1 from host_order where seen < generation"));
        return web;
    }

    private static List<UUID> locked(Tx tx, String id, String rows) {
        return tx.query("select " + id + " as id from " + rows + " skip locked", row -> row.uuid("id"));
    }
}
