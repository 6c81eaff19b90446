package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.PortSpec;
import brume.contract.SecurityGroupSpec;
import brume.contract.SecurityGroupSpec.Direction;
import brume.contract.SecurityGroupSpec.Rule;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Frames of a guest that claims to be what it is not. Each is first sent from a port without rules, and comes: so what
/// does not come from a port with rules was held there, by these and by nothing else.
final class HostileGuestTest extends KernelLab {
    private static final String MAC = "fa:16:3e:00:00:0b";
    private static final String LINK_LOCAL = "fe80::f816:3eff:fe00:b";
    private static final String VICTIM = "fa:16:3e:00:00:0c";
    private static final String VICTIM_LINK_LOCAL = "fe80::f816:3eff:fe00:c";
    private static final String ALL_NODES = "ff02::1";
    private static final String ALL_NODES_MAC = "33:33:00:00:00:01";
    private static final String STRANGER = "fa:16:3e:00:00:99";
    private static final byte[] NOTHING = {};
    private static final int ROUTER_ADVERTISEMENT = 134;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int REDIRECT = 137;

    private final SecurityGroupSpec all = Specs.group(
            List.of(), any(Direction.EGRESS), any(Direction.INGRESS), any6(Direction.EGRESS), any6(Direction.INGRESS));
    private final PortSpec held = Specs.port(specs.network, 11, all);

    @Test
    void anotherServerOfAddressesIsNotHeard() {
        var offer = Frames.udp(MAC, VICTIM, "10.199.0.11", "10.199.0.12", 67, 68, new byte[240]);
        holds(Map.of(
                "an offer of DHCP", offer,
                "to everybody",
                        Frames.udp(MAC, Frames.EVERYBODY, "10.199.0.11", "255.255.255.255", 67, 68, new byte[240]),
                "with a tag", Frames.tagged(offer),
                "a reply of DHCPv6", Frames.udp(MAC, VICTIM, LINK_LOCAL, VICTIM_LINK_LOCAL, 547, 546, new byte[40])));
    }

    @Test
    void nobodyElseSpeaksForARouter() {
        var words = new byte[12];
        var told = Frames.icmpv6(MAC, ALL_NODES_MAC, LINK_LOCAL, ALL_NODES, ROUTER_ADVERTISEMENT, words);
        holds(Map.of(
                "a router's advertisement", told,
                "with a tag", Frames.tagged(told),
                "behind another header",
                        Frames.hiddenIcmpv6(MAC, ALL_NODES_MAC, LINK_LOCAL, ALL_NODES, ROUTER_ADVERTISEMENT, words),
                "to one guest alone",
                        Frames.icmpv6(MAC, VICTIM, LINK_LOCAL, VICTIM_LINK_LOCAL, ROUTER_ADVERTISEMENT, words),
                "a redirect", Frames.icmpv6(MAC, VICTIM, LINK_LOCAL, VICTIM_LINK_LOCAL, REDIRECT, new byte[36])));
    }

    @Test
    void nobodySpeaksForANeighbour() {
        holds(Map.of(
                "another's address at its own MAC", Frames.arp(MAC, MAC, "10.199.0.1"),
                "its own address at another's MAC", Frames.arp(MAC, STRANGER, "10.199.0.11"),
                "another's address and MAC", Frames.arp(STRANGER, STRANGER, "10.199.0.1"),
                "with a tag", Frames.tagged(Frames.arp(MAC, MAC, "10.199.0.1")),
                "another's address of IPv6", advertises("fd99::1", LINK_LOCAL),
                "the router's own", advertises("fe80::1", LINK_LOCAL),
                "said in another's name", advertises(LINK_LOCAL, "fe80::1")));
    }

