package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import brume.cloud.compute.Condition;
import brume.cloud.compute.Instance;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How long what was deleted stays known.
final class ReaperTest {
    private TestCloud cloud;
    private Tenant tenant;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(1);
        settle();
        tenant = new Tenant(cloud);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private void settle() {
        cloud.pass(Duration.ofSeconds(2));
    }

    /// One that is gone, as if `days` had passed since.
    private Instance gone(String name, int days) {
        var made = tenant.create(name);
        settle();
        cloud.control().compute().instances().stop(tenant.caller, made.id(), Set.of(Condition.RUNNING));
        settle();
        cloud.control().compute().instances().delete(tenant.caller, made.id());
        settle();
        age(made.id(), days);
        return made;
    }

    private void age(UUID instance, int days) {
        cloud.sql()
                .update(
                        "update instance set deleted_at = deleted_at - make_interval(days => ?) where id = ?",
                        days,
                        instance);
    }

    private long rows(String table, String column, UUID instance) {
        return cloud.sql()
                .only(
                        "select count(*) as n from " + table + " where " + column + " = ?",
                        row -> row.whole("n"),
                        instance);
    }

    @Test
    void afterItsTimeNothingOfADeletedInstanceIsLeft() {
        var old = gone("old", 31);
        var young = gone("young", 29);
        cloud.pass(Duration.ofMinutes(2));
        var links = cloud.sql().query("""
                        select conrelid::regclass::text as name, attname as col
                          from pg_constraint c join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]
                         where contype = 'f' and confrelid = 'instance'::regclass
                        """, row -> new String[] {row.text("name"), row.text("col")});
        assertThat(links).hasSizeGreaterThan(3);
        for (var link : links) {
            assertThat(rows(link[0], link[1], old.id())).as(link[0]).isZero();
        }
        assertThat(rows("instance", "id", old.id())).isZero();
        assertThat(rows("instance", "id", young.id())).isOne();
        assertThat(rows("instance_action", "instance", young.id())).isPositive();
    }

    /// Else its deletion would fail for ever at the first row that hangs on it.
    @Test
    void whateverHangsOnAnInstanceGoesWithItButItsHome() {
        assertThat(cloud.sql().query("""
                        select conrelid::regclass::text as name from pg_constraint
                         where contype = 'f' and confrelid = 'instance'::regclass and confdeltype <> 'c'
                        """, row -> row.text("name"))).containsExactly("residence");
    }

    @Test
    void oneThatItsHostHasNotConfirmedStays() {
        var web = tenant.create("web");
        settle();
        cloud.host(1).vanish();
        cloud.control().compute().instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofMinutes(5));
        age(web.id(), 100);
        cloud.pass(Duration.ofMinutes(2));
        assertThat(rows("instance", "id", web.id())).isOne();
        cloud.host(1).comeBack();
        cloud.pass(Duration.ofMinutes(2));
        assertThat(rows("instance", "id", web.id())).isZero();
    }

    @Test
    void manyGoInBatches() {
        var old = gone("old", 31);
        cloud.sql().update("""
                insert into instance
                select (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid()))).*
                  from instance i, generate_series(1, 450) where i.id = ?
                """, old.id());
        cloud.pass(Duration.ofMinutes(2));
        assertThat(cloud.sql().exists("select 1 from instance")).isFalse();
    }

    @Test
    void oneThatShouldBeGoneAndIsNotIsTold() {
        var old = gone("old", 29);
        assertThat(reaps()).isZero();
        age(old.id(), 2);
        assertThat(reaps()).isOne();
    }

    private long reaps() {
        return cloud.control().compute().watches().stream()
                .filter(watch -> watch.work().word().equals("instance.reap"))
                .mapToLong(watch -> watch.look()
                        .late(cloud.sql(), cloud.control().clock().instant(), Optional.empty(), 10)
                        .size())
                .sum();
    }
}
