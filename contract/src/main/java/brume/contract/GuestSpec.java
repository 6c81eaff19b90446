package brume.contract;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A guest as its host should run it.
///
/// @param residence   the stay on this host; files, processes and reports bear this id
/// @param instance    whose guest it is
/// @param name        for people who look at the host: never part of a path or a command
/// @param memoryBytes guest RAM, in bytes
/// @param kind        which hypervisor the image asks for
/// @param power       what it should be doing
/// @param boots       how often it was asked to boot: a guest that was last booted for a smaller number is booted again
/// @param gently      whether the reboot that raised `boots` should ask the guest first
/// @param root        the disk it boots from
/// @param ports       its network cards in their order, each a [PortSpec] of this host
/// @param configDrive whether the guest finds its metadata on a disk as well
public record GuestSpec(
        UUID residence,
        UUID instance,
        String name,
        int vcpus,
        long memoryBytes,
        HypervisorKind kind,
        Power power,
        int boots,
        boolean gently,
        DiskSpec root,
        Optional<BootFiles> kernel,
        List<Nic> ports,
        boolean configDrive,
        GuestMetadata metadata)
        implements Item {
    public GuestSpec {
        ports = List.copyOf(ports);
    }

    /// The same with other metadata.
    public GuestSpec with(GuestMetadata metadata) {
        return new GuestSpec(
                residence,
                instance,
                name,
                vcpus,
                memoryBytes,
                kind,
                power,
                boots,
                gently,
                root,
                kernel,
                ports,
                configDrive,
                metadata);
    }

    @Override
    public UUID id() {
        return residence;
    }

    /// What a guest should be doing.
    public enum Power {
        RUNNING,
        PAUSED,
        STOPPED
    }

    /// One network card of a guest.
    ///
    /// @param mac lower case, with colons
    public record Nic(UUID port, String mac, int mtu) {}

    /// Kernel and initial RAM disk that the hypervisor itself loads (images of the `ami`, `aki`, `ari` formats).
    ///
    /// @param arguments the kernel's command line
    public record BootFiles(ImageSpec kernel, Optional<ImageSpec> ramdisk, String arguments) {}
}
