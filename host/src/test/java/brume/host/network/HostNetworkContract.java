package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.ItemKey;
import brume.host.Drift;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [HostNetwork] does, simulated or real.
abstract class HostNetworkContract {
    private final Specs specs = new Specs();
    private HostNetwork network;

    abstract HostNetwork open();

    /// The same host's networks as a restarted process finds them.
    abstract HostNetwork reopen(HostNetwork closed);

    @BeforeEach
    void openNetwork() {
        network = open();
    }

    @AfterEach
    void removeAll() {
        network.items().forEach(network::remove);
        var left = network.traces();
        network.close();
        assertThat(left).isEmpty();
    }

    @Test
    void holdsWhatItIsToldOnceHoweverOftenItIsTold() {
        for (int i = 0; i < 2; i++) tellAll();
        assertThat(network.items()).isEqualTo(all());
    }

    @Test
    void nothingDriftsWhereAllIsAsTold() {
        tellAll();
        network.repair();
        assertThat(network.drift()).isEqualTo(new Drift(List.of(), List.of()));
    }

    @Test
    void aPortHasATapAsSoonAsItsNetworkHasCome() {
        network.port(specs.port);
        assertThat(network.tap(specs.port.id())).isEmpty();
        network.network(specs.network);
        assertThat(network.tap(specs.port.id()))
                .hasValueSatisfying(tap -> assertThat(tap).hasSizeLessThan(16));
        network.remove(specs.network.key());
        assertThat(network.tap(specs.port.id())).isEmpty();
        assertThat(network.items()).containsExactly(specs.port.key());
    }

    @Test
    void theTapOfAPortKeepsItsName() {
        network.network(specs.network);
        network.port(specs.port);
        var before = network.tap(specs.port.id());
        network.group(specs.group);
        network.port(specs.port);
        network.repair();
        assertThat(network.tap(specs.port.id())).isEqualTo(before).isPresent();
    }

    @Test
    void removesWhatIsMissingWithoutComplaint() {
        network.remove(specs.network.key());
        network.remove(specs.router.key());
        network.remove(specs.port.key());
        network.remove(specs.group.key());
        network.remove(specs.external.key());
        assertThat(network.items()).isEmpty();
    }

    @Test
    void removedInAnyOrderLeavesNoTrace() {
        tellAll();
        network.metadata(specs.port.id(), Optional.of(specs.metadata));
        assertThat(network.traces()).isNotEmpty();
        network.remove(specs.network.key());
        network.remove(specs.external.key());
        network.remove(specs.group.key());
        network.remove(specs.router.key());
        network.remove(specs.port.key());
        assertThat(network.items()).isEmpty();
        assertThat(network.traces()).isEmpty();
    }

    @Test
    void aRestartedProcessFindsEverythingAsItWas() {
        tellAll();
        var tap = network.tap(specs.port.id());
        network.close();
        network = reopen(network);
        assertThat(network.items()).isEqualTo(all());
        assertThat(network.tap(specs.port.id())).isEqualTo(tap).isPresent();
    }

    @Test
    void whatComesInTheWrongOrderIsHeldAllTheSame() {
        network.router(specs.router);
        network.port(specs.port);
        network.group(specs.group);
        network.external(specs.external);
        network.network(specs.network);
        assertThat(network.items()).isEqualTo(all());
        assertThat(network.tap(specs.port.id())).isPresent();
    }

    private void tellAll() {
        network.external(specs.external);
        network.network(specs.network);
        network.group(specs.group);
        network.port(specs.port);
        network.router(specs.router);
    }

    private Set<ItemKey> all() {
        return Set.of(
                specs.external.key(), specs.network.key(), specs.group.key(), specs.port.key(), specs.router.key());
    }
}
