package brume.cloud.identity;

import brume.base.fault.CloudFault;
import java.util.Optional;
import java.util.UUID;

/// Somebody has a role somewhere.
///
/// @param inherited whether it holds not on its place but on all projects below it
public record Grant(Actor actor, Place place, UUID role, boolean inherited) {
    /// Who has it.
    public sealed interface Actor {}

    public record OfUser(UUID id) implements Actor {}

    public record OfGroup(UUID id) implements Actor {}

    /// Where it holds.
    public sealed interface Place {}

    public record OnProject(UUID id) implements Place {}

    public record OnDomain(String id) implements Place {}

    public record OnSystem() implements Place {}

    public Grant {
        if (inherited && place instanceof OnSystem) {
            throw new CloudFault.Invalid("a grant on the system is not inherited");
        }
    }

    Optional<UUID> user() {
        return actor instanceof OfUser u ? Optional.of(u.id()) : Optional.empty();
    }

    Optional<UUID> group() {
        return actor instanceof OfGroup g ? Optional.of(g.id()) : Optional.empty();
    }

    Optional<UUID> project() {
        return place instanceof OnProject p ? Optional.of(p.id()) : Optional.empty();
    }

    Optional<String> domain() {
        return place instanceof OnDomain d ? Optional.of(d.id()) : Optional.empty();
    }
}
