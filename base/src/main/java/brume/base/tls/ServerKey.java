package brume.base.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// What a server shows and proves: its certificate, with those above it, and the key.
///
/// @param chain the server's own first
public record ServerKey(PrivateKey key, List<X509Certificate> chain) {
    /// Of [#store], which never leaves this process.
    public static final String STORE_PASSWORD = "in memory";

    private static final byte[] PROBE = "does the key fit".getBytes(StandardCharsets.US_ASCII);

    /// @throws BadCertificate when there is none, or when the key is another one's
    public ServerKey {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) throw new BadCertificate("there is no certificate");
        if (!fits(key, chain.getFirst())) throw new BadCertificate("the key is not that of the certificate");
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public Instant begins() {
        return certificate().getNotBefore().toInstant();
    }

    public Instant ends() {
        return certificate().getNotAfter().toInstant();
    }

    /// As a key store in memory.
    public KeyStore store() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, STORE_PASSWORD.toCharArray(), chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory was refused", e);
        }
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            var signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
