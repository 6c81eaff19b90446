package brume.cloud.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InstancePortsTest {
    private final Bench bench = new Bench();
    private final UUID project = UUID.randomUUID();
    private final UUID instance = UUID.randomUUID();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void anInstanceThatAsksForNothingGetsTheOnlyNetwork() {
        var caller = Bench.member(project);
        var network = bench.network(caller, "blue");
        bench.subnet(caller, network, "10.0.0.0/24");
        var ports = bench.sql.tx(tx -> bench.networks.claim(tx, caller, instance, List.of(), List.of(), true));
        assertThat(ports).singleElement().satisfies(port -> {
            assertThat(port.networkName()).isEqualTo("blue");
            assertThat(port.securityGroups()).containsExactly("default");
            assertThat(port.mtu()).isEqualTo(1450);
            assertThat(port.fixedIps()).hasSize(1);
        });
        var cards = bench.sql.tx(
                tx -> bench.networks.guestCards(tx, List.of(instance)).get());
        assertThat(cards.get(instance).ports()).isEqualTo(ports);
        assertThat(cards.get(instance).links())
                .singleElement()
                .satisfies(link -> assertThat(link.addresses()).hasSize(1));
        bench.sql.run(tx -> bench.networks.release(tx, instance));
        assertThat(bench.networks.ofInstances(bench.sql, List.of(instance))).isEmpty();
        bench.networks.networks().delete(caller, network.id());
        assertThat(bench.sql.query("select 1 from vni", row -> 1)).isEmpty();
    }

    @Test
    void anInstanceWithTwoNetworksToChooseFromIsAsked() {
        var caller = Bench.member(project);
        for (var name : List.of("blue", "red")) bench.subnet(caller, bench.network(caller, name), "10.0.0.0/24");
        assertThatThrownBy(() ->
                        bench.sql.tx(tx -> bench.networks.claim(tx, caller, instance, List.of(), List.of(), true)))
                .isInstanceOfSatisfying(
                        CloudFault.Conflict.class,
                        fault -> assertThat(fault.reason()).isEqualTo("ambiguous"));
    }

    @Test
    void aPortInUseIsRefusedAndOneThatWasTakenIsFreeAgain() {
        var caller = Bench.member(project);
        var network = bench.network(caller, "blue");
        bench.subnet(caller, network, "10.0.0.0/24");
        var port = bench.networks
                .ports()
                .create(caller, List.of(new PortDraft(java.util.Optional.empty(), network.id(), PortWish.NONE)))
                .getFirst();
        var asked = List.of(NetworkRequest.port(port.id()));
        bench.sql.run(tx -> bench.networks.claim(tx, caller, instance, asked, List.of(), false));
        assertThatThrownBy(() -> bench.sql.tx(
                        tx -> bench.networks.claim(tx, caller, UUID.randomUUID(), asked, List.of(), false)))
                .isInstanceOfSatisfying(
                        CloudFault.Conflict.class,
                        fault -> assertThat(fault.reason()).isEqualTo("port-in-use"));
        bench.sql.run(tx -> bench.networks.release(tx, instance));
        var free = bench.networks.ports().get(caller, port.id());
        assertThat(free.device()).isEmpty();
        assertThat(free.fixedIps()).isEqualTo(port.fixedIps());
    }

    @Test
    void anotherTenantsNetworkIsUnknown() {
        var network = bench.network(Bench.member(project), "blue");
        assertThatThrownBy(() -> bench.sql.tx(tx -> bench.networks.claim(
                        tx,
                        Bench.member(UUID.randomUUID()),
                        instance,
                        List.of(NetworkRequest.network(network.id())),
                        List.of(),
                        false)))
                .isInstanceOf(CloudFault.NotFound.class);
    }
}
