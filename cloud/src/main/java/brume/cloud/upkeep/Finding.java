package brume.cloud.upkeep;

import java.util.Optional;
import java.util.UUID;

/// One thing that is not as it should be.
///
/// @param kind     of the thing, as `claim`, `port`, `guest`
/// @param id       its name among those
/// @param what     what is seen, and what should be, for a person
/// @param cause    why it can be so, and what to do about it
/// @param repaired whether it was brought in order at once
public record Finding(
        String kind,
        String id,
        Optional<UUID> host,
        Optional<UUID> project,
        String what,
        String cause,
        boolean repaired) {
    public static Finding of(String kind, Object id, String what, String cause) {
        return new Finding(kind, String.valueOf(id), Optional.empty(), Optional.empty(), what, cause, false);
    }

    public Finding on(UUID host) {
        return new Finding(kind, id, Optional.of(host), project, what, cause, repaired);
    }

    public Finding in(UUID project) {
        return new Finding(kind, id, host, Optional.of(project), what, cause, repaired);
    }

    public Finding mended() {
        return new Finding(kind, id, host, project, what, cause, true);
    }
}
