package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.app.SimulatedHost;
import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;
import brume.cloud.compute.Instance;
import brume.cloud.compute.InstanceRequest;
import brume.cloud.compute.Instances;
import brume.cloud.hosts.Fence;
import brume.cloud.hosts.Fences;
import brume.cloud.hosts.PowerSwitch;
import brume.cloud.network.NetworkRequest;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.host.hypervisor.Guest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Hosts that can't be reached, and are known to be off.
final class FenceTest {
    private static final Caller OPERATOR = Caller.cloud("req-operator");
    private TestCloud cloud;
    private Tenant tenant;
    private Instances instances;
    private Fences fences;
    private Instance web;
    private Instance staying;
    private SimulatedHost host;
    private HostId id;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(2);
        cloud.settle();
        tenant = new Tenant(cloud);
        instances = cloud.control().compute().instances();
        fences = cloud.control().hosts().fences();
        var all = tenant.create(tenant.request("web", "42", 4));
        cloud.pass(Duration.ofSeconds(2));
        web = all.getFirst();
        host = tenant.host(web);
        id = host.facts().host();
        staying = all.stream()
                .filter(other -> other != web && tenant.host(other) == host)
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void stop() {
        assertThat(cloud.control().placement().audit(cloud.sql())).isEmpty();
        cloud.close();
    }

    private String address(Instance instance) {
        return tenant.ports(instance).getFirst().fixedIps().getFirst().ip().toString();
    }

    private boolean any(String table, Object... parameters) {
        return cloud.sql().exists("select 1 from " + table, parameters);
    }

    private boolean held(String address) {
        return any("port_address where host(ip) = ?", address);
    }

    private long room() {
        return cloud.sql().only("select count(*) as n from claim where host = ?", row -> row.whole("n"), id.value());
    }

    private void goes() {
        instances.delete(tenant.caller, web.id());
        cloud.settle();
    }

    private Fence fence() {
        var fence = fences.fence(OPERATOR, id, "seen by the door: no light");
        cloud.settle();
        return fence;
    }

    private List<String> told() {
        cloud.control().audit().run(OPERATOR);
        return cloud.control().audit().list(OPERATOR, Optional.empty(), 100).stream()
                .map(row -> row.finding().what())
                .toList();
    }

    @Test
    void whatWasDeletedThereIsFreeAtOnceAndGoesWhenTheHostIsBack() {
        var address = address(web);
        var residence = tenant.find(web).home().orElseThrow().id();
        host.powerOff();
        cloud.settle();
        long before = room();
        goes();
        cloud.pass(Duration.ofMinutes(10));
        assertThat(held(address)).isTrue();
        assertThat(room()).isEqualTo(before);
        assertThat(fence().how()).isEqualTo(Fence.How.PERSON);
        assertThat(held(address)).isFalse();
        assertThat(room()).isLessThan(before);
        assertThat(any("residence where id = ?", residence)).isFalse();
        assertThat(any("host_order where host = ? and spec is null", id.value()))
                .as("its tombstones stay")
                .isTrue();
        assertThat(cloud.control().stuck().list(OPERATOR, Optional.empty(), 100))
                .noneMatch(late -> late.freedBy().contains("fenced"));

        var other = at(address);
        assertThat(tenant.host(other)).isNotSameAs(host);
        host.powerOn();
        cloud.pass(Duration.ofMinutes(2));
        assertThat(host.hypervisor().guests())
                .extracting(Guest::residence)
                .containsExactlyInAnyOrderElementsOf(homes());
        assertThat(host.hypervisor().guests()).allMatch(guest -> guest.state() == Guest.State.RUNNING);
        assertThat(any("host_order where spec is null")).isFalse();
        assertThat(cloud.control().hosts().find(cloud.sql(), id).orElseThrow().fenced())
                .isFalse();
        assertThat(fences.get(OPERATOR, id).belied()).isFalse();
        assertThat(address(other)).isEqualTo(address);
        assertThat(told()).isEmpty();
    }

    /// The residences that are at home there.
    private List<UUID> homes() {
        return cloud.sql()
                .query("select id from residence where host = ? order by id", row -> row.uuid("id"), id.value());
    }

    /// A new instance that is to have an address.
    private Instance at(String address) {
        var network =
                cloud.sql().only("select network from subnet where id = ?", row -> row.uuid("network"), tenant.subnet);
        var any = tenant.request("next", "42", 1);
        var card = new NetworkRequest(Optional.of(network), Optional.empty(), Optional.of(address));
        var made = tenant.create(new InstanceRequest(
                        any.label(),
                        any.flavor(),
                        any.image(),
                        any.keyName(),
                        any.userData(),
                        any.adminPassword(),
                        any.zone(),
                        any.hostName(),
                        any.configDrive(),
                        new InstanceRequest.Cards.These(List.of(card)),
                        any.securityGroups(),
                        any.least(),
                        any.most(),
                        any.group(),
                        any.sameHost(),
                        any.otherHost()))
                .getFirst();
        cloud.pass(Duration.ofSeconds(2));
        return made;
    }

