package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.RouterSpec;
import brume.host.process.Command;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Ways between networks, and to and from the world.
final class RoutingTest extends KernelLab {
    @Test
    void aFloatingAddressLeadsToItsGuestAndGuestsReachOut() {
        network.router(specs.router);
        var first = guest(a);
        var second = guest(b);
        eventually(() -> pings(Specs.WORLD + ".50"));
        eventually(() -> first.pings(Specs.WORLD + ".1"));
        assertThat(second.pings(Specs.WORLD + ".1")).isTrue();
        assertThat(second.pings(Specs.WORLD + ".50")).isTrue();
        assertThat(first.pings(Specs.WORLD + ".50")).isTrue();
        network.router(withFloating(new RouterSpec.FloatingIp(UUID.randomUUID(), Specs.WORLD + ".51", "10.199.0.12")));
        eventually(() -> pings(Specs.WORLD + ".51"));
        assertThat(pings(Specs.WORLD + ".50")).isFalse();
    }

    @Test
    void nobodyAnswersInAGuestsPlace() {
        network.router(specs.router);
        guest(a);
        eventually(() -> pings(Specs.WORLD + ".50"));
        var names = Names.of(network.host());
        Command.of(
                        "ip",
                        "-n",
                        names.routerNamespace(specs.router.id()),
                        "addr",
                        "add",
                        Specs.WORLD + ".52/32",
                        "dev",
                        Names.gateway(specs.router.gateway().orElseThrow().port()))
                .ok();
        assertThat(pings(Specs.WORLD + ".52")).isFalse();
        assertThat(pings(Specs.WORLD + ".10")).as("the gateway's own").isTrue();
    }

    @Test
    void whereTheGatewayIsNotFloatingAddressesAloneLeadInAndOut() {
        var way = specs.router.gateway().orElseThrow();
        network.router(new RouterSpec(
                specs.router.id(),
                true,
                specs.router.interfaces(),
                Optional.of(new RouterSpec.Gateway(
                        way.port(), way.network(), "02:00:00:00:00:02", List.of(), way.nexthops(), false)),
                List.of(),
                specs.router.floating()));
        var first = guest(a);
        var second = guest(b);
        eventually(() -> pings(Specs.WORLD + ".50"));
        eventually(() -> first.pings(Specs.WORLD + ".1"));
        assertThat(second.pings(Specs.WORLD + ".1")).isFalse();
        assertThat(pings(Specs.WORLD + ".10")).isFalse();
        assertThat(first.pings("10.199.0.12")).isTrue();
    }

    @Test
    void aRouterThatIsDownForwardsNothing() {
        network.router(specs.router);
        var guest = guest(a);
        eventually(() -> guest.pings(Specs.WORLD + ".1"));
        network.router(new RouterSpec(
                specs.router.id(),
                false,
                specs.router.interfaces(),
                specs.router.gateway(),
                List.of(),
                specs.router.floating()));
        assertThat(guest.pings(Specs.WORLD + ".1")).isFalse();
        assertThat(pings(Specs.WORLD + ".50")).isFalse();
    }

    @Test
    void staticRoutesLeadThroughAGuestAndGoAgain() {
        var route = List.of(new brume.contract.Route("10.198.7.0/24", "10.199.0.12"));
        network.router(routed(route));
        var asker = guest(a);
        var relay = guest(unsecured(b));
        relay.ip("addr", "add", "10.198.7.1/32", "dev", "lo");
        eventually(() -> asker.pings("10.198.7.1"));
        network.router(routed(List.of()));
        assertThat(asker.pings("10.198.7.1")).isFalse();
    }

    @Test
    void repairBringsBackWhatWasTornDown() {
        network.router(specs.router);
        var guest = guest(a);
        eventually(() -> guest.pings(Specs.WORLD + ".1"));
        var host = network.namespace().getFileName().toString();
        Daemon.all("/run/brume/" + host.substring(6) + "/").forEach(ProcessHandle::destroyForcibly);
        Command.of(
                        "ip",
                        "-n",
                        host,
                        "link",
                        "del",
                        Names.legPlug(specs.router.interfaces().getFirst().port()))
                .ok();
        Command.of("nft", "flush", "ruleset").in(host).ok();
        assertThat(guest.pings(Specs.WORLD + ".1")).isFalse();
        network.repair();
        eventually(() -> guest.pings(Specs.WORLD + ".1"));
        assertThat(network.traces()).anyMatch(trace -> trace.contains("dnsmasq"));
    }

    @Test
    void aFloatingAddressThatMovesToAnotherRouterIsFoundThere() {
        network.router(specs.router);
        guest(a);
        eventually(() -> pings(Specs.WORLD + ".50"));
        var other = Specs.network(11, Optional.of("10.199.0.1"));
        network.network(other);
        guest(Specs.port(other, 11, open));
        network.router(withFloating());
        network.router(new RouterSpec(
                UUID.randomUUID(),
                true,
                List.of(new RouterSpec.Interface(
                        UUID.randomUUID(), other.id(), "fa:16:3e:99:00:03", List.of("10.199.0.1/24"))),
                Optional.of(new RouterSpec.Gateway(
                        UUID.randomUUID(),
                        specs.external.id(),
                        "fa:16:3e:99:00:04",
                        List.of(Specs.WORLD + ".11/24"),
                        List.of(Specs.WORLD + ".1"),
                        true)),
                List.of(),
                specs.router.floating()));
        eventually(() -> pings(Specs.WORLD + ".50"));
    }
}
