package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void theSameTableIsNoChange() {
        assertThat(table("accept", "10.0.0.1").from(table("accept", "10.0.0.1")))
                .isEmpty();
    }

    @Test
    void onlyTheChainThatChangedIsWrittenAnew() {
        assertThat(table("drop", "10.0.0.1").from(table("accept", "10.0.0.1")))
                .isEqualTo("flush chain bridge t one\nadd rule bridge t one drop\n");
    }

    @Test
    void onlyTheSetThatChangedIsFilledAnew() {
        assertThat(table("accept", "10.0.0.2").from(table("accept", "10.0.0.1")))
                .isEqualTo("flush set bridge t s\nadd element bridge t s { 10.0.0.2 }\n");
    }

    @Test
    void verdictsGoBeforeTheChainsThatTheyLeadTo() {
        var before = new Table("bridge", "t").chain("one", List.of()).dispatch("m", Map.of("tap1", "jump one"));
        assertThat(new Table("bridge", "t").dispatch("m", Map.of()).from(before))
                .isEqualTo(
                        "delete element bridge t m { \"tap1\" }\nflush chain bridge t one\ndelete chain bridge t one\n");
    }

    @Test
    void aWholeTableReplacesWhateverWasThere() {
        assertThat(table("accept", "10.0.0.1").script())
                .startsWith("add table bridge t\ndelete table bridge t\nadd table bridge t\n")
                .contains("add set bridge t s { type ipv4_addr ; flags interval ; }");
    }

    private static Table table(String rule, String address) {
        return new Table("bridge", "t").chain("one", List.of(rule)).set("s", false, List.of(Cidr.of(address)));
    }
}
