package brume.host.hypervisor;

import brume.contract.GuestSpec;
import java.util.List;

/// What must hold of a guest before anything is made for it.
final class Spec {
    private Spec() {}

    /// @throws HypervisorFault when a tap is missing
    static void check(GuestSpec spec, List<String> taps) {
        if (taps.size() != spec.ports().size())
            throw new HypervisorFault("guest " + spec.residence() + " has "
                    + spec.ports().size() + " ports, and " + taps.size() + " taps were given");
    }
}
