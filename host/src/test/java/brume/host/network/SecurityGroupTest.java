package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.PortSpec;
import brume.contract.SecurityGroupSpec;
import brume.contract.SecurityGroupSpec.Direction;
import brume.contract.SecurityGroupSpec.Rule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which frames of guests pass.
final class SecurityGroupTest extends KernelLab {
    @Test
    void guestsOfOneNetworkReachEachOther() {
        var first = guest(a);
        guest(b);
        eventually(() -> first.pings("10.199.0.12"));
    }

    @Test
    void nothingPassesThatNoRuleNames() {
        var closed = Specs.group(List.of());
        network.group(closed);
        var shut = Specs.port(specs.network, 13, closed);
        var asker = guest(a);
        var target = guest(shut);
        eventually(() -> asker.pings("10.199.0.2") || true);
        assertThat(asker.pings("10.199.0.13")).isFalse();
        assertThat(target.pings("10.199.0.11")).isFalse();
        network.group(new SecurityGroupSpec(
                closed.id(), true, List.of(rule(Direction.INGRESS, ICMP, Optional.of(8), NONE)), List.of()));
        eventually(() -> asker.pings("10.199.0.13"));
        assertThat(target.pings("10.199.0.11")).isFalse();
    }

    @Test
    void answersPassAndATakenRuleEndsWhatItAllowed() {
        var web = Specs.group(List.of(), rule(Direction.INGRESS, TCP, Optional.of(8080), Optional.of(8081)));
        network.group(web);
        var server = guest(Specs.port(specs.network, 13, web));
        var client = guest(a);
        serve(server, 8080);
        serve(server, 9090);
        eventually(() -> client.get("http://10.199.0.13:8080/").contains("200"));
        assertThat(client.get("http://10.199.0.13:9090/")).isEmpty();
        network.group(new SecurityGroupSpec(web.id(), true, List.of(), List.of()));
        assertThat(client.get("http://10.199.0.13:8080/")).isEmpty();
    }

    @Test
    void membersOfARemoteGroupMayPassAndOthersNot() {
        var friends = Specs.group(List.of("10.199.0.11"));
        var guarded = Specs.group(
                List.of(),
                new Rule(
                        Direction.INGRESS,
                        false,
                        Optional.of(ICMP),
                        NONE,
                        NONE,
                        Optional.empty(),
                        Optional.of(friends.id())));
        network.group(guarded);
        network.group(friends);
        guest(Specs.port(specs.network, 13, guarded));
        var friend = guest(a);
        var stranger = guest(b);
        eventually(() -> friend.pings("10.199.0.13"));
        assertThat(stranger.pings("10.199.0.13")).isFalse();
        network.group(new SecurityGroupSpec(friends.id(), true, List.of(), List.of("10.199.0.11", "10.199.0.12")));
        assertThat(stranger.pings("10.199.0.13")).isTrue();
    }

    @Test
    void forgedSourcesAreDropped() {
        var target = guest(b);
        var liar = guest(a);
        eventually(() -> liar.pings("10.199.0.12"));
        liar.ip("addr", "add", "10.199.0.99/24", "dev", "eth0");
        target.run("ping", "-c1", "-W1", "10.199.0.99");
        assertThat(liar.pings("10.199.0.12", "-I", "10.199.0.99")).isFalse();
        liar.ip("link", "set", "eth0", "address", "fa:16:3e:00:00:98");
        assertThat(liar.pings("10.199.0.12", "-I", "10.199.0.11")).isFalse();
    }

    @Test
    void anAllowedPairMayBeSpokenFor() {
        var pair = new PortSpec(
                a.id(),
                a.residence(),
                a.network(),
                a.mac(),
                a.fixedIps(),
                a.hostname(),
                true,
                true,
                a.securityGroups(),
                List.of(
                        new PortSpec.AllowedPair("10.199.0.96/28", a.mac()),
                        new PortSpec.AllowedPair("10.199.0.99", a.mac())),
                List.of());
        var speaker = guest(pair);
        guest(b);
        speaker.ip("addr", "add", "10.199.0.99/24", "dev", "eth0");
        eventually(() -> speaker.pings("10.199.0.12", "-I", "10.199.0.99"));
    }

    @Test
    void aPortThatIsDownOrWithoutRulesIsTakenAtItsWord() {
        var asker = guest(a);
        var free = unsecured(Specs.port(specs.network, 13));
        guest(free);
        eventually(() -> asker.pings("10.199.0.13"));
        network.port(down(free));
        assertThat(asker.pings("10.199.0.13")).isFalse();
        network.port(free);
        assertThat(asker.pings("10.199.0.13")).isTrue();
    }
}
