package brume.cloud.identity;

import brume.cloud.access.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What a token says. It travels inside the token itself, encrypted; nothing of it is stored.
///
/// @param user       who logged in
/// @param domain     the user's domain
/// @param roles      names of the roles that hold in the scope, with those that they imply
/// @param methods    how the user proved who they are, first proof first
/// @param auditIds   this token's own audit id, then that of the first of its chain when there is one before it
/// @param expiresAt  a token made from a token lives no longer than that one
/// @param revocation the number of the last revocation when it was made: only later ones concern it
/// @param trust      the trust that it was made from
/// @param credential the application credential that it was made from
public record Token(
        UUID user,
        String domain,
        Scope scope,
        Set<String> roles,
        List<Method> methods,
        List<UUID> auditIds,
        Instant issuedAt,
        Instant expiresAt,
        long revocation,
        Optional<UUID> trust,
        Optional<UUID> credential) {
    /// A way to prove who one is. The order is part of the token's form: add at the end.
    public enum Method {
        PASSWORD("password"),
        TOKEN("token"),
        APPLICATION_CREDENTIAL("application_credential"),
        TOTP("totp");

        private final String word;

        Method(String word) {
            this.word = word;
        }

        /// Its name in the API.
        public String word() {
            return word;
        }
    }

    public Token {
        roles = Set.copyOf(roles);
        methods = List.copyOf(methods);
        auditIds = List.copyOf(auditIds);
    }

    public UUID auditId() {
        return auditIds.getFirst();
    }

    /// The audit id of the first token of the chain.
    public UUID chainId() {
        return auditIds.getLast();
    }
}
