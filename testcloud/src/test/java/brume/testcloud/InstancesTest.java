package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.cloud.compute.Condition;
import brume.cloud.compute.Instance;
import brume.cloud.compute.Instances;
import brume.cloud.quota.Limit;
import brume.host.hypervisor.Guest;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class InstancesTest {
    private TestCloud cloud;
    private Tenant tenant;
    private Instances instances;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(2);
        settle();
        tenant = new Tenant(cloud);
        instances = cloud.control().compute().instances();
    }

    @AfterEach
    void stop() {
        assertThat(cloud.control().placement().audit(cloud.sql())).isEmpty();
        cloud.close();
    }

    /// Guests wait a moment for their ports.
    private void settle() {
        cloud.pass(Duration.ofSeconds(2));
    }

    private Condition condition(Instance instance) {
        return tenant.find(instance).instance().condition();
    }

    private void nothingIsLeft() {
        settle();
        for (var table : new String[] {"residence", "claim", "port"}) {
            assertThat(cloud.sql()
                            .exists("select 1 from " + table
                                    + (table.equals("port") ? " where owner like 'compute:%'" : "")))
                    .as(table)
                    .isFalse();
        }
        for (int host = 1; host <= 2; host++)
            assertThat(cloud.host(host).hypervisor().guests()).isEmpty();
    }

    @Test
    void whatIsAskedForRunsAndWhatIsDeletedIsGone() {
        var web = tenant.create("web");
        assertThat(condition(web)).isEqualTo(Condition.BUILDING);
        settle();
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
        assertThat(tenant.guest(web))
                .hasValueSatisfying(g -> assertThat(g.state()).isEqualTo(Guest.State.RUNNING));
        instances.delete(tenant.caller, web.id());
        settle();
        assertThatThrownBy(() -> tenant.find(web)).isInstanceOf(CloudFault.NotFound.class);
        nothingIsLeft();
    }

    @Test
    void itStopsStartsPausesAndReboots() {
        var web = tenant.create("web");
        settle();
        instances.stop(tenant.caller, web.id(), Set.of(Condition.RUNNING));
        settle();
        assertThat(condition(web)).isEqualTo(Condition.STOPPED);
        instances.start(tenant.caller, web.id(), Set.of(Condition.STOPPED));
        settle();
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
        instances.pause(tenant.caller, web.id(), Set.of(Condition.RUNNING));
        settle();
        assertThat(condition(web)).isEqualTo(Condition.PAUSED);
        assertThat(tenant.guest(web))
                .hasValueSatisfying(g -> assertThat(g.state()).isEqualTo(Guest.State.PAUSED));
        instances.unpause(tenant.caller, web.id(), Set.of(Condition.PAUSED));
        settle();
        instances.reboot(tenant.caller, web.id(), Set.of(Condition.RUNNING), true);
        assertThat(condition(web)).isEqualTo(Condition.REBOOTING);
        settle();
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
        assertThat(tenant.guest(web))
                .hasValueSatisfying(g -> assertThat(g.boots()).isEqualTo(3));
    }

    @Test
    void aVerbThatDoesNotSuitTheConditionIsRefused() {
        var web = tenant.create("web");
        settle();
        assertThatThrownBy(() -> instances.start(tenant.caller, web.id(), Set.of(Condition.STOPPED)))
                .isInstanceOf(CloudFault.Conflict.class);
    }

    @Test
    void theOppositeCommandWins() {
        var web = tenant.create("web");
        settle();
        instances.stop(tenant.caller, web.id(), Set.of(Condition.RUNNING));
        instances.start(tenant.caller, web.id(), Set.of(Condition.STOPPED));
        settle();
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
    }

    @Test
    void aGuestThatWasToPauseWhenItsHostWasAwayGoesOn() {
        var web = tenant.create("web");
        settle();
        tenant.host(web).vanish();
        instances.pause(tenant.caller, web.id(), Set.of(Condition.RUNNING));
        settle();
        instances.unpause(tenant.caller, web.id(), Set.of(Condition.PAUSED));
        settle();
        tenant.host(web).comeBack();
        settle();
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
        assertThat(tenant.guest(web))
                .hasValueSatisfying(g -> assertThat(g.state()).isEqualTo(Guest.State.RUNNING));
    }

    @Test
    void whatWasNotDoneInTimeIsToldToItsHostAllTheSame() {
        var web = tenant.create("web");
        settle();
        instances.pause(tenant.caller, web.id(), Set.of(Condition.RUNNING));
        settle();
        instances.unpause(tenant.caller, web.id(), Set.of(Condition.PAUSED));
        // As after a control that was away for long, before it had looked at this.
        cloud.sql().update("update instance set task_deadline = task_since where id = ?", web.id());
        settle();
        assertThat(tenant.guest(web))
                .hasValueSatisfying(g -> assertThat(g.state()).isEqualTo(Guest.State.RUNNING));
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
    }

    @Test
    void aGuestThatShutsItselfDownIsStopped() {
        var web = tenant.create("web");
        settle();
        var home = tenant.find(web).home().orElseThrow();
        tenant.host(web).hypervisor().shutDownInside(home.id());
        settle();
        assertThat(condition(web)).isEqualTo(Condition.STOPPED);
        instances.start(tenant.caller, web.id(), Set.of(Condition.STOPPED));
        settle();
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
    }

    @Test
    void aGuestWhoseProcessIsLostIsBootedAgainAndItSaysSo() {
        var web = tenant.create("web");
        settle();
        var home = tenant.find(web).home().orElseThrow();
        tenant.host(web).hypervisor().lose(home.id());
        cloud.pass(Duration.ofMinutes(1));
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
        assertThat(tenant.guest(web))
                .hasValueSatisfying(g -> assertThat(g.state()).isEqualTo(Guest.State.RUNNING));
        assertThat(tenant.find(web).instance().fault())
                .hasValueSatisfying(f -> assertThat(f.message()).contains("lost"));
    }

    @Test
    void aHostThatFailsTwiceIsAskedAgain() {
        cloud.host(1).hypervisor().failNext(2);
        cloud.host(2).hypervisor().failNext(2);
        var web = tenant.create("web");
        cloud.pass(Duration.ofSeconds(30));
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
    }

    @Test
    void whereNoHostHasRoomTheErrorNamesTheFilterAndTheNearestMiss() {
        cloud.sql().update("update inventory set capacity = 1024 where class = 'MEMORY'");
        var web = tenant.create("web");
        settle();
        assertThat(condition(web)).isEqualTo(Condition.FAILED);
        assertThat(tenant.find(web).instance().fault().orElseThrow().message())
                .startsWith(
                        "No valid host was found: all have too little memory free.\n2 of 2 hosts dropped by RamFilter; nearest miss: sim-00");
        instances.delete(tenant.caller, web.id());
        nothingIsLeft();
    }

    @Test
    void whatTheLimitsDoNotLeaveRoomForIsRefusedWhole() {
        cloud.sql().run(tx -> cloud.control().quotas().set(tx, tenant.project, Limit.INSTANCES, 2));
        assertThatThrownBy(() -> tenant.create(tenant.request("web", "42", 3)))
                .isInstanceOf(CloudFault.OverQuota.class);
        tenant.create(tenant.request("web", "42", 2));
        assertThatThrownBy(() -> tenant.create("more")).isInstanceOf(CloudFault.OverQuota.class);
    }

    @Test
    void deleteWorksWhileItIsBuilt() {
        var web = tenant.create("web");
        instances.delete(tenant.caller, web.id());
        nothingIsLeft();
    }

    @Test
    void onAHostThatCannotBeReachedItIsGoneAtOnceAndItsRoomStaysHeld() {
        var web = tenant.create("web");
        settle();
        var host = tenant.find(web).home().orElseThrow().host();
        cloud.sql().update("update host set connected = false where id = ?", host.value());
        // The agent does not hear of the tombstone.
        tenant.host(web).agent().close();
        instances.delete(tenant.caller, web.id());
        settle();
        assertThatThrownBy(() -> tenant.find(web)).isInstanceOf(CloudFault.NotFound.class);
        assertThat(instances.usage(tenant.project).instances()).isZero();
        assertThat(cloud.sql().exists("select 1 from claim")).isTrue();
    }

    @Test
    void anotherTenantsInstanceIsNotFound() {
        var web = tenant.create("web");
        var other = new Tenant(cloud);
        assertThatThrownBy(() -> instances.find(other.caller, web.id())).isInstanceOf(CloudFault.NotFound.class);
        assertThatThrownBy(() -> instances.delete(other.caller, web.id())).isInstanceOf(CloudFault.NotFound.class);
    }

    @Test
    void manyInOneRequestAreAllThere() {
        var many = tenant.create(tenant.request("web", "42", 20));
        settle();
        assertThat(many).allSatisfy(each -> assertThat(condition(each)).isEqualTo(Condition.RUNNING));
        assertThat(many.stream()
                        .map(each -> tenant.find(each).instance().label().name()))
                .contains("web-1", "web-20");
    }
}
