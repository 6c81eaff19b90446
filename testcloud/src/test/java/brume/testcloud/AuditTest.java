package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.json.Json;
import brume.cloud.access.Caller;
import brume.cloud.compute.Condition;
import brume.cloud.compute.Instance;
import brume.cloud.identity.Projects;
import brume.cloud.upkeep.Audit;
import brume.contract.ItemKey;
import brume.contract.SecurityGroupSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AuditTest {
    private static final Caller OPERATOR = Caller.cloud("req-operator");
    private TestCloud cloud;
    private Tenant tenant;
    private Instance web;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(2);
        cloud.settle();
        tenant = new Tenant(cloud);
        web = tenant.create("web");
        cloud.pass(Duration.ofSeconds(2));
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private List<Audit.Found> audited() {
        cloud.control().audit().run(OPERATOR);
        return cloud.control().audit().list(OPERATOR, Optional.empty(), 1000);
    }

    private void damage(String statement, Object... parameters) {
        assertThat(cloud.sql().update(statement, parameters)).as(statement).isPositive();
    }

    /// Found once, repaired, and found no more.
    private void isRepaired(String check) {
        assertThat(audited()).hasSizeGreaterThanOrEqualTo(1).anySatisfy(found -> {
            assertThat(found.check()).isEqualTo(check);
            assertThat(found.finding().repaired()).isTrue();
        });
        cloud.pass(Duration.ofMinutes(1));
        assertThat(audited()).isEmpty();
    }

    private void isTold(String check, String what) {
        assertThat(audited()).anySatisfy(found -> {
            assertThat(found.check()).isEqualTo(check);
            assertThat(found.finding().what()).isEqualTo(what);
            assertThat(found.finding().repaired()).isFalse();
        });
    }

    @Test
    void nothingIsFoundWhereAllIsWell() {
        assertThat(audited()).isEmpty();
        cloud.control().compute().instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofSeconds(2));
        assertThat(audited()).isEmpty();
    }

    @Test
    void nothingIsFoundOfOneWithoutAHostThatIsSaidToBeWell() {
        cloud.sql().run(tx -> {
            for (int host = 1; host <= 2; host++) {
                cloud.control().hosts().enable(tx, cloud.host(host).facts().host(), false, Optional.empty());
            }
        });
        var homeless = tenant.create("homeless");
        cloud.pass(Duration.ofSeconds(2));
        cloud.control().compute().instances().reset(OPERATOR, homeless.id(), true);
        cloud.pass(Duration.ofSeconds(2));
        assertThat(audited()).isEmpty();
        assertThat(tenant.find(homeless).instance().condition()).isEqualTo(Condition.FAILED);
    }

    @Test
    void nothingIsFoundWhileAHostIsAway() {
        var host = tenant.host(web);
        host.vanish();
        cloud.control().compute().instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofHours(1));
        assertThat(audited()).isEmpty();
        host.comeBack();
        cloud.pass(Duration.ofMinutes(2));
        assertThat(audited()).isEmpty();
    }

    @Test
    void aWrongAccountOfRoomIsRecounted() {
        damage("update inventory set used = used + 1");
        isRepaired("placement.room");
    }

    @Test
    void roomClaimedByNobodyIsFree() {
        var host = tenant.host(web).facts().host().value();
        damage("""
                insert into claim (residence, host, class, amount)
                select ?, host, class, 1 from inventory where host = ?
                """, UUID.randomUUID(), host);
        damage("update inventory set used = used + 1 where host = ?", host);
        isRepaired("compute.claims");
    }

    @Test
    void whatNobodyWouldLookAtIsLookedAt() {
        var host = tenant.host(web);
        host.hypervisor().failNext(1000);
        cloud.control().compute().instances().delete(tenant.caller, web.id());
        cloud.settle();
        damage("update instance set due_at = null where id = ?", web.id());
        host.hypervisor().failNext(0);
        isRepaired("compute.instances");
    }

    @Test
    void aHomeThatWaitsForAWordThatWasNeverAskedForIsCleared() {
        tenant.host(web).vanish();
        cloud.control().compute().instances().delete(tenant.caller, web.id());
        cloud.settle();
        damage("delete from host_order where spec is null");
        assertThat(audited()).extracting(Audit.Found::check).contains("compute.residences", "network.bindings");
        cloud.pass(Duration.ofMinutes(1));
        assertThat(audited()).isEmpty();
        assertThat(cloud.sql().exists("select 1 from residence")).isFalse();
        assertThat(cloud.sql()
                        .exists("select 1 from port_address a where not exists"
                                + " (select 1 from port p where p.id = a.port)"))
                .isFalse();
    }

    @Test
    void portsOfAnInstanceThatIsGoneAreLetGo() {
        var port = cloud.sql().only("select id from port where instance = ?", row -> row.uuid("id"), web.id());
        cloud.control().compute().instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofSeconds(2));
        damage("""
                insert into port (id, project, name, description, created_at, updated_at, network, mac, admin_up, device,
                                  owner, instance, made, port_security, pairs, dhcp_options, vnic, profile, wanted_host)
                select ?, project, '', '', created_at, created_at, id, 'fa:16:3e:00:00:99', true, ?, 'compute:nova', ?,
                       true, true, '[]', '[]', 'normal', '{}', '' from network where name = 'inside'
                """, port, web.id().toString(), web.id());
        isRepaired("compute.ports");
    }

    @Test
    void anAddressThatNobodyHoldsIsFree() {
        damage("""
                insert into port_address (subnet, ip, port, place)
                select id, host(cidr)::inet + 99, ?, 0 from subnet where name = 'inside'
                """, UUID.randomUUID());
        isRepaired("network.addresses");
    }

    @Test
    void aVniThatNobodyHoldsIsFree() {
        damage("insert into vni (vni, network) values (77, ?)", UUID.randomUUID());
        isRepaired("network.left-vnis");
    }

    @Test
    void limitsOfAProjectThatIsNoMoreAreForgotten() {
        var wanted = new Projects.Wanted(
                Optional.of("default"), Optional.empty(), "going", "", true, List.of(), Json.object(), Json.object());
        var projects = cloud.control().identity().projects();
        var project = projects.create(OPERATOR, wanted).id();
        projects.delete(OPERATOR, project);
        damage("insert into quota_limit (project, name, value) values (?, 'PORTS', 3)", project);
        isRepaired("quota.limits");
        assertThat(cloud.sql().exists("select 1 from quota_limit where project = ?", project))
                .isFalse();
    }

    @Test
    void whatAHostHasForgottenItIsToldAgain() {
        var host = tenant.host(web);
        var key = new ItemKey(
                ItemKey.Kind.GUEST, tenant.find(web).home().orElseThrow().id());
        host.plan().lose(key);
        isRepaired("hosts.holdings");
        assertThat(host.plan().find(key)).isPresent();
    }

    @Test
    void whatAHostWasNeverToldIsToldAndLeftAlone() {
        var host = cloud.host(1);
        var stray = new SecurityGroupSpec(UUID.randomUUID(), true, List.of(), List.of());
        host.network().group(stray);
        isTold("hosts.holdings", "it is on the host, and nothing there explains it");
        assertThat(host.network().item(stray.key())).isPresent();
    }

    @Test
    void whatIsMissingOnAHostIsTold() {
        var host = tenant.host(web);
        host.network().remove(new ItemKey(ItemKey.Kind.PORT, port()));
        isTold("hosts.holdings", "it should be on the host, and is not");
    }

    private UUID port() {
        return cloud.sql().only("select id from port where instance = ?", row -> row.uuid("id"), web.id());
    }

    @Test
    void ordersForWhatIsGoneAreWorkedOutAnew() {
        var host = cloud.host(1).facts().host();
        var stale = new SecurityGroupSpec(UUID.randomUUID(), true, List.of(), List.of());
        cloud.sql().run(tx -> cloud.control().hosts().orders().hold(tx, host, stale));
        cloud.settle();
        isRepaired("network.told-security-groups");
        assertThat(cloud.host(1).network().item(stale.key())).isEmpty();
    }

    @Test
    void anImageWithoutItsBytesIsTold() {
        damage("update image set size_bytes = size_bytes + 1 where id = ?", tenant.image);
        isTold("image.bytes", "it has 4096 bytes of 4097");
    }

    @Test
    void itLooksByItselfAndEachFindingIsAnEvent() {
        damage("update inventory set used = used + 1");
        cloud.pass(Duration.ofMinutes(5));
        assertThat(cloud.control().placement().audit(cloud.sql())).isEmpty();
        assertThat(cloud.sql().exists("select 1 from event where what = 'upkeep:repaired'"))
                .isTrue();
    }
}
