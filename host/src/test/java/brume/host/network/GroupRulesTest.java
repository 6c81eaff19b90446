package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.SecurityGroupSpec.Direction;
import brume.contract.SecurityGroupSpec.Rule;
import java.util.List;
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
        assertThat(GroupRules.of(Specs.group(List.of(), rule), Direction.EGRESS, true))
                .containsExactly("ip6 daddr { fd00:0:0:0:0:0:0:0/8 } meta l4proto { 58 } accept");
    }

    private static List<String> rules(Rule... rules) {
        return GroupRules.of(Specs.group(List.of(), rules), Direction.INGRESS, false);
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
