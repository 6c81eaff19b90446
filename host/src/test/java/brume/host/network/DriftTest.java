package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.Answer.Trace;
import brume.host.process.Command;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// What an inspection of a real kernel finds.
final class DriftTest extends KernelLab {
    private String host() {
        return network.namespace().getFileName().toString();
    }

    private void nothingDrifts() {
        var drift = network.drift();
        assertThat(drift.missing()).isEmpty();
        assertThat(drift.strays()).isEmpty();
    }

    @Test
    void nothingDriftsWhereAllIsAsTold() {
        nothingDrifts();
        network.port(a);
        network.router(specs.router);
        nothingDrifts();
    }

    @Test
    void whatSomebodyRemovedIsMissingUntilItIsRepaired() {
        network.port(a);
        Command.of("ip", "-n", host(), "link", "del", Names.tap(a.id())).ok();
        assertThat(network.drift().missing()).extracting(Trace::name).contains(Names.tap(a.id()));
        network.repair();
        nothingDrifts();
    }

    @Test
    void rulesThatSomebodyFlushedAreMissing() {
        network.port(a);
        Command.of("ip", "netns", "exec", host(), "nft", "flush", "ruleset").ok();
        assertThat(network.drift().missing()).extracting(Trace::kind).contains("rules");
        network.repair();
        nothingDrifts();
    }

    @Test
    void whatNobodyAskedForIsAStrayAndStays() throws Exception {
        Command.of("ip", "-n", host(), "link", "add", "tapffffffffff", "type", "bridge")
                .ok();
        Command.of("ip", "netns", "add", host() + "-r-fffffffffff").ok();
        assertThat(network.drift().strays())
                .extracting(Trace::kind, Trace::name)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("link", "tapffffffffff"),
                        org.assertj.core.groups.Tuple.tuple("namespace", host() + "-r-fffffffffff"));
        network.repair();
        assertThat(Files.exists(Namespaces.path(host() + "-r-fffffffffff"))).isTrue();
        Command.of("ip", "netns", "del", host() + "-r-fffffffffff").ok();
    }
}
