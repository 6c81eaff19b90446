package brume.cloud.placement;

import brume.contract.HypervisorKind;
import java.util.Optional;

/// A reason not to take a host, in the order in which they are asked. The names are those that operators know.
enum Filter {
    ComputeFilter {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            var host = candidate.host();
            if (!host.enabled()) return Optional.of("is disabled");
            return host.connected() ? Optional.empty() : Optional.of("is not connected");
        }
    },
    HostNameFilter {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return refuse(
                    demand.hostName().isPresent()
                            && !demand.hostName().get().equals(candidate.host().name()),
                    "is not the host asked for");
        }
    },
    AvailabilityZoneFilter {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return refuse(
                    demand.zone().isPresent()
                            && !demand.zone().get().equals(candidate.host().zone()),
                    "is in zone " + candidate.host().zone());
        }
    },
    ImagePropertiesFilter {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            var kinds = candidate.host().hypervisors();
            // A simulated host boots anything.
            boolean fits = kinds.contains(HypervisorKind.SIMULATED)
                    || demand.hypervisor() == HypervisorKind.ANY && !kinds.isEmpty()
                    || kinds.contains(demand.hypervisor());
            return refuse(!fits, "has no hypervisor of kind " + demand.hypervisor());
        }
    },
    ComputeCapabilitiesFilter {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            var missing = demand.traits().stream()
                    .filter(trait -> !candidate.host().traits().contains(trait))
                    .sorted()
                    .toList();
            return refuse(!missing.isEmpty(), "lacks " + String.join(", ", missing));
        }
    },
    AffinityFilter {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return refuse(
                    !demand.with().isEmpty()
                            && !demand.with().contains(candidate.host().id()),
                    "does not run the instances to be together with");
        }
    },
    AntiAffinityFilter {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return refuse(demand.without().contains(candidate.host().id()), "runs an instance to be apart from");
        }
    },
    CoreFilter {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            long missing = demand.room().vcpus() - candidate.free().vcpus();
            return refuse(
                    missing > 0, "lacks " + missing + " of " + demand.room().vcpus() + " vCPUs");
        }
    },
    RamFilter {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return bytes(demand.room().memoryBytes(), candidate.free().memoryBytes(), "memory");
        }
    },
    DiskFilter {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return bytes(demand.room().diskBytes(), candidate.free().diskBytes(), "disk");
        }
    };

    /// What speaks against `candidate`; nothing when it will do.
    abstract Optional<String> objection(Candidate candidate, Demand demand);

    /// How much is missing, where that can be said in numbers.
    long lack(Candidate candidate, Demand demand) {
        var free = candidate.free();
        var room = demand.room();
        return switch (this) {
            case CoreFilter -> room.vcpus() - free.vcpus();
            case RamFilter -> room.memoryBytes() - free.memoryBytes();
            case DiskFilter -> room.diskBytes() - free.diskBytes();
            case ComputeFilter,
                    HostNameFilter,
                    AvailabilityZoneFilter,
                    ImagePropertiesFilter,
                    ComputeCapabilitiesFilter,
                    AffinityFilter,
                    AntiAffinityFilter -> 0;
        };
    }

    private static Optional<String> refuse(boolean refused, String why) {
        return refused ? Optional.of(why) : Optional.empty();
    }

    private static Optional<String> bytes(long asked, long free, String what) {
        return refuse(asked > free, "lacks " + mebibytes(asked - free) + " of " + mebibytes(asked) + " MiB of " + what);
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
