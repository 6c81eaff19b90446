package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.SecurityGroupSpec.Direction;
import brume.contract.SecurityGroupSpec.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class GroupRulesTest {
    @Test
    void rulesThatDifferInTheirPortsBecomeOne() {
        assertThat(rules(tcp(22, 22, null), tcp(80, 90, null), tcp(85, 100, null), tcp(101, 101, null)))
                .containsExactly("meta l4proto 6 th dport { 22, 80-101 } accept");
    }

    @Test
    void rulesThatDifferInTheirAddressesBecomeOne() {
        assertThat(rules(tcp(22, 22, "10.0.0.0/8"), tcp(22, 22, "10.1.0.0/16"), tcp(22, 22, "192.0.2.1/32")))
                .containsExactly("ip saddr { 10.0.0.0/8, 192.0.2.1 } meta l4proto 6 th dport { 22 } accept");
    }

    @Test
    void twoHundredPortsAreOneRule() {
        var many = new Rule[200];
        for (int i = 0; i < many.length; i++) many[i] = tcp(1000 + 2 * i, 1000 + 2 * i, "10.0.0.0/8");
        assertThat(rules(many)).hasSize(1);
    }

    @Test
    void manyRulesThatDifferInAllAreFoundByTheirPorts() {
        var many = new Rule[10];
        for (int i = 0; i < 8; i++) many[i] = tcp(1000 + 2 * i, 1000 + 2 * i, "10." + i + ".0.0/16");
        many[8] = tcp(1001, 1004, "192.0.2.0/24");
        many[9] = tcp(1004, 1006, null);
        var group = Specs.group(List.of(), many);
        var chains = GroupRules.chains(group, Direction.INGRESS, false);
        var name = GroupRules.chain(group.id(), Direction.INGRESS, false);
        assertThat(chains.get(name))
                .containsExactly(("meta l4proto 6 th dport vmap { 1000 : jump N_1, 1001 : jump N_2, 1002 : jump N_3,"
                                + " 1003 : jump N_2, 1004 : accept, 1005 : accept, 1006 : accept, 1008 : jump N_4,"
                                + " 1010 : jump N_5, 1012 : jump N_6, 1014 : jump N_7 }")
                        .replace("N", name));
        assertThat(chains.get(name + "_3")).containsExactly("ip saddr { 10.1.0.0/16, 192.0.2.0/24 } accept");
        assertThat(chains).hasSize(8);
    }

    @Test
    void anyProtocolNeedsNoOther() {
        var any = new Rule(
                Direction.INGRESS,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(rules(any, tcp(22, 22, null))).containsExactly("accept");
    }

    @Test
    void aRemoteGroupIsASetOfItsMembers() {
        var group = UUID.fromString("00000000-0000-0000-0000-0123456789ab");
        var rule = new Rule(
                Direction.INGRESS,
                false,
                Optional.of(1),
                Optional.of(8),
                Optional.of(0),
                Optional.empty(),
                Optional.of(group));
        assertThat(rules(rule)).containsExactly("ip saddr @m4_123456789ab icmp type 8 icmp code 0 accept");
    }

    @Test
    void icmpInAnIpv6RuleIsItsIpv6Kind() {
        var rule = new Rule(
                Direction.EGRESS,
                true,
                Optional.of(1),
                Optional.empty(),
                Optional.empty(),
                Optional.of("fd00::/8"),
                Optional.empty());
        assertThat(only(GroupRules.chains(Specs.group(List.of(), rule), Direction.EGRESS, true)))
                .containsExactly("ip6 daddr { fd00:0:0:0:0:0:0:0/8 } meta l4proto { 58 } accept");
    }

    private static List<String> rules(Rule... rules) {
        return only(GroupRules.chains(Specs.group(List.of(), rules), Direction.INGRESS, false));
    }

    private static List<String> only(Map<String, List<String>> chains) {
        assertThat(chains).hasSize(1);
        return chains.values().iterator().next();
    }

    private static Rule tcp(int low, int high, String from) {
        return new Rule(
                Direction.INGRESS,
                false,
                Optional.of(6),
                Optional.of(low),
                Optional.of(high),
                Optional.ofNullable(from),
                Optional.empty());
    }
}
