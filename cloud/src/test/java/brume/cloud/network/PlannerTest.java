package brume.cloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.cloud.access.Caller;
import brume.contract.ExternalNetworkSpec;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PlannerTest {
    private final Bench bench = new Bench();
    private final Caller caller = Bench.member(UUID.randomUUID());
    private final ToldHost one = new ToldHost(bench.hosts, "one", "10.255.0.1");
    private final ToldHost two = new ToldHost(bench.hosts, "two", "10.255.0.2");
    private Network network;
    private Subnet subnet;

    @BeforeEach
    void prepare() {
        network = bench.network(caller, "blue");
        subnet = bench.subnet(caller, network, "10.0.0.0/24");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private InstancePort plug(ToldHost host) {
        return plug(host, network);
    }

    private InstancePort plug(ToldHost host, Network where) {
        var instance = UUID.randomUUID();
        var port = bench.sql.tx(tx -> {
            var made = bench.networks
                    .claim(tx, caller, instance, List.of(NetworkRequest.network(where.id())), List.of(), false)
                    .getFirst();
            bench.networks.bind(tx, made.port(), UUID.randomUUID(), host.id);
            return made;
        });
        bench.settle();
        return port;
    }

    private Optional<NetworkSpec> network(ToldHost host) {
        return host.item(ItemKey.Kind.NETWORK, network.id(), NetworkSpec.class);
    }

    @Test
    void aHostHoldsThePortItsNetworkAndItsGroup() {
        var port = plug(one);
        assertThat(one.item(ItemKey.Kind.PORT, port.port(), PortSpec.class)).hasValueSatisfying(spec -> {
            assertThat(spec.mac()).isEqualTo(port.mac());
            assertThat(spec.secured()).isTrue();
            assertThat(spec.fixedIps()).hasSize(1);
        });
        assertThat(network(one)).hasValueSatisfying(spec -> {
            assertThat(spec.vni()).isEqualTo(network.vni());
            assertThat(spec.subnets()).singleElement().satisfies(s -> {
                assertThat(s.dhcp()).isTrue();
                assertThat(s.dhcpAddress()).contains("10.0.0.2");
                assertThat(s.gateway()).contains("10.0.0.1");
            });
        });
        var group = one.ids(ItemKey.Kind.SECURITY_GROUP).getFirst();
        assertThat(one.item(ItemKey.Kind.SECURITY_GROUP, group, SecurityGroupSpec.class))
                .hasValueSatisfying(spec -> {
                    assertThat(spec.rules()).hasSize(4);
                    assertThat(spec.members())
                            .containsExactly(port.fixedIps().getFirst().ip().toString());
                });
        assertThat(two.held).isEmpty();
    }

    @Test
    void hostsOfANetworkKnowEachOthersPorts() {
        var here = plug(one);
        var there = plug(two);
        assertThat(network(one)).hasValueSatisfying(spec -> {
            assertThat(spec.peers()).containsExactly(new NetworkSpec.Peer(two.id, "10.255.0.2"));
            assertThat(spec.neighbours())
                    .singleElement()
                    .satisfies(n -> assertThat(n.mac()).isEqualTo(there.mac()));
        });
        assertThat(network(two))
                .hasValueSatisfying(spec -> assertThat(spec.neighbours())
                        .singleElement()
                        .satisfies(n -> assertThat(n.mac()).isEqualTo(here.mac())));
    }

    @Test
    void aPortIsActiveWhenItsHostHasMadeIt() {
        var port = plug(one);
        assertThat(bench.networks.ports().get(caller, port.port()).status()).isEqualTo(Port.Status.DOWN);
        one.confirm();
        assertThat(bench.networks.ports().get(caller, port.port()).status()).isEqualTo(Port.Status.ACTIVE);
    }

    @Test
    void aRouterIsWhereItsGuestsAreWithTheirFloatingAddresses() {
        var outside = bench.outside("172.24.4.0/24");
        var router = bench.router(caller, outside);
        bench.networks.routers().addInterface(caller, router.id(), Optional.of(subnet.id()), Optional.empty());
        var port = plug(one);
        var floating = bench.networks
                .floatingIps()
                .create(
                        caller,
                        List.of(new FloatingWish.Draft(
                                Optional.empty(),
                                outside.id(),
                                Optional.empty(),
                                Optional.empty(),
                                new FloatingWish(
                                        Optional.empty(), Optional.of(Optional.of(port.port())), Optional.empty()))))
                .getFirst();
        bench.settle();
        assertThat(one.item(ItemKey.Kind.ROUTER, router.id(), RouterSpec.class)).hasValueSatisfying(spec -> {
            assertThat(spec.interfaces())
                    .singleElement()
                    .satisfies(i -> assertThat(i.addresses()).containsExactly("10.0.0.1/24"));
            assertThat(spec.gateway()).hasValueSatisfying(g -> {
                assertThat(g.nexthops()).containsExactly("172.24.4.1");
                assertThat(g.snat()).isTrue();
            });
            assertThat(spec.floating()).singleElement().satisfies(f -> {
                assertThat(f.external()).isEqualTo(floating.ip().toString());
                assertThat(f.fixed()).isEqualTo(port.fixedIps().getFirst().ip().toString());
            });
        });
        assertThat(one.item(ItemKey.Kind.EXTERNAL_NETWORK, outside.id(), ExternalNetworkSpec.class))
                .hasValueSatisfying(spec -> assertThat(spec.hostAddress()).contains("172.24.4.1/24"));
        assertThat(two.held).isEmpty();
        bench.sql.run(tx -> bench.networks.unbind(tx, port.port()));
        bench.settle();
        assertThat(one.held).isEmpty();
    }

    private Optional<RouterSpec.Gateway> gateway(ToldHost host, Router router) {
        return host.item(ItemKey.Kind.ROUTER, router.id(), RouterSpec.class).flatMap(RouterSpec::gateway);
    }

    private Router edge(Network outside) {
        var router = bench.router(caller, outside);
        bench.networks.routers().addInterface(caller, router.id(), Optional.of(subnet.id()), Optional.empty());
        return router;
    }

    /// The one of the two that has the gateway.
    private ToldHost home(Router router) {
        assertThat(List.of(one, two))
                .filteredOn(host -> gateway(host, router).isPresent())
                .hasSize(1);
        return gateway(one, router).isPresent() ? one : two;
    }

    private ToldHost other(ToldHost host) {
        return host == one ? two : one;
    }

    private FloatingIp floating(Network outside, UUID port) {
        var wish = new FloatingWish(Optional.empty(), Optional.of(Optional.of(port)), Optional.empty());
        var made = bench.networks
                .floatingIps()
                .create(
                        caller,
                        List.of(new FloatingWish.Draft(
                                Optional.empty(), outside.id(), Optional.empty(), Optional.empty(), wish)))
                .getFirst();
        bench.settle();
        return made;
    }

    private List<String> external(ToldHost host, Router router) {
        return host.item(ItemKey.Kind.ROUTER, router.id(), RouterSpec.class).orElseThrow().floating().stream()
                .map(RouterSpec.FloatingIp::external)
                .toList();
    }

    @Test
    void aGatewayIsOnOneHostAndStaysThereWhenGuestsComeElsewhere() {
        var outside = bench.outside("172.24.4.0/24");
        var router = edge(outside);
        var first = plug(one);
        assertThat(home(router)).isSameAs(one);
        plug(two);
        assertThat(home(router)).isSameAs(one);
        assertThat(two.ids(ItemKey.Kind.ROUTER)).containsExactly(router.id());
        assertThat(two.ids(ItemKey.Kind.EXTERNAL_NETWORK)).isEmpty();
        bench.sql.run(tx -> bench.networks.unbind(tx, first.port()));
        bench.settle();
        assertThat(home(router)).isSameAs(two);
        assertThat(one.held).isEmpty();
    }

    @Test
    void manyGatewaysSpreadOverTheHostsOfTheirGuests() {
        var outside = bench.outside("172.24.4.0/24");
        plug(one);
        plug(two);
        var homes = new HashSet<ToldHost>();
        for (int i = 0; i < 8; i++) {
            var router = bench.router(caller, outside);
            var draft = new PortDraft(Optional.empty(), network.id(), PortWish.of("", ""));
            var leg = bench.networks.ports().create(caller, List.of(draft)).getFirst();
            bench.networks.routers().addInterface(caller, router.id(), Optional.empty(), Optional.of(leg.id()));
            bench.settle();
            homes.add(home(router));
        }
        assertThat(homes).hasSize(2);
    }

    @Test
    void aGatewayLeavesAHostThatIsDisabled() {
        var router = edge(bench.outside("172.24.4.0/24"));
        plug(one);
        plug(two);
        var before = home(router);
        bench.sql.run(tx -> bench.hosts.enable(tx, before.id, false, Optional.of("repair")));
        bench.settle();
        assertThat(home(router)).isSameAs(other(before));
        bench.sql.run(tx -> bench.hosts.enable(tx, before.id, true, Optional.empty()));
        bench.settle();
        assertThat(home(router)).isSameAs(other(before));
    }

    @Test
    void aGatewayLeavesAHostThatStaysOutOfReach() {
        bench.networks.start();
        var router = edge(bench.outside("172.24.4.0/24"));
        plug(one);
        plug(two);
        var before = home(router);
        bench.hosts.lost(before.id, before);
        bench.pass(Duration.ofSeconds(20));
        assertThat(gateway(other(before), router)).isEmpty();
        bench.pass(Duration.ofSeconds(20));
        assertThat(gateway(other(before), router)).isPresent();
    }

    @Test
    void aHostThatComesBackInTimeKeepsItsGateway() {
        bench.networks.start();
        var router = edge(bench.outside("172.24.4.0/24"));
        plug(one);
        plug(two);
        var before = home(router);
        bench.hosts.lost(before.id, before);
        bench.pass(Duration.ofSeconds(20));
        before.hello();
        bench.pass(Duration.ofSeconds(20));
        assertThat(home(router)).isSameAs(before);
    }

    @Test
    void whereNoOtherHostWouldDoAGatewayStays() {
        var router = edge(bench.outside("172.24.4.0/24"));
        plug(one);
        bench.sql.run(tx -> bench.hosts.enable(tx, one.id, false, Optional.empty()));
        bench.settle();
        assertThat(home(router)).isSameAs(one);
    }

    @Test
    void aRouterThatIsDeletedIsOnNoHost() {
        var router = edge(bench.outside("172.24.4.0/24"));
        plug(one);
        plug(two);
        bench.networks.routers().removeInterface(caller, router.id(), Optional.of(subnet.id()), Optional.empty());
        bench.networks.routers().delete(caller, router.id());
        bench.settle();
        for (var host : List.of(one, two)) {
            assertThat(host.ids(ItemKey.Kind.ROUTER)).isEmpty();
            assertThat(host.ids(ItemKey.Kind.EXTERNAL_NETWORK)).isEmpty();
        }
        assertThat(bench.sql.exists("select 1 from router_home")).isFalse();
    }

    @Test
    void aFloatingAddressIsWhereItsPortIsAndWithoutAPlugAtTheGateway() {
        var outside = bench.outside("172.24.4.0/24");
        var router = edge(outside);
        plug(one);
        var far = plug(two);
        var moving = floating(outside, far.port());
        assertThat(external(one, router)).isEmpty();
        assertThat(external(two, router)).containsExactly(moving.ip().toString());
        assertThat(gateway(one, router))
                .hasValueSatisfying(way -> assertThat(way.addresses()).hasSize(1));
        assertThat(gateway(two, router)).hasValueSatisfying(way -> {
            assertThat(way.addresses()).isEmpty();
            assertThat(way.snat()).isFalse();
            assertThat(way.mac())
                    .isNotEqualTo(gateway(one, router).orElseThrow().mac());
        });
        assertThat(two.ids(ItemKey.Kind.EXTERNAL_NETWORK)).containsExactly(outside.id());
        bench.sql.run(tx -> bench.networks.unbind(tx, far.port()));
        bench.settle();
        assertThat(external(one, router)).containsExactly(moving.ip().toString());
        assertThat(two.held).isEmpty();
    }

    @Test
    void aNetworkBehindARouterIsCarriedWhereItsNeighbourIs() {
        var red = bench.network(caller, "red");
        var far = bench.subnet(caller, red, "10.0.1.0/24");
        var router = bench.router(caller, bench.outside("172.24.4.0/24"));
        for (var leg : List.of(subnet.id(), far.id())) {
            bench.networks.routers().addInterface(caller, router.id(), Optional.of(leg), Optional.empty());
        }
        plug(one);
        plug(two, red);
        assertThat(one.ids(ItemKey.Kind.NETWORK)).containsExactlyInAnyOrder(network.id(), red.id());
        assertThat(two.ids(ItemKey.Kind.NETWORK)).containsExactlyInAnyOrder(network.id(), red.id());
        assertThat(one.ids(ItemKey.Kind.ROUTER)).containsExactly(router.id());
    }

    @Test
    void anAddressAndAVniAreFreeOnlyWhenTheHostHasConfirmed() {
        var port = plug(one);
        one.confirm();
        var ip = port.fixedIps().getFirst().ip();
        bench.sql.run(tx -> tx.query("select device from port where id = ?", row -> row.text("device"), port.port())
                .forEach(device -> bench.networks.release(tx, UUID.fromString(device))));
        bench.settle();
        assertThat(addresses(ip.toString())).isEqualTo(1);
        bench.networks.networks().delete(caller, network.id());
        bench.settle();
        assertThat(bench.sql.query("select 1 from vni where network = ?", row -> 1, network.id()))
                .hasSize(1);
        one.confirm();
        assertThat(addresses(ip.toString())).isZero();
        assertThat(bench.sql.query("select 1 from vni where network = ?", row -> 1, network.id()))
                .isEmpty();
        assertThat(bench.sql.query("select 1 from port_binding", row -> 1)).isEmpty();
    }

    private int addresses(String ip) {
        return bench.sql
                .query("select 1 from port_address where ip = ?::inet", row -> 1, ip)
                .size();
    }

    @Test
    void aGroupThatARuleNamesIsThereWithItsMembers() {
        var web = bench.group(caller, "web");
        var store = bench.group(caller, "store");
        bench.names(caller, store, web);
        var member = in(one, web);
        in(two, store);
        assertThat(two.item(ItemKey.Kind.SECURITY_GROUP, web, SecurityGroupSpec.class))
                .hasValueSatisfying(spec -> assertThat(spec.members())
                        .containsExactly(member.fixedIps().getFirst().ip().toString()));
        assertThat(one.ids(ItemKey.Kind.SECURITY_GROUP)).containsExactly(web);
    }

    private InstancePort in(ToldHost host, UUID group) {
        var port = bench.sql.tx(tx -> {
            var made = bench.networks
                    .claim(
                            tx,
                            caller,
                            UUID.randomUUID(),
                            List.of(NetworkRequest.network(network.id())),
                            List.of(group.toString()),
                            false)
                    .getFirst();
            bench.networks.bind(tx, made.port(), UUID.randomUUID(), host.id);
            return made;
        });
        bench.settle();
        return port;
    }

    @Test
    void manyPortsCostOneTurnOfThePlanner() {
        bench.sql.run(tx -> {
            for (int i = 0; i < 50; i++) {
                var made = bench.networks
                        .claim(
                                tx,
                                caller,
                                UUID.randomUUID(),
                                List.of(NetworkRequest.network(network.id())),
                                List.of(),
                                false)
                        .getFirst();
                bench.networks.bind(tx, made.port(), UUID.randomUUID(), one.id);
            }
        });
        long before = generation();
        bench.settle();
        assertThat(one.ids(ItemKey.Kind.PORT)).hasSize(50);
        // The network and the group, once each.
        assertThat(generation() - before).isEqualTo(2);
    }

    private long generation() {
        return bench.sql.only("select last_value as n from host_order_generation", row -> row.whole("n"));
    }
}
