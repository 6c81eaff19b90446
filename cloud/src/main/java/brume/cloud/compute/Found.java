package brume.cloud.compute;

import java.util.Optional;

/// An instance with the place where it lives.
///
/// @param home absent before it is placed, and once it is gone from its host
public record Found(Instance instance, Optional<Residence> home) {
    /// What lists tell of it. Whether it has user data is not known.
    public Summary summary() {
        return Summary.of(this, true);
    }
}
