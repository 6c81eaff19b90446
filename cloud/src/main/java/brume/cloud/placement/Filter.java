package brume.cloud.placement;

import brume.contract.HypervisorKind;
import java.util.Optional;

/// A reason not to take a host, in the order in which they are asked. The names are those that operators know.
enum Filter {
    ComputeFilter("are down or disabled") {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            var host = candidate.host();
            if (!host.enabled()) return Optional.of("is disabled");
            return host.connected() ? Optional.empty() : Optional.of("is not connected");
        }
    },
    HostNameFilter("are not the one that was asked for") {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return refuse(
                    demand.hostName().isPresent()
                            && !demand.hostName().get().equals(candidate.host().name()),
                    "is not the host asked for");
        }
    },
    AvailabilityZoneFilter("are not in the zone that was asked for") {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return refuse(
                    demand.zone().isPresent()
                            && !demand.zone().get().equals(candidate.host().zone()),
                    "is in zone " + candidate.host().zone());
        }
    },
    ImagePropertiesFilter("have no hypervisor for the image") {
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
    ComputeCapabilitiesFilter("lack what the flavor asks for") {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            var missing = demand.traits().stream()
                    .filter(trait -> !candidate.host().traits().contains(trait))
                    .sorted()
                    .toList();
            return refuse(!missing.isEmpty(), "lacks " + String.join(", ", missing));
        }
    },
    AffinityFilter("do not run the servers to be together with") {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return refuse(
                    !demand.with().isEmpty()
                            && !demand.with().contains(candidate.host().id()),
                    "does not run the instances to be together with");
        }
    },
    AntiAffinityFilter("run servers to be apart from") {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return refuse(demand.without().contains(candidate.host().id()), "runs an instance to be apart from");
        }
    },
    CoreFilter("have too few vCPUs free") {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            long missing = demand.room().vcpus() - candidate.free().vcpus();
            return refuse(
                    missing > 0, "lacks " + missing + " of " + demand.room().vcpus() + " vCPUs");
        }
    },
    RamFilter("have too little memory free") {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return bytes(demand.room().memoryBytes(), candidate.free().memoryBytes(), "memory");
        }
    },
    DiskFilter("have too little disk free") {
        @Override
        Optional<String> objection(Candidate candidate, Demand demand) {
            return bytes(demand.room().diskBytes(), candidate.free().diskBytes(), "disk");
        }
    };

    private final String told;

    Filter(String told) {
        this.told = told;
    }

    /// Of hosts that are dropped, for whoever may not know of them: `have too little memory free`.
    String told() {
        return told;
    }

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
