package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.app.SimulatedHost;
import brume.base.fault.CloudFault;
import brume.cloud.compute.Instance;
import brume.cloud.network.AddressWish;
import brume.cloud.network.PortDraft;
import brume.cloud.network.PortWish;
import brume.cloud.network.Ports;
import brume.cloud.network.address.Ip;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Addresses that are taken from a port which a host holds.
final class LeavingTest {
    private static final String FRESH = "10.1.7.7";
    private TestCloud cloud;
    private Tenant tenant;
    private Ports ports;
    private SimulatedHost host;
    private UUID port;
    private UUID network;
    private String old;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(1);
        cloud.settle();
        tenant = new Tenant(cloud);
        ports = cloud.control().networks().ports();
        Instance web = tenant.create("web");
        cloud.pass(Duration.ofSeconds(2));
        host = tenant.host(web);
        var card = tenant.ports(web).getFirst();
        port = card.port();
        network = card.network();
        old = card.fixedIps().getFirst().ip().toString();
    }

    @AfterEach
    void stop() {
        var findings = cloud.control().networks().checks().stream()
                .flatMap(check -> check.look().page(Optional.empty(), 1000).findings().stream())
                .toList();
        assertThat(findings).isEmpty();
        cloud.close();
    }

    private static List<AddressWish> at(UUID subnet, String ip) {
        return List.of(new AddressWish(Optional.of(subnet), Ip.parse(ip)));
    }

    private void readdress(String ip) {
        ports.update(tenant.caller, port, Optional.empty(), PortWish.addresses(at(tenant.subnet, ip)));
    }

    private UUID take(String ip) {
        var wish = PortWish.addresses(at(tenant.subnet, ip));
        return ports.create(tenant.caller, List.of(new PortDraft(Optional.empty(), network, wish)))
                .getFirst()
                .id();
    }

    private void refused(String ip) {
        assertThatThrownBy(() -> take(ip)).isInstanceOf(CloudFault.Conflict.class);
    }

    private List<String> addresses() {
        return ports.get(tenant.caller, port).fixedIps().stream()
                .map(fixed -> fixed.ip().toString())
                .toList();
    }

    private boolean kept() {
        return cloud.sql().exists("select 1 from port_binding where leaves is not null");
    }

    @Test
    void oneIsHeldUntilTheHostHasConfirmedThatThePortHasItNoMore() {
        host.vanish();
        readdress(FRESH);
        cloud.pass(Duration.ofHours(1));
        assertThat(addresses()).containsExactly(FRESH);
        refused(old);
        host.comeBack();
        cloud.pass(Duration.ofMinutes(2));
        assertThat(kept()).isFalse();
        ports.delete(tenant.caller, take(old));
    }

    @Test
    void onAHostThatIsThereItIsFreeAtOnce() {
        readdress(FRESH);
        refused(old);
        cloud.settle();
        ports.delete(tenant.caller, take(old));
    }

    @Test
    void thePortMayHaveItBack() {
        host.vanish();
        readdress(FRESH);
        readdress(old);
        assertThat(addresses()).containsExactly(old);
        refused(FRESH);
        host.comeBack();
        cloud.pass(Duration.ofMinutes(2));
        assertThat(addresses()).containsExactly(old);
        assertThat(kept()).isFalse();
        ports.delete(tenant.caller, take(FRESH));
        refused(old);
    }

    @Test
    void itIsFreeWhenThePortOrTheHostIsGone() {
        host.vanish();
        readdress(FRESH);
        ports.delete(tenant.caller, port);
        refused(old);
        refused(FRESH);
        host.comeBack();
        cloud.pass(Duration.ofMinutes(2));
        assertThat(kept()).isFalse();
        ports.delete(tenant.caller, take(old));
        ports.delete(tenant.caller, take(FRESH));
    }
}
