package brume.cloud.placement;

import static org.assertj.core.api.Assertions.assertThat;

import brume.cloud.hosts.Host;
import brume.contract.HostId;
import brume.contract.HypervisorKind;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ChooserTest {
    private static final Room SMALL = new Room(1, 512L << 20, 1L << 30);
    private static final Room BIG = new Room(16, 4096L << 20, 100L << 30);
    private final Chooser chooser = new Chooser(new Random(1));

    private static Candidate host(int number, Room used, boolean enabled) {
        return new Candidate(
                new Host(
                        new HostId(new UUID(0, number)),
                        "node-" + number,
                        "192.0.2.1",
                        List.of("FAST"),
                        List.of(HypervisorKind.QEMU),
                        16,
                        4096L << 20,
                        100L << 30,
                        "nova",
                        enabled,
                        Optional.empty(),
                        true,
                        false,
                        Instant.EPOCH),
                BIG,
                used);
    }

    private static Demand demand(Room room, HypervisorKind kind, Set<String> traits) {
        return new Demand(new UUID(9, 9), room, kind, Optional.empty(), Optional.empty(), traits, Set.of(), Set.of());
    }

    private static Demand small() {
        return demand(SMALL, HypervisorKind.QEMU, Set.of());
    }

    private static Room memory(long mebibytes) {
        return new Room(0, mebibytes << 20, 0);
    }

    @Test
    void theEmptiestHostIsTaken() {
        var hosts = List.of(host(1, memory(3000), true), host(2, Room.NONE, true), host(3, memory(2000), true));
        assertThat(chooser.choose(hosts, small())
                        .candidate()
                        .orElseThrow()
                        .host()
                        .name())
                .isEqualTo("node-2");
    }

    @Test
    void equalHostsAreTakenByChance() {
        var hosts = List.of(host(1, Room.NONE, true), host(2, Room.NONE, true), host(3, Room.NONE, true));
        var taken = new HashSet<String>();
        for (int i = 0; i < 50; i++)
            taken.add(chooser.choose(hosts, small())
                    .candidate()
                    .orElseThrow()
                    .host()
                    .name());
        assertThat(taken).hasSize(3);
    }

    @Test
    void theExplanationNamesTheFiltersAndTheNearestMiss() {
        var hosts = List.of(
                host(1, memory(4000), true),
                host(2, memory(3900), true),
                host(3, memory(4096), true),
                host(4, Room.NONE, false));
        var outcome = chooser.choose(hosts, small());
        assertThat(outcome.candidate()).isEmpty();
        assertThat(outcome.explanation())
                .contains("1 of 4 hosts dropped by ComputeFilter")
                .contains("3 of 4 hosts dropped by RamFilter")
                .contains("nearest miss: node-2 lacks 316 of 512 MiB of memory");
    }

    @Test
    void anImageForAnotherHypervisorFindsNoHost() {
        var outcome = chooser.choose(List.of(host(1, Room.NONE, true)), demand(SMALL, HypervisorKind.UML, Set.of()));
        assertThat(outcome.explanation()).contains("ImagePropertiesFilter", "no hypervisor of kind UML");
    }

    @Test
    void aTraitThatIsMissingIsNamed() {
        var outcome = chooser.choose(
                List.of(host(1, Room.NONE, true)), demand(SMALL, HypervisorKind.QEMU, Set.of("GPU", "FAST")));
        assertThat(outcome.explanation()).contains("ComputeCapabilitiesFilter", "lacks GPU");
    }

    @Test
    void withoutHostsItSaysSo() {
        assertThat(chooser.choose(List.of(), small()).explanation())
                .isEqualTo("No valid host was found: there are none.\nThere are no hosts.");
    }
}
