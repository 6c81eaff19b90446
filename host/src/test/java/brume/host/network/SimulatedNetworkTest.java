package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SimulatedNetworkTest extends HostNetworkContract {
    private final Specs specs = new Specs();

    @Override
    HostNetwork open() {
        return new SimulatedNetwork();
    }

    @Override
    HostNetwork reopen(HostNetwork closed) {
        return closed;
    }

    @Test
    void failsAsOftenAsItIsTold() {
        var network = new SimulatedNetwork();
        network.failNext(2);
        assertThatThrownBy(() -> network.port(specs.port)).isInstanceOf(NetworkFault.class);
        assertThatThrownBy(() -> network.port(specs.port)).isInstanceOf(NetworkFault.class);
        network.port(specs.port);
        assertThat(network.items()).containsExactly(specs.port.key());
    }

    @Test
    void refusesAnItemUntilItIsToldOtherwise() {
        var network = new SimulatedNetwork();
        network.refuse(specs.network.key(), true);
        network.group(specs.group);
        assertThatThrownBy(() -> network.network(specs.network)).isInstanceOf(NetworkFault.class);
        network.refuse(specs.network.key(), false);
        network.network(specs.network);
        assertThat(network.items()).containsExactlyInAnyOrder(specs.group.key(), specs.network.key());
    }
}
