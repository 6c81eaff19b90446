package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.SimulatedHost;
import brume.cloud.access.Caller;
import brume.cloud.compute.Instance;
import brume.cloud.network.FloatingIp;
import brume.cloud.network.Router;
import brume.contract.RouterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses outside whose host can't be reached: nobody else gets them before it has let go.
final class OutsideAddressesTest {
    private TestCloud cloud;
    private Tenant tenant;
    private Outside outside;
    private Router router;
    private Instance web;
    private FloatingIp floating;
    private SimulatedHost host;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(2);
        begin();
        host = tenant.host(web);
    }

    private void begin() {
        cloud.settle();
        tenant = new Tenant(cloud);
        outside = new Outside(cloud);
        router = outside.router(tenant);
        web = tenant.create("web");
        cloud.pass(Duration.ofMinutes(1));
        floating = floating();
        cloud.pass(Duration.ofMinutes(1));
    }

    private FloatingIp floating() {
        return outside.floating(tenant, Optional.of(tenant.ports(web).getFirst().port()));
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private boolean taken(String address) {
        return cloud.sql().exists("select 1 from port_address where host(ip) = ?", address);
    }

    private void delete(FloatingIp address) {
        cloud.control().networks().floatingIps().delete(tenant.caller, address.id());
    }

    @Test
    void aFloatingAddressStaysHeldUntilItsHostHasConfirmed() {
        var address = floating.ip().toString();
        host.vanish();
        cloud.settle();
        delete(floating);
        cloud.pass(Duration.ofMinutes(10));
        assertThat(taken(address)).isTrue();
        assertThat(outside.floating(tenant, Optional.empty()).ip().toString()).isNotEqualTo(address);
        host.comeBack();
        cloud.pass(Duration.ofMinutes(2));
        assertThat(taken(address)).isFalse();
        nothingIsHeld();
    }

    @Test
    void alsoWhenItWasTakenOffItsPortFirst() {
        var address = floating.ip().toString();
        host.vanish();
        cloud.settle();
        cloud.control()
                .networks()
                .ports()
                .delete(tenant.caller, tenant.ports(web).getFirst().port());
        cloud.pass(Duration.ofMinutes(5));
        delete(floating);
        cloud.pass(Duration.ofMinutes(10));
        assertThat(taken(address)).isTrue();
        host.comeBack();
        cloud.pass(Duration.ofMinutes(2));
        assertThat(taken(address)).isFalse();
    }

    @Test
    void aGatewayStaysHeldUntilItsHostHasConfirmed() {
        var gateway = cloud.sql()
                .first(
                        "select host(a.ip) as ip from port p join port_address a on a.port = p.id"
                                + " where p.owner = 'network:router_gateway'",
                        row -> row.text("ip"))
                .orElseThrow();
        delete(floating);
        cloud.pass(Duration.ofMinutes(1));
        host.vanish();
        cloud.settle();
        var routers = cloud.control().networks().routers();
        routers.removeInterface(tenant.caller, router.id(), Optional.of(tenant.subnet), Optional.empty());
        routers.delete(tenant.caller, router.id());
        cloud.pass(Duration.ofMinutes(10));
        assertThat(taken(gateway)).isTrue();
        host.comeBack();
        cloud.pass(Duration.ofMinutes(2));
        assertThat(taken(gateway)).isFalse();
        nothingIsHeld();
    }

    @Test
    void whatARemovedHostHeldIsFree() {
        var address = floating.ip().toString();
        host.vanish();
        cloud.settle();
        delete(floating);
        cloud.control().compute().instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofMinutes(5));
        assertThat(taken(address)).isTrue();
        cloud.control()
                .hosts()
                .remove(Caller.cloud("req-operator"), host.facts().host());
        cloud.settle();
        assertThat(taken(address)).isFalse();
        nothingIsHeld();
    }

    @Test
    void onAConnectedHostItIsFreeInAMoment() {
        delete(floating);
        cloud.settle();
        assertThat(taken(floating.ip().toString())).isFalse();
        nothingIsHeld();
    }

    private void nothingIsHeld() {
        assertThat(cloud.sql().exists("select 1 from outside_hold")).isFalse();
        assertThat(cloud.control().audit().run(Caller.cloud("req-operator")).findings())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatAHostAnswersAtIsTakenWhateverTheLinesDo(long seed) {
        cloud.close();
        cloud = TestCloud.faulty(3, seed);
        begin();
        var random = new Random(seed);
        var mine = new ArrayList<>(List.of(floating));
        for (int round = 0; round < 40; round++) {
            int act = random.nextInt(4);
            if (act == 0) cloud.host(1 + random.nextInt(3)).vanish();
            else if (act == 1) cloud.host(1 + random.nextInt(3)).comeBack();
            else if (act == 2 && !mine.isEmpty()) delete(mine.remove(random.nextInt(mine.size())));
            else if (mine.isEmpty()) mine.add(floating());
            cloud.pass(Duration.ofSeconds(random.nextInt(20)));
            once();
        }
        for (int number = 1; number <= 3; number++) cloud.host(number).comeBack();
        mine.forEach(this::delete);
        cloud.pass(Duration.ofMinutes(10));
        nothingIsHeld();
    }

    /// What any host answers at is taken: nobody else is given it.
    private void once() {
        for (int number = 1; number <= 3; number++) {
            var network = cloud.host(number).network();
            for (var key : network.items()) {
                if (!(network.item(key).orElse(null) instanceof RouterSpec told)) continue;
                told.floating()
                        .forEach(f ->
                                assertThat(taken(f.external())).as(f.external()).isTrue());
                told.gateway().stream()
                        .flatMap(gateway -> gateway.addresses().stream())
                        .map(address -> address.substring(0, address.indexOf('/')))
                        .forEach(address ->
                                assertThat(taken(address)).as(address).isTrue());
            }
        }
    }
}
