package brume.host.hypervisor;

import brume.contract.DiskSpec;
import brume.contract.GuestMetadata;
import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.contract.ImageSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Guests to be booted in tests.
final class Specs {
    private Specs() {}

    static GuestSpec guest(HypervisorKind kind, ImageSpec image, List<GuestSpec.Nic> nics) {
        var instance = UUID.randomUUID();
        return new GuestSpec(
                UUID.randomUUID(),
                instance,
                "web",
                1,
                128L << 20,
                kind,
                GuestSpec.Power.RUNNING,
                1,
                false,
                new DiskSpec(UUID.randomUUID(), image, 96L << 20),
                Optional.empty(),
                nics,
                false,
                metadata(instance, Optional.empty()));
    }

    static GuestMetadata metadata(UUID instance, Optional<byte[]> userData) {
        return new GuestMetadata(
                instance,
                UUID.randomUUID(),
                "web",
                "web",
                "i-0123456789abcdef0",
                "ami-0123456789abcdef0",
                "m1.nano",
                "nova",
                0,
                Optional.empty(),
                Map.of(),
                Map.of(),
                userData,
                Optional.empty(),
                List.of("default"),
                Optional.empty(),
                List.of());
    }

    static GuestSpec boots(GuestSpec s, int boots) {
        return new GuestSpec(
                s.residence(),
                s.instance(),
                s.name(),
                s.vcpus(),
                s.memoryBytes(),
                s.kind(),
                s.power(),
                boots,
                s.gently(),
                s.root(),
                s.kernel(),
                s.ports(),
                s.configDrive(),
                s.metadata());
    }

    /// The same, made anew on another disk.
    static GuestSpec anew(GuestSpec s) {
        var root = new DiskSpec(UUID.randomUUID(), s.root().image(), s.root().sizeBytes());
        return new GuestSpec(
                s.residence(),
                s.instance(),
                s.name(),
                s.vcpus(),
                s.memoryBytes(),
                s.kind(),
                s.power(),
                s.boots() + 1,
                s.gently(),
                root,
                s.kernel(),
                s.ports(),
                s.configDrive(),
                s.metadata());
    }

    static GuestSpec told(GuestSpec s, GuestMetadata metadata) {
        return new GuestSpec(
                s.residence(),
                s.instance(),
                s.name(),
                s.vcpus(),
                s.memoryBytes(),
                s.kind(),
                s.power(),
                s.boots(),
                s.gently(),
                s.root(),
                s.kernel(),
                s.ports(),
                true,
                metadata);
    }
}
