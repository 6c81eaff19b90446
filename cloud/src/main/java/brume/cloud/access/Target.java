package brume.cloud.access;

import java.util.Optional;
import java.util.UUID;

/// What an action is done to, as far as rules care.
public record Target(Optional<UUID> project, Optional<String> domain, Optional<UUID> user) {
    /// Nothing in particular.
    public static final Target ANY = new Target(Optional.empty(), Optional.empty(), Optional.empty());

    public static Target project(UUID project) {
        return new Target(Optional.of(project), Optional.empty(), Optional.empty());
    }

    public static Target domain(String domain) {
        return new Target(Optional.empty(), Optional.of(domain), Optional.empty());
    }

    public static Target user(UUID user) {
        return new Target(Optional.empty(), Optional.empty(), Optional.of(user));
    }

    /// The same, owned by this user.
    public Target of(UUID owner) {
        return new Target(project, domain, Optional.of(owner));
    }

    /// The same, in this domain.
    public Target in(String domain) {
        return new Target(project, Optional.of(domain), user);
    }
}
