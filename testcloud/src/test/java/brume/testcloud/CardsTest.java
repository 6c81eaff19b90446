package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import brume.cloud.compute.Instance;
import brume.cloud.network.FloatingWish;
import brume.cloud.network.PortWish;
import brume.cloud.network.SubnetWish;
import brume.cloud.network.address.Ip;
import brume.contract.GuestMetadata;
import brume.contract.ItemKey;
import brume.contract.PortSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What guests learn of their cards.
final class CardsTest {
    private TestCloud cloud;
    private Tenant tenant;
    private Outside outside;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(2);
        cloud.pass(Duration.ofSeconds(2));
        tenant = new Tenant(cloud);
        outside = new Outside(cloud);
        outside.router(tenant);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private GuestMetadata told(Instance instance) {
        var port = tenant.ports(instance).getFirst().port();
        return tenant.host(instance).network().metadata(port).orElseThrow();
    }

    @Test
    void aFloatingAddressThatComesLaterIsToldAtOnceAndForgottenWhenItGoes() {
        var web = tenant.create("web");
        cloud.pass(Duration.ofSeconds(2));
        assertThat(told(web).publicIpv4()).isEmpty();
        var port = tenant.ports(web).getFirst().port();
        var floating = outside.floating(tenant, Optional.of(port));
        cloud.settle();
        assertThat(told(web).publicIpv4()).hasValue(floating.ip().toString());
        var nothing = new FloatingWish(Optional.empty(), Optional.of(Optional.empty()), Optional.empty());
        cloud.control().networks().floatingIps().update(tenant.caller, floating.id(), Optional.empty(), nothing);
        cloud.settle();
        assertThat(told(web).publicIpv4()).isEmpty();
        assertThat(tenant.guest(web))
                .hasValueSatisfying(guest -> assertThat(guest.boots()).isEqualTo(1));
        assertThat(cloud.sql().exists("select 1 from guest_due")).isFalse();
    }

    @Test
    void aPortThatIsDeletedIsTakenFromItsGuest() {
        var web = tenant.create("web");
        cloud.pass(Duration.ofSeconds(2));
        var port = tenant.ports(web).getFirst().port();
        cloud.control().networks().ports().delete(tenant.caller, port);
        cloud.settle();
        assertThat(tenant.told(web).ports()).isEmpty();
    }

    private static SubnetWish subnet(Optional<String> name, Optional<List<Ip>> dns) {
        return new SubnetWish(
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                dns,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void aSubnetThatIsOnlyRenamedIsNotToldToItsGuests() {
        var web = tenant.create("web");
        cloud.pass(Duration.ofSeconds(2));
        var subnets = cloud.control().networks().subnets();
        subnets.update(tenant.caller, tenant.subnet, Optional.empty(), subnet(Optional.of("other"), Optional.empty()));
        assertThat(cloud.sql().exists("select 1 from guest_due")).isFalse();
        var server = Ip.parse("10.1.0.53").orElseThrow();
        subnets.update(
                tenant.caller, tenant.subnet, Optional.empty(), subnet(Optional.empty(), Optional.of(List.of(server))));
        cloud.settle();
        assertThat(told(web).networks().getFirst().addresses().getFirst().dnsServers())
                .containsExactly("10.1.0.53");
    }

    @Test
    void aFloatingAddressThatIsDeletedIsForgotten() {
        var web = tenant.create("web");
        cloud.pass(Duration.ofSeconds(2));
        var floating = outside.floating(
                tenant, Optional.of(tenant.ports(web).getFirst().port()));
        cloud.settle();
        cloud.control().networks().floatingIps().delete(tenant.caller, floating.id());
        cloud.settle();
        assertThat(told(web).publicIpv4()).isEmpty();
    }

    private static PortWish telling(PortWish.Option... options) {
        return new PortWish(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(List.of(options)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void theHostIsToldThePortsOptionsOfDhcp() {
        var web = tenant.create("web");
        cloud.pass(Duration.ofSeconds(2));
        var port = tenant.ports(web).getFirst().port();
        var option = new PortWish.Option("bootfile-name", Optional.of("pxelinux.0"), 4);
        var unknownThere = new PortWish.Option("tftp-server", Optional.of("10.1.0.9"), 6);
        cloud.control().networks().ports().update(tenant.caller, port, Optional.empty(), telling(option, unknownThere));
        cloud.settle();
        assertThat(tenant.host(web).network().item(new ItemKey(ItemKey.Kind.PORT, port)))
                .hasValueSatisfying(item -> assertThat(((PortSpec) item).dhcpOptions())
                        .containsExactly(new PortSpec.DhcpOption(false, "bootfile-name", "pxelinux.0")));
    }

    @Test
    void whatADeadProcessDidNotTellIsToldByTheNextSweep() {
        var web = tenant.create("web");
        cloud.pass(Duration.ofSeconds(2));
        var floating = outside.floating(tenant, Optional.empty());
        cloud.settle();
        cloud.sql()
                .update(
                        "update floating_ip set port = ?, fixed_ip = '10.1.0.9' where id = ?",
                        tenant.ports(web).getFirst().port(),
                        floating.id());
        cloud.sql()
                .update(
                        "insert into guest_due (instance, due_at) values (?, ?)",
                        web.id(),
                        cloud.control().clock().instant());
        cloud.pass(Duration.ofSeconds(6));
        assertThat(told(web).publicIpv4()).hasValue(floating.ip().toString());
    }
}
