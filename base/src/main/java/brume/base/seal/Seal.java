package brume.base.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/// Seals bytes that must be read again, for keeping where others may look: a format byte, the key's number, a nonce,
/// and the bytes under AES-256-GCM. What they are for is authenticated with them, so that they open in no other place.
public final class Seal {
    private static final byte FORMAT = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD = 1 + Integer.BYTES + NONCE;

    private final KeyRing keys;
    private final RandomGenerator random;

    /// @param random a cryptographic source, but in simulations
    public Seal(KeyRing keys, RandomGenerator random) {
        this.keys = keys;
        this.random = random;
    }

    /// @param place what they are for and where they stand: to be told again to open them
    public byte[] seal(byte[] plain, String place) {
        var key = keys.primary();
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        var head = ByteBuffer.allocate(HEAD)
                .put(FORMAT)
                .putInt(key.number())
                .put(nonce)
                .array();
        try {
            var hidden = cipher(Cipher.ENCRYPT_MODE, key, head, place).doFinal(plain);
            return ByteBuffer.allocate(HEAD + hidden.length)
                    .put(head)
                    .put(hidden)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("nothing can be sealed", e);
        }
    }

    /// The bytes that were sealed; empty when the key is not here, when they were sealed for another place, or changed.
    public Optional<byte[]> open(byte[] sealed, String place) {
        if (sealed.length < HEAD + TAG_BITS / 8 || sealed[0] != FORMAT) return Optional.empty();
        var head = ByteBuffer.wrap(sealed, 0, HEAD);
        var key = keys.find(head.getInt(1));
        if (key.isEmpty()) return Optional.empty();
        try {
            var bytes = new byte[HEAD];
            head.get(0, bytes);
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, key.get(), bytes, place).doFinal(sealed, HEAD, sealed.length - HEAD));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /// Seals by a new key from now on, when the newest is older than `age`. The older ones still open.
    public void renew(Duration age) {
        keys.renew(age);
    }

    private static Cipher cipher(int mode, KeyRing.Key key, byte[] head, String place) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, head, HEAD - NONCE, NONCE));
        cipher.updateAAD(head);
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
