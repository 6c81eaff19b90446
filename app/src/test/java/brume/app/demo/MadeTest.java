package brume.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MadeTest {
    private final Made made = new Made();

    MadeTest() {
        made.add("user", () -> true, () -> {});
        made.add("network", () -> true, () -> {}, "user");
        made.add("subnet", () -> true, () -> {}, "network");
        made.add("router", () -> true, () -> {}, "user");
        made.add("interface", () -> true, () -> {}, "router", "subnet");
    }

    @Test
    void nothingIsDeletedBeforeWhatStandsOnIt() {
        for (int seed = 0; seed < 200; seed++) {
            var order = names(seed);
            assertThat(order).containsExactlyInAnyOrder("user", "network", "subnet", "router", "interface");
            assertThat(order.indexOf("interface"))
                    .isLessThan(order.indexOf("subnet"))
                    .isLessThan(order.indexOf("router"));
            assertThat(order.indexOf("subnet")).isLessThan(order.indexOf("network"));
            assertThat(order).last().isEqualTo("user");
        }
    }

    @Test
    void theSameSeedGivesTheSameOrderAndOthersGiveOthers() {
        assertThat(names(5)).isEqualTo(names(5));
        var orders = new HashSet<List<String>>();
        for (int seed = 0; seed < 50; seed++) orders.add(names(seed));
        assertThat(orders).hasSizeGreaterThan(1);
    }

    @Test
    void whatStandsOnSomethingUnknownIsAMistake() {
        assertThatThrownBy(() -> made.add("port", () -> true, () -> {}, "no such network"))
                .hasMessageContaining("no such network");
    }

    private List<String> names(long seed) {
        return made.order(new SplittableRandom(seed)).stream()
                .map(Made.Thing::name)
                .toList();
    }
}
