package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a cloud asks of its database does not grow with its hosts.
final class CostTest {
    private static final Duration UP = Duration.ofSeconds(2);

    /// Statements of a request, once the first has made what each project has but once.
    private static long asked(TestCloud cloud, Tenant tenant, int count) {
        long before = cloud.trips();
        tenant.create(tenant.request("some", "42", count));
        return cloud.trips() - before;
    }

    private static long asked(int hosts) {
        try (var cloud = TestCloud.stepped(hosts)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            tenant.create("first");
            return asked(cloud, tenant, 1);
        }
    }

    @Test
    void aRequestAsksAsMuchWhateverTheNumberOfHosts() {
        assertThat(asked(150)).isLessThanOrEqualTo(asked(70));
    }

    @Test
    void aRequestForManyAsksAsMuchAsOneForFew() {
        try (var cloud = TestCloud.stepped(30)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            tenant.create("first");
            long few = asked(cloud, tenant, 2);
            assertThat(asked(cloud, tenant, 8)).isEqualTo(few);
        }
    }

    /// Who writes has a number: that many transactions have written.
    private static long written(TestCloud cloud) {
        return cloud.sql()
                .query("select pg_current_xact_id()::text::bigint as n", row -> row.whole("n"))
                .getFirst();
    }

    @Test
    void aGuestThatComesUpIsWrittenFewTimes() {
        try (var cloud = TestCloud.stepped(1)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            tenant.create("first");
            cloud.pass(UP);
            long transactions = written(cloud);
            long statements = cloud.trips();
            var second = tenant.create("second");
            cloud.pass(UP);
            transactions = written(cloud) - transactions - 1;
            statements = cloud.trips() - statements;
            assertThat(tenant.find(second).instance().task()).isEmpty();
            assertThat(transactions).isLessThanOrEqualTo(5);
            assertThat(statements).isLessThanOrEqualTo(100);
        }
    }

    @Test
    void aHostThatHasLostAllIsToldForAFewStatementsOfEachGuest() {
        try (var cloud = TestCloud.stepped(1)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            tenant.create(tenant.request("some", "42", 8));
            cloud.pass(UP);
            var before = instances(cloud);
            long statements = cloud.trips();
            var host = cloud.anew(cloud.control());
            cloud.pass(UP);
            // Each guest is looked at, for whoever was told something else last; nothing of it is written.
            assertThat(cloud.trips() - statements).isLessThan(40 + 8 * 8);
            assertThat(instances(cloud)).isEqualTo(before).isNotEmpty();
            assertThat(host).isNotNull();
        }
    }

    /// Which transaction wrote each instance last.
    private static List<String> instances(TestCloud cloud) {
        return cloud.sql().query("select xmin || ' ' || id as v from instance order by 1", row -> row.text("v"));
    }
}
