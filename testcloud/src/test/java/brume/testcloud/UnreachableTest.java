package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.app.SimulatedHost;
import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;
import brume.cloud.compute.Instance;
import brume.cloud.compute.Instances;
import brume.cloud.upkeep.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is deleted on a host that can't be reached.
final class UnreachableTest {
    private TestCloud cloud;
    private Tenant tenant;
    private Instances instances;
    private Instance web;
    private SimulatedHost host;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(2);
        cloud.settle();
        tenant = new Tenant(cloud);
        instances = cloud.control().compute().instances();
        web = tenant.create("web");
        cloud.pass(Duration.ofSeconds(2));
        host = tenant.host(web);
    }

    @AfterEach
    void stop() {
        assertThat(cloud.control().placement().audit(cloud.sql())).isEmpty();
        cloud.close();
    }

    private String address(UUID instance) {
        return cloud.control()
                .networks()
                .ofInstances(cloud.sql(), List.of(instance))
                .get(instance)
                .getFirst()
                .fixedIps()
                .getFirst()
                .ip()
                .toString();
    }

    private boolean any(String table, Object... parameters) {
        return cloud.sql().exists("select 1 from " + table, parameters);
    }

    private void goneForItsOwner() {
        assertThatThrownBy(() -> tenant.find(web)).isInstanceOf(CloudFault.NotFound.class);
        assertThat(instances.usage(tenant.project).instances()).isZero();
        assertThat(any("port where instance is not null or owner like 'compute:%'"))
                .isFalse();
    }

    private void nothingIsHeld() {
        assertThat(any("residence")).isFalse();
        assertThat(any("claim")).isFalse();
        assertThat(any("port_binding")).isFalse();
        assertThat(any("port_address a where not exists (select 1 from port p where p.id = a.port)"))
                .isFalse();
        assertThat(any("host_order where spec is null")).isFalse();
    }

    @Test
    void itIsGoneAtOnceWithItsQuota() {
        host.vanish();
        cloud.settle();
        instances.delete(tenant.caller, web.id());
        cloud.settle();
        goneForItsOwner();
    }

    @Test
    void whatItSaidLastIsNotToBeHadAndItsHostIsNotNamed() {
        host.vanish();
        cloud.settle();
        assertThatThrownBy(() -> instances.console(tenant.caller, web.id(), 10))
                .isInstanceOf(CloudFault.Unavailable.class)
                .hasMessage("the host of instance " + web.id() + " does not answer");
    }

    @Test
    void itIsGoneAtOnceWhenTheHostVanishesWhileItGoes() {
        host.hypervisor().failNext(1000);
        instances.delete(tenant.caller, web.id());
        cloud.settle();
        assertThat(tenant.find(web).instance().deleted()).isFalse();
        host.vanish();
        cloud.settle();
        goneForItsOwner();
        host.hypervisor().failNext(0);
    }

    @Test
    void itsRoomAndAddressesStayHeldUntilTheHostHasConfirmed() {
        var address = address(web.id());
        host.vanish();
        instances.delete(tenant.caller, web.id());
        cloud.pass(Duration.ofHours(5));
        assertThat(any("claim where host = ?", host.facts().host().value())).isTrue();
        assertThat(any("port_address where host(ip) = ?", address)).isTrue();
        var other = tenant.create("other");
        cloud.pass(Duration.ofSeconds(2));
        assertThat(address(other.id())).isNotEqualTo(address);
        instances.delete(tenant.caller, other.id());
        cloud.pass(Duration.ofSeconds(2));
        var stuck = cloud.control().stuck().list(Caller.cloud("req-operator"), Optional.empty(), 100);
        assertThat(stuck)
                .anySatisfy(late -> {
                    assertThat(late.work()).isEqualTo(Work.INSTANCE_DEPARTURE);
                    assertThat(late.id()).isEqualTo(web.id().toString());
                    assertThat(late.request()).hasValue("req-test");
                    assertThat(late.freedBy())
                            .isEqualTo("host " + host.facts().name()
                                    + " comes back and confirms, or is fenced or removed");
                })
                .anySatisfy(late -> assertThat(late.work()).isEqualTo(Work.HOST_ORDER));
        assertThat(host.hypervisor().guests()).as("nobody told it").hasSize(1);
        host.comeBack();
        cloud.pass(Duration.ofMinutes(2));
        nothingIsHeld();
        assertThat(host.hypervisor().guests()).isEmpty();
        assertThat(host.network().items()).isEmpty();
    }

    @Test
    void whatARemovedHostHeldIsFreeAndItDoesNotComeBack() {
        var operator = Caller.cloud("req-operator");
        var hosts = cloud.control().hosts();
        var id = host.facts().host();
        assertThatThrownBy(() -> hosts.remove(operator, id)).hasMessageContaining("is connected");
        host.vanish();
        cloud.settle();
        assertThatThrownBy(() -> hosts.remove(operator, id)).hasMessageContaining("home of 1 instances");
        assertThatThrownBy(() -> hosts.remove(tenant.caller, id)).isInstanceOf(CloudFault.Forbidden.class);
        instances.delete(tenant.caller, web.id());
        cloud.settle();
        hosts.remove(operator, id);
        cloud.settle();
        nothingIsHeld();
        assertThat(hosts.find(cloud.sql(), id)).isEmpty();
        host.comeBack();
        cloud.pass(Duration.ofMinutes(5));
        assertThat(hosts.all(cloud.sql())).hasSize(1);
        assertThat(host.hypervisor().guests()).as("it was told nothing").hasSize(1);
    }
}
