package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0",
                "10.0.0.1/33",
                "10.0.0.1/-1",
                "10.0.0.1/x",
                "fe80::1%eth0",
                "localhost",
                "1.2.3.4 }",
                "::/129"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.of(text)).isInstanceOf(NetworkFault.class);
    }

    @Test
    void hostBitsAreCleared() {
        assertThat(Cidr.of("10.1.2.3/8")).hasToString("10.0.0.0/8");
        assertThat(Cidr.of("10.1.2.3")).hasToString("10.1.2.3");
        assertThat(Cidr.of("10.1.2.0/24").netmask()).isEqualTo("255.255.255.0");
    }

    @Test
    void blocksInOthersAreLeftOut() {
        var blocks = List.of("10.0.0.5", "10.0.0.0/24", "10.0.1.0/24", "10.0.0.0/24", "fd00::1", "fd00::/64");
        assertThat(Cidr.prune(blocks.stream().map(Cidr::of).toList()))
                .containsExactlyInAnyOrder(Cidr.of("10.0.0.0/24"), Cidr.of("10.0.1.0/24"), Cidr.of("fd00::/64"));
    }

    @Test
    void familiesNeverOverlap() {
        assertThat(Cidr.of("0.0.0.0/0").overlaps(Cidr.of("::/0"))).isFalse();
        assertThat(Cidr.of("10.0.0.0/8").overlaps(Cidr.of("10.9.0.0/16"))).isTrue();
    }
}
