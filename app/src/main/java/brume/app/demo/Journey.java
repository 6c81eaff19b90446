package brume.app.demo;

import java.nio.file.Path;
import java.util.Optional;

/// What the legs of one journey share.
///
/// @param admin   makes the project and what only an administrator may
/// @param suffix  ends the names of all that is made, so that journeys don't meet
/// @param outside where things are seen from; empty when the guests are simulated
/// @param folder  of this journey, for its files
record Journey(
        OpenStack admin,
        Road road,
        Made made,
        String suffix,
        Optional<Outside> outside,
        Optional<String> hypervisor,
        Path folder,
        Patience patience) {
    String name(String word) {
        return "demo-" + word + "-" + suffix;
    }
}