    @Test
    void aHostThatStartsAnewMakesNothingOfWhatIsOver() {
        var port = tenant.ports(web).getFirst().port();
        host.powerOff();
        goes();
        fence();
        host.slow(Duration.ofSeconds(5));
        host.powerOn();
        cloud.pass(Duration.ofSeconds(3));
        assertThat(host.network().items()).as("orders are on their way").isEmpty();
        host.slow(Duration.ZERO);
        cloud.pass(Duration.ofMinutes(1));
        assertThat(host.network().item(new ItemKey(ItemKey.Kind.PORT, port))).isEmpty();
        assertThat(tenant.guest(staying).orElseThrow().state()).isEqualTo(Guest.State.RUNNING);
    }

    @Test
    void whatIsDeletedWhileAHostIsFencedIsFreeSoon() {
        host.powerOff();
        cloud.settle();
        fence();
        var address = address(web);
        long before = room();
        goes();
        cloud.pass(Duration.ofSeconds(10));
        assertThat(held(address)).isFalse();
        assertThat(room()).isLessThan(before);
        fences.lift(OPERATOR, id);
        var kept = address(staying);
        instances.delete(tenant.caller, staying.id());
        cloud.pass(Duration.ofMinutes(1));
        assertThat(held(kept)).as("the word was taken back").isTrue();
    }

    @Test
    void whatComesBackWithoutHavingBeenOffIsTold() {
        host.vanish();
        goes();
        fence();
        host.comeBack();
        cloud.pass(Duration.ofMinutes(1));
        assertThat(fences.get(OPERATOR, id).belied()).isTrue();
        assertThat(host.hypervisor().guests())
                .extracting(Guest::residence)
                .containsExactlyInAnyOrderElementsOf(homes());
        assertThat(told()).singleElement().asString().contains("came back without having been off");
        fences.lift(OPERATOR, id);
        cloud.pass(Duration.ofMinutes(1));
        assertThat(told()).isEmpty();
    }

    @Test
    void aHostThatIsConnectedIsNotFenced() {
        assertThatThrownBy(this::fence).isInstanceOf(CloudFault.Conflict.class).hasMessageContaining("is connected");
        assertThatThrownBy(() -> fences.fence(tenant.caller, id, "so it is")).isInstanceOf(CloudFault.Forbidden.class);
        assertThatThrownBy(() -> fences.fence(OPERATOR, new HostId(web.id()), "so it is"))
                .isInstanceOf(CloudFault.NotFound.class);
        assertThatThrownBy(() -> fences.get(OPERATOR, id)).isInstanceOf(CloudFault.NotFound.class);
    }

    @Test
    void aProgramPowersItOffOrItIsNotFenced() {
        host.vanish();
        goes();
        assertThatThrownBy(() -> fences.fence(OPERATOR, id)).hasMessageContaining("No program is set");
        fences.by(name -> new PowerSwitch.Said(false, "no answer from its socket"));
        assertThatThrownBy(() -> fences.fence(OPERATOR, id)).hasMessageContaining("no answer from its socket");
        assertThat(any("fence")).isFalse();
        fences.by(name -> {
            host.powerOff();
            return new PowerSwitch.Said(true, name + ": off" + "!".repeat(5000));
        });
        var fence = fences.fence(OPERATOR, id);
        assertThat(fence.how()).isEqualTo(Fence.How.PROGRAM);
        assertThat(fence.proof()).startsWith(host.facts().name() + ": off").hasSize(Fences.MOST_PROOF);
        fences.by(name -> {
            host.powerOn();
            cloud.settle();
            host.vanish();
            cloud.settle();
            return new PowerSwitch.Said(true, "off");
        });
        assertThatThrownBy(() -> fences.fence(OPERATOR, id)).hasMessageContaining("has been back meanwhile");
    }

    @Test
    void aFloatingAddressOfAFencedHostIsFree() {
        var outside = new Outside(cloud);
        outside.router(tenant);
        cloud.pass(Duration.ofMinutes(1));
        var floating = outside.floating(
                tenant, Optional.of(tenant.ports(web).getFirst().port()));
        cloud.pass(Duration.ofMinutes(1));
        host.powerOff();
        cloud.settle();
        cloud.control().networks().floatingIps().delete(tenant.caller, floating.id());
        cloud.settle();
        assertThat(held(floating.ip().toString())).isTrue();
        fence();
        cloud.pass(Duration.ofMinutes(1));
        assertThat(held(floating.ip().toString())).isFalse();
    }
}
