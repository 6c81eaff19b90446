package brume.contract;

/// The kinds of hypervisor that a guest may ask for.
public enum HypervisorKind {
    /// QEMU, with KVM where that works.
    QEMU,
    /// User-mode Linux.
    UML,
    /// Whichever the host finds quickest: the image boots on both.
    ANY,
    /// No machine at all: a simulated host.
    SIMULATED
}
