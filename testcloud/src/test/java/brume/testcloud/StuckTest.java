package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;
import brume.cloud.network.Listing;
import brume.cloud.upkeep.Overdue;
import brume.cloud.upkeep.Stuck;
import brume.cloud.upkeep.Work;
import brume.contract.ItemKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StuckTest {
    private static final Caller OPERATOR = Caller.cloud("req-operator");
    private TestCloud cloud;
    private Tenant tenant;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(1);
        cloud.settle();
        tenant = new Tenant(cloud);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private List<Overdue> stuck() {
        return cloud.control().stuck().list(OPERATOR, Optional.empty(), 100);
    }

    @Test
    void nothingIsStuckOnAGoodDay() {
        for (int i = 0; i < 3; i++) tenant.create("web" + i);
        cloud.pass(Duration.ofHours(1));
        assertThat(stuck()).isEmpty();
    }

    @Test
    void whatAHostFailsToHoldIsToldWithItsFault() {
        var network = cloud.control()
                .networks()
                .networks()
                .list(tenant.caller, Listing.ALL)
                .getFirst();
        var key = new ItemKey(ItemKey.Kind.NETWORK, network.id());
        cloud.host(1).network().refuse(key, true);
        tenant.create("web");
        cloud.pass(Duration.ofMinutes(3));
        assertThat(stuck()).filteredOn(late -> late.work() == Work.HOST_ORDER).anySatisfy(late -> {
            assertThat(late.kind()).isEqualTo("network");
            assertThat(late.id()).isEqualTo(network.id().toString());
            assertThat(late.fault())
                    .hasValueSatisfying(fault -> assertThat(fault).contains("simulated fault"));
            assertThat(late.freedBy()).isEqualTo("host sim-001 manages to hold it");
        });
        cloud.host(1).network().refuse(key, false);
        cloud.pass(Duration.ofMinutes(10));
        assertThat(stuck()).isEmpty();
    }

    @Test
    void pagesHoldEachOnce() {
        for (int i = 0; i < 4; i++) {
            var network = cloud.control()
                    .networks()
                    .networks()
                    .list(tenant.caller, Listing.ALL)
                    .getFirst();
            cloud.host(1).network().refuse(new ItemKey(ItemKey.Kind.NETWORK, network.id()), true);
            tenant.create("web" + i);
        }
        cloud.pass(Duration.ofMinutes(3));
        var all = stuck();
        var paged = new ArrayList<Overdue>();
        for (var page = cloud.control().stuck().list(OPERATOR, Optional.empty(), 2); !page.isEmpty(); ) {
            paged.addAll(page);
            page = cloud.control().stuck().list(OPERATOR, Optional.of(Stuck.marker(page.getLast())), 2);
        }
        assertThat(all).hasSizeGreaterThan(2);
        assertThat(paged).isEqualTo(all);
    }

    @Test
    void noTenantSeesIt() {
        assertThatThrownBy(() -> cloud.control().stuck().list(tenant.caller, Optional.empty(), 10))
                .isInstanceOf(CloudFault.Forbidden.class);
        assertThatThrownBy(() -> cloud.control().stuck().list(OPERATOR, Optional.of("host.order/x"), 10))
                .isInstanceOf(CloudFault.Invalid.class);
    }
}
