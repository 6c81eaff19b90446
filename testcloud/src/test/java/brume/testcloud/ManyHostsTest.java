package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.HostId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What must hold when there are more hosts than are looked at for one placement.
final class ManyHostsTest {
    private static final int HOSTS = 150;
    private static final int FIT = 97;

    private static void leave(TestCloud cloud, List<Integer> enabled) {
        var hosts = cloud.control().hosts();
        cloud.sql().run(tx -> {
            for (int i = 1; i <= HOSTS; i++) {
                hosts.enable(tx, cloud.host(i).facts().host(), enabled.contains(i), Optional.empty());
            }
        });
    }

    @Test
    void theOneHostThatWillDoIsFoundAmongMany() {
        try (var cloud = TestCloud.stepped(HOSTS)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            leave(cloud, List.of(FIT));
            for (int i = 0; i < 3; i++) {
                var home = tenant.find(tenant.create("one-" + i)).home().orElseThrow();
                assertThat(home.host()).isEqualTo(cloud.host(FIT).facts().host());
            }
            leave(cloud, List.of());
            var refused = tenant.find(tenant.create("none"));
            assertThat(refused.home()).isEmpty();
            assertThat(refused.instance().fault().orElseThrow().message())
                    .contains("150 of 150 hosts dropped by ComputeFilter");
        }
    }

    @Test
    void theOneHostWithRoomIsFoundAmongMany() {
        try (var cloud = TestCloud.stepped(HOSTS)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            var last = cloud.host(FIT).facts().host();
            cloud.sql().update("update inventory set capacity = 0 where host <> ?", last.value());
            var home = tenant.find(tenant.create("one")).home().orElseThrow();
            assertThat(home.host()).isEqualTo(last);
        }
    }

    @Test
    void manyThatAreMadeAtOnceSpread() {
        try (var cloud = TestCloud.stepped(HOSTS)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            var made = tenant.create(tenant.request("some", "42", 8));
            Map<HostId, Long> homes = made.stream()
                    .map(instance -> tenant.find(instance).home().orElseThrow().host())
                    .collect(Collectors.groupingBy(host -> host, Collectors.counting()));
            assertThat(homes).hasSize(8);
        }
    }

    @Test
    void whatHostsTellAgainAfterAReconnectIsNotWrittenAgain() {
        try (var cloud = TestCloud.stepped(3)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            tenant.create(tenant.request("some", "42", 3));
            cloud.pass(Duration.ofSeconds(10));
            var before = versions(cloud);
            for (int i = 1; i <= 3; i++) cloud.host(i).agent().reconnect();
            cloud.pass(Duration.ofSeconds(10));
            assertThat(versions(cloud)).isEqualTo(before).isNotEmpty();
        }
    }

    /// Which transaction wrote each row last.
    private static List<String> versions(TestCloud cloud) {
        return cloud.sql().query("""
                select 'order' || xmin || item as v from host_order
                union all select 'residence' || xmin || id from residence
                union all select 'instance' || xmin || id from instance
                union all select 'binding' || xmin || port from port_binding
                union all select 'inventory' || xmin || host from inventory
                order by 1
                """, row -> row.text("v"));
    }
}