    @Test
    void nobodySendsFromWhatIsNotItsOwn() {
        holds(Map.of(
                "another's address", Frames.udp(MAC, VICTIM, "10.199.0.13", "10.199.0.12", 9, 9, NOTHING),
                "an address from far away", Frames.udp(MAC, VICTIM, "192.0.2.7", "10.199.0.12", 9, 9, NOTHING),
                "another's MAC", Frames.udp(STRANGER, VICTIM, "10.199.0.11", "10.199.0.12", 9, 9, NOTHING),
                "with a tag", Frames.tagged(Frames.udp(MAC, VICTIM, "10.199.0.13", "10.199.0.12", 9, 9, NOTHING)),
                "another's address of IPv6", Frames.udp(MAC, VICTIM, "fd99::13", VICTIM_LINK_LOCAL, 9, 9, NOTHING),
                "another's link-local address", Frames.udp(MAC, VICTIM, "fe80::13", VICTIM_LINK_LOCAL, 9, 9, NOTHING),
                "what is no IP at all", Frames.ethernet(MAC, VICTIM, 0x88b5, new byte[46])));
    }

    @Test
    void whatGoesToEverybodyIsThinned() {
        network.group(all);
        var victim = guest(unsecured(b));
        var attacker = guest(held);
        var flood = Frames.udp(MAC, Frames.EVERYBODY, "10.199.0.11", "255.255.255.255", 9, 9, new byte[20]);
        for (int i = 0; i < 10_000; i++) attacker.send(flood);
        var honest = Frames.udp(MAC, VICTIM, "10.199.0.11", "10.199.0.12", 9, 9, NOTHING);
        // Its own queue may be full of what came before.
        eventually(() -> {
            attacker.send(honest);
            return victim.heard(honest);
        });
        assertThat(victim.heard(flood, flood.length)).isBetween(1L, 5_000L);
    }

    /// What is for one guest alone is not thinned: its sender pays for it, and the others have their network still.
    @Test
    void aFloodForOneGuestLeavesTheOthersTheirNetwork() throws InterruptedException {
        network.group(all);
        var victim = guest(unsecured(b));
        var attacker = guest(held);
        var one = guest(Specs.port(specs.network, 13, open));
        guest(Specs.port(specs.network, 14, open));
        var flood = Frames.udp(MAC, VICTIM, "10.199.0.11", "10.199.0.12", 9, 9, new byte[20]);
        var over = new AtomicBoolean();
        var sender = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 3_000_000 && !over.get(); i++) attacker.send(flood);
        });
        try {
            eventually(() -> victim.heard(flood, flood.length) > 1_000);
            var said = one.run("ping", "-c20", "-i0.05", "-W5", "-n", "-q", "10.199.0.14");
            assertThat(sender.isAlive()).as("it goes on").isTrue();
            assertThat(said.out()).containsPattern("20 packets transmitted, (1[5-9]|20) received");
        } finally {
            over.set(true);
            sender.join();
        }
    }

    private void holds(Map<String, byte[]> frames) {
        network.group(all);
        var victim = guest(unsecured(b));
        var attacker = guest(unsecured(held));
        send(attacker, victim, frames, 1);
        frames.forEach((what, frame) -> assertThat(victim.heard(frame))
                .as(what + ", from a port without rules")
                .isTrue());
        victim.forget();
        network.port(held);
        send(attacker, victim, frames, 2);
        frames.forEach((what, frame) -> assertThat(victim.heard(frame)).as(what).isFalse());
    }

    /// The last frame is an honest one: a tap keeps the order, so that what has not come before it does not come.
    private static void send(TestGuest attacker, TestGuest victim, Map<String, byte[]> frames, int round) {
        frames.values().forEach(attacker::send);
        var honest = Frames.udp(MAC, VICTIM, "10.199.0.11", "10.199.0.12", 9, 9, new byte[round]);
        attacker.send(honest);
        eventually(() -> victim.heard(honest));
    }

    /// "The address is at my MAC" (RFC 4861, section 4.4).
    private static byte[] advertises(String address, String from) {
        var words = ByteBuffer.allocate(20).putInt(0x20000000).put(Frames.ip(address));
        return Frames.icmpv6(MAC, ALL_NODES_MAC, from, ALL_NODES, NEIGHBOUR_ADVERTISEMENT, words.array());
    }

    private static Rule any6(Direction direction) {
        return new Rule(direction, true, NONE, NONE, NONE, Optional.empty(), Optional.empty());
    }
}
