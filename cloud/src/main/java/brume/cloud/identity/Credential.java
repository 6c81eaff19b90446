package brume.cloud.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a program logs in with instead of its user's password: some of the user's roles, in one project.
///
/// @param unrestricted whether its tokens may make and delete credentials
/// @param rules        when present, all that its tokens may ask for
public record Credential(
        UUID id,
        UUID user,
        UUID project,
        String name,
        Optional<String> description,
        boolean unrestricted,
        Optional<Instant> expiresAt,
        List<Logins.RoleName> roles,
        Optional<List<AccessRule>> rules) {
    public Credential {
        roles = List.copyOf(roles);
        rules = rules.map(List::copyOf);
    }
}
