package brume.cloud.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;
import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Ip;
import brume.contract.NetworkSpec.Ipv6Mode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AddressesTest {
    private final Bench bench = new Bench();
    private final Caller caller = Bench.member(UUID.randomUUID());

    @AfterEach
    void close() {
        bench.close();
    }

    private Port port(Network network, PortWish wish) {
        return bench.networks
                .ports()
                .create(caller, List.of(new PortDraft(Optional.empty(), network.id(), wish)))
                .getFirst();
    }

    private static <T> List<Future<T>> together(int times, Callable<T> work) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Callable<T>>();
            for (int i = 0; i < times; i++) all.add(work);
            return threads.invokeAll(all);
        }
    }

    @Test
    void manyAtOnceGetAnAddressEachUntilNoneIsLeft() throws Exception {
        var network = bench.network(caller, "blue");
        bench.subnet(caller, network, "10.0.0.0/27");
        var seen = new HashSet<Ip>();
        int full = 0;
        for (var result : together(40, () -> port(network, PortWish.NONE))) {
            try {
                assertThat(seen.add(result.get().fixedIps().getFirst().ip())).isTrue();
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(CloudFault.NoCapacity.class);
                full++;
            }
        }
        // 32 less network, broadcast, gateway and DHCP.
        assertThat(seen).hasSize(28);
        assertThat(full).isEqualTo(12);
    }

    @Test
    void anAddressThatManyAskForIsGivenToOne() throws Exception {
        var network = bench.network(caller, "blue");
        var subnet = bench.subnet(caller, network, "10.0.0.0/24");
        var wish = PortWish.NONE.at(List.of(AddressWish.just(subnet.id(), Ip.of("10.0.0.77"))));
        int won = 0;
        for (var result : together(10, () -> port(network, wish))) {
            try {
                result.get();
                won++;
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(CloudFault.Conflict.class);
            }
        }
        assertThat(won).isEqualTo(1);
    }

    @Test
    void aFreedAddressIsGivenAgain() {
        var network = bench.network(caller, "blue");
        bench.subnet(caller, network, "10.0.0.0/29");
        var first = port(network, PortWish.NONE);
        bench.networks.ports().delete(caller, first.id());
        assertThat(port(network, PortWish.NONE).fixedIps()).isEqualTo(first.fixedIps());
    }

    @Test
    void aCardGivesItselfAnAddressWhereRoutersAdvertise() {
        var network = bench.network(caller, "blue");
        var mode = Optional.of(Ipv6Mode.SLAAC);
        var plain = SubnetWish.of("six", Cidr.of("2001:db8::/64"));
        var wish = new SubnetWish(
                plain.name(),
                plain.description(),
                plain.cidr(),
                plain.gateway(),
                plain.dhcp(),
                plain.dnsServers(),
                plain.routes(),
                plain.ranges(),
                mode,
                mode,
                plain.serviceTypes());
        var before = port(network, PortWish.NONE);
        bench.networks.subnets().create(caller, List.of(SubnetDraft.of(network.id(), wish)));
        var after = port(network, PortWish.NONE);
        for (var id : List.of(before.id(), after.id())) {
            var port = bench.networks.ports().get(caller, id);
            assertThat(port.fixedIps())
                    .extracting(FixedIp::ip)
                    .containsExactly(Cidr.of("2001:db8::/64").eui64(port.mac()));
        }
    }

    @Test
    void aBulkThatDoesNotFitMakesNothing() {
        var network = bench.network(caller, "blue");
        bench.subnet(caller, network, "10.0.0.0/29");
        var drafts = new ArrayList<PortDraft>();
        for (int i = 0; i < 6; i++) drafts.add(new PortDraft(Optional.empty(), network.id(), PortWish.NONE));
        assertThatThrownBy(() -> bench.networks.ports().create(caller, drafts))
                .isInstanceOf(CloudFault.NoCapacity.class);
        assertThat(bench.networks.ports().list(caller, Listing.ALL))
                .allSatisfy(port -> assertThat(port.owner()).isEqualTo(PortOwner.DHCP));
    }
}
