package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.cloud.hosts.HostListener;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.SecurityGroupSpec;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HostsTest {
    private static SecurityGroupSpec group(UUID id, String member) {
        return new SecurityGroupSpec(id, true, List.of(), List.of(member));
    }

    @Test
    void whatAHostIsToldItHoldsAndWhatItIsToldToDropIsGone() {
        try (var cloud = TestCloud.stepped(2)) {
            cloud.settle();
            var hosts = cloud.control().hosts();
            assertThat(hosts.all(cloud.sql())).hasSize(2).allMatch(host -> host.connected());
            var id = new UUID(5, 5);
            var key = new ItemKey(ItemKey.Kind.SECURITY_GROUP, id);
            var first = cloud.host(1);
            cloud.sql().run(tx -> hosts.orders().hold(tx, first.facts().host(), group(id, "10.0.0.1")));
            cloud.settle();
            assertThat(first.network().item(key)).hasValue(group(id, "10.0.0.1"));
            assertThat(cloud.host(2).network().item(key)).isEmpty();
            cloud.sql().run(tx -> hosts.orders().remove(tx, first.facts().host(), key));
            cloud.settle();
            assertThat(first.network().item(key)).isEmpty();
            assertThat(hosts.orders().anywhere(cloud.sql(), key)).isFalse();
        }
    }

    @Test
    void aLostHostIsRecordedAsLostEvenWhenTheDatabaseFailsAtFirst() {
        try (var cloud = TestCloud.stepped(1)) {
            cloud.settle();
            var hosts = cloud.control().hosts();
            var failures = new AtomicInteger(2);
            hosts.listen(new HostListener() {
                @Override
                public void lost(Tx tx, HostId host) {
                    if (failures.getAndDecrement() > 0) throw new CloudFault.Unavailable("the database is away");
                }
            });
            cloud.host(1).vanish();
            cloud.settle();
            assertThat(hosts.all(cloud.sql())).allMatch(host -> host.connected());
            cloud.pass(Duration.ofSeconds(5));
            assertThat(hosts.all(cloud.sql())).noneMatch(host -> host.connected());
            cloud.host(1).comeBack();
            cloud.pass(Duration.ofSeconds(5));
            assertThat(hosts.all(cloud.sql())).allMatch(host -> host.connected());
        }
    }

    @Test
    void aHostThatIsBackIsNotLostAfterwards() {
        try (var cloud = TestCloud.stepped(1)) {
            cloud.settle();
            var hosts = cloud.control().hosts();
            var failures = new AtomicInteger(1);
            hosts.listen(new HostListener() {
                @Override
                public void lost(Tx tx, HostId host) {
                    if (failures.getAndDecrement() > 0) throw new CloudFault.Unavailable("the database is away");
                }
            });
            cloud.host(1).vanish();
            cloud.host(1).comeBack();
            cloud.pass(Duration.ofSeconds(5));
            assertThat(hosts.all(cloud.sql())).allMatch(host -> host.connected());
        }
    }

    @Test
    void throughABadLineEverythingArrivesInTheEnd() {
        for (long seed = 1; seed <= 5; seed++) {
            try (var cloud = TestCloud.faulty(3, seed)) {
                cloud.settle();
                var hosts = cloud.control().hosts();
                for (int i = 0; i < 40; i++) {
                    var id = new UUID(6, i % 10);
                    var host = cloud.host(i % 3 + 1).facts().host();
                    int number = i;
                    cloud.sql().run(tx -> {
                        if (number % 7 == 6)
                            hosts.orders().remove(tx, host, new ItemKey(ItemKey.Kind.SECURITY_GROUP, id));
                        else hosts.orders().hold(tx, host, group(id, "10.0.0." + number));
                    });
                    cloud.pass(Duration.ofMillis(200));
                }
                cloud.pass(Duration.ofMinutes(5));
                for (int h = 1; h <= 3; h++) {
                    var host = cloud.host(h);
                    var told =
                            hosts.orders().held(cloud.sql(), host.facts().host(), List.of(ItemKey.Kind.SECURITY_GROUP));
                    assertThat(host.network().items()).as("seed " + seed).containsExactlyInAnyOrderElementsOf(told);
                }
                assertThat(cloud.sql().exists("select 1 from host_order where seen < generation or spec is null"))
                        .isFalse();
            }
        }
    }
}
