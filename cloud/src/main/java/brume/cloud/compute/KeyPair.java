package brume.cloud.compute;

import java.time.Instant;
import java.util.UUID;

/// A user's public key, which instances let in.
///
/// @param owner       a user, not a project
/// @param publicKey   for SSH a line of `authorized_keys`, for X509 a certificate in PEM
/// @param fingerprint MD5 with colons for SSH, SHA-1 with colons for X509
public record KeyPair(
        UUID id, UUID owner, String name, Type type, String publicKey, String fingerprint, Instant createdAt) {
    /// What the key is for.
    public enum Type {
        SSH,
        X509
    }

    /// A key pair that was made here: the private half is shown once and kept nowhere.
    ///
    /// @param privateKey in PEM
    public record Made(KeyPair pair, String privateKey) {}
}
