package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.app.SimulatedHost;
import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;
import brume.cloud.compute.Condition;
import brume.cloud.compute.Instance;
import brume.cloud.compute.Instances;
import brume.cloud.hosts.Stranger;
import brume.contract.GuestSpec;
import brume.contract.HostHello;
import brume.contract.ItemKey;
import brume.contract.LinkFault;
import brume.host.hypervisor.Guest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A control plane that goes back to its backup, while its hosts do not: nothing of theirs is destroyed by it.
final class RestoreTest {
    private static final Caller OPERATOR = Caller.cloud("req-operator");

    @TempDir
    Path folder;

    private TestCloud cloud;
    private Tenant tenant;
    private SimulatedHost host;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(1);
        cloud.settle();
        tenant = new Tenant(cloud);
        host = cloud.host(1);
    }

    @AfterEach
    void stop() {
        assertThat(cloud.control().placement().audit(cloud.sql())).isEmpty();
        cloud.close();
    }

    private Path file() {
        return folder.resolve("backup.tar");
    }

    private void restored() {
        cloud.restore(file());
        cloud.pass(Duration.ofMinutes(10));
    }

    private Instances instances() {
        return cloud.control().compute().instances();
    }

    private Instance made(String name) {
        var made = tenant.create(name);
        cloud.pass(Duration.ofSeconds(2));
        return made;
    }

    private List<Stranger> strangers() {
        return cloud.control().hosts().strangers().list(OPERATOR, Optional.empty(), 100);
    }

    private List<Stranger> strangers(ItemKey.Kind kind) {
        return strangers().stream()
                .filter(stranger -> stranger.item().key().kind() == kind)
                .toList();
    }

    private UUID residence(Instance instance) {
        return tenant.find(instance).home().orElseThrow().id();
    }

    private Condition condition(Instance instance) {
        return tenant.find(instance).instance().condition();
    }

    private Guest guest(UUID residence) {
        return host.hypervisor().find(residence).orElseThrow();
    }

    private boolean runs(UUID residence) {
        return guest(residence).state() == Guest.State.RUNNING;
    }

    @Test
    void whatTheBackupKnowsGoesOnAndObeys() {
        var web = made("web");
        var residence = residence(web);
        int boots = guest(residence).boots();
        cloud.backup(file());
        restored();
        assertThat(runs(residence)).isTrue();
        assertThat(guest(residence).boots()).isEqualTo(boots);
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
        assertThat(strangers()).isEmpty();
        assertThat(cloud.sql().exists("select 1 from host_order where seen < generation or state = 'FAILED'"))
                .isFalse();
        instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofMinutes(1));
        assertThat(host.hypervisor().guests()).isEmpty();
        assertThat(host.network().items()).isEmpty();
    }

    @Test
    void whatTheBackupDoesNotKnowIsAStrangerAndLeftAlone() {
        var web = made("web");
        cloud.backup(file());
        var later = made("later");
        var residence = residence(later);
        restored();
        assertThat(strangers(ItemKey.Kind.GUEST)).singleElement().satisfies(stranger -> {
            assertThat(stranger.item().id()).isEqualTo(residence);
            assertThat(((GuestSpec) stranger.item()).name()).isEqualTo("later");
        });
        assertThat(runs(residence)).isTrue();
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
        assertThatThrownBy(() -> tenant.find(later)).isInstanceOf(CloudFault.NotFound.class);
        assertThatThrownBy(() -> cloud.control().hosts().strangers().list(tenant.caller, Optional.empty(), 1))
                .isInstanceOf(CloudFault.Forbidden.class);
        assertThatThrownBy(() -> cloud.control().hosts().strangers().remove(tenant.caller, residence))
                .isInstanceOf(CloudFault.Forbidden.class);
        // Audits run meanwhile, and take nothing away from it.
        instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofHours(3));
        assertThat(runs(residence)).isTrue();
        assertThat(strangers(ItemKey.Kind.GUEST)).hasSize(1);
    }

    @Test
    void aStrangersAddressAndRoomAreNobodyElses() {
        cloud.backup(file());
        var later = made("later");
        var address = tenant.ports(later).getFirst().fixedIps().getFirst().ip().toString();
        long used = used();
        restored();
        assertThat(used()).isEqualTo(used);
        var other = made("other");
        assertThat(tenant.ports(other).getFirst().fixedIps().getFirst().ip()).hasToString(other(address));
    }

    private static String other(String address) {
        int last = Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
        return address.substring(0, address.lastIndexOf('.') + 1) + (last + 1);
    }

    private long used() {
        return cloud.sql().only("select sum(used)::bigint as n from inventory", row -> row.whole("n"));
    }

    @Test
    void anAdoptedStrangerIsAnInstanceAgain() {
        cloud.backup(file());
        var later = made("later");
        var residence = residence(later);
        var port = tenant.ports(later).getFirst();
        int boots = guest(residence).boots();
        restored();
        var id = cloud.control().compute().adoption().adopt(OPERATOR, residence, tenant.project);
        cloud.pass(Duration.ofMinutes(10));
        assertThat(id).isEqualTo(later.id());
        var found = tenant.find(later);
        assertThat(found.instance().condition()).isEqualTo(Condition.RUNNING);
        assertThat(found.instance().label().name()).isEqualTo("later");
        assertThat(found.instance().size()).isEqualTo(later.size());
        assertThat(guest(residence).boots()).as("it was not booted").isEqualTo(boots);
        assertThat(tenant.ports(later)).singleElement().satisfies(card -> {
            assertThat(card.port()).isEqualTo(port.port());
            assertThat(card.mac()).isEqualTo(port.mac());
            assertThat(card.fixedIps()).isEqualTo(port.fixedIps());
        });
        assertThat(strangers()).isEmpty();
        assertThatThrownBy(() -> cloud.control().compute().adoption().adopt(OPERATOR, residence, tenant.project))
                .isInstanceOf(CloudFault.NotFound.class);
        cloud.control().audit().run(OPERATOR);
        assertThat(cloud.control().audit().list(OPERATOR, Optional.empty(), 100))
                .isEmpty();
        instances().reboot(tenant.caller, later.id(), Set.of(Condition.RUNNING), false);
        cloud.pass(Duration.ofMinutes(1));
        assertThat(guest(residence).boots()).isGreaterThan(boots);
        instances().delete(tenant.caller, later.id());
        cloud.pass(Duration.ofMinutes(1));
        assertThat(host.hypervisor().guests()).isEmpty();
        assertThat(host.network().items()).isEmpty();
        assertThat(used()).isZero();
    }

    @Test
    void aRemovedStrangerIsGoneWholly() {
        cloud.backup(file());
        var later = made("later");
        var residence = residence(later);
        restored();
        cloud.control().hosts().strangers().remove(OPERATOR, residence);
        cloud.pass(Duration.ofMinutes(1));
        assertThat(strangers()).isEmpty();
        assertThat(host.hypervisor().guests()).isEmpty();
        assertThat(host.network().items()).isEmpty();
        assertThat(used()).isZero();
        assertThat(cloud.sql().exists("select 1 from port_binding")).isFalse();
        assertThat(cloud.sql()
                        .exists("select 1 from port_address a where not exists"
                                + " (select 1 from port p where p.id = a.port)"))
                .isFalse();
        assertThat(cloud.sql().exists("select 1 from host_order")).isFalse();
        cloud.control().audit().run(OPERATOR);
        assertThat(cloud.control().audit().list(OPERATOR, Optional.empty(), 100))
                .isEmpty();
    }

    @Test
    void whatWasDeletedAfterTheBackupIsNotMadeAnewBehindItsOwnersBack() {
        var web = made("web");
        cloud.backup(file());
        instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofSeconds(5));
        restored();
        assertThat(host.hypervisor().guests()).isEmpty();
        assertThat(condition(web)).isEqualTo(Condition.FAILED);
        assertThat(tenant.find(web).instance().fault().orElseThrow().message()).contains("deleted after the backup");
        assertThat(used()).isZero();
        instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofMinutes(1));
        assertThatThrownBy(() -> tenant.find(web)).isInstanceOf(CloudFault.NotFound.class);
    }

    @Test
    void whatWasAskedOfAGuestAfterTheBackupCounts() {
        var started = made("started");
        var stopped = made("stopped");
        instances().stop(tenant.caller, started.id(), Set.of(Condition.RUNNING));
        cloud.pass(Duration.ofMinutes(2));
        cloud.backup(file());
        instances().start(tenant.caller, started.id(), Set.of(Condition.STOPPED));
        instances().stop(tenant.caller, stopped.id(), Set.of(Condition.RUNNING));
        cloud.pass(Duration.ofMinutes(2));
        int boots = guest(residence(started)).boots();
        restored();
        assertThat(runs(residence(started))).isTrue();
        assertThat(guest(residence(started)).boots()).isEqualTo(boots);
        assertThat(condition(started)).isEqualTo(Condition.RUNNING);
        assertThat(runs(residence(stopped))).isFalse();
        assertThat(condition(stopped)).isEqualTo(Condition.STOPPED);
        // Newer boots than the database knew are no hindrance to further ones.
        instances().reboot(tenant.caller, started.id(), Set.of(Condition.RUNNING), false);
        cloud.pass(Duration.ofMinutes(1));
        assertThat(guest(residence(started)).boots()).isGreaterThan(boots);
    }

    @Test
    void aTombstoneOfBeforeDoesNotDestroyWhatCameBackAfterTheBackup() {
        var first = made("first");
        host.vanish();
        instances().delete(tenant.caller, first.id());
        cloud.pass(Duration.ofSeconds(5));
        // The network is to leave the host, which does not know it yet.
        cloud.backup(file());
        host.comeBack();
        cloud.pass(Duration.ofMinutes(2));
        var second = made("second");
        var residence = residence(second);
        var port = tenant.ports(second).getFirst().port();
        restored();
        assertThat(runs(residence)).isTrue();
        assertThat(host.network().item(new ItemKey(ItemKey.Kind.PORT, port))).isPresent();
        assertThat(host.network().items()).extracting(ItemKey::kind).contains(ItemKey.Kind.NETWORK);
        assertThat(strangers(ItemKey.Kind.GUEST)).hasSize(1);
    }

    @Test
    void aSecondRestoreOfTheSameBackupIsYetAnotherLife() {
        var web = made("web");
        cloud.backup(file());
        restored();
        var between = made("between");
        var residence = residence(between);
        restored();
        assertThat(strangers(ItemKey.Kind.GUEST)).hasSize(1);
        assertThat(runs(residence)).isTrue();
        assertThat(condition(web)).isEqualTo(Condition.RUNNING);
        instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofMinutes(1));
        assertThat(host.hypervisor().guests()).extracting(Guest::residence).containsExactly(residence);
    }

    @Test
    void anOlderCopyOfTheCloudIsNotGreeted() {
        var hosts = cloud.control().hosts();
        var facts = host.facts();
        var hello = new HostHello(
                facts.host(),
                UUID.randomUUID(),
                facts.boot(),
                facts.name(),
                hosts.cloud(),
                Long.MAX_VALUE,
                Map.of(),
                facts.inventory(),
                facts.traits(),
                facts.underlay());
        assertThatThrownBy(() -> hosts.hello(hello, host.agent()))
                .isInstanceOf(LinkFault.class)
                .hasMessageContaining("an older copy of its cloud");
    }
}
