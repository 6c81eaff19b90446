package brume.app.backup;

import brume.base.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import tools.jackson.core.JacksonException;

/// What an operator's secret opens: argon2id (RFC 9106) makes two keys of it, one for the small files that are sealed
/// by AES-256-GCM, one for the proof (HMAC-SHA256) that the rest of the backup is as it was written.
final class Sealed {
    private static final int MEMORY_KIB = 64 * 1024;
    private static final int ROUNDS = 3;
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int KEY = 32;
    private static final int TAG_BITS = 128;
    /// What a stranger's file may make us spend.
    private static final int MOST_MEMORY_KIB = 1 << 20;
    private static final int MOST_ROUNDS = 16;

    private final byte[] salt;
    private final byte[] keys;

    private Sealed(byte[] salt, byte[] keys) {
        this.salt = salt;
        this.keys = keys;
    }

    /// A new one.
    static Sealed by(String secret, SecureRandom random) {
        var salt = new byte[SALT];
        random.nextBytes(salt);
        return new Sealed(salt, derive(secret, salt, MEMORY_KIB, ROUNDS));
    }

    /// Seals files, by their names.
    byte[] seal(Map<String, byte[]> files, SecureRandom random) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        var plain = Json.object();
        files.forEach((name, bytes) -> plain.put(name, Base64.getEncoder().encodeToString(bytes)));
        var sealed = Json.object()
                .put("kdf", "argon2id")
                .put("memory_kib", MEMORY_KIB)
                .put("rounds", ROUNDS)
                .put("salt", base64(salt))
                .put("cipher", "aes-256-gcm")
                .put("nonce", base64(nonce))
                .put("sealed", base64(crypt(Cipher.ENCRYPT_MODE, nonce, Json.bytes(plain))));
        return Json.bytes(sealed);
    }

    /// What a sealed part holds.
    record Opened(Sealed by, Map<String, byte[]> files) {}

    /// @throws Unrestorable when the secret is another one, or the part is not as it was
    static Opened open(byte[] part, String secret) {
        try {
            var node = Json.MAPPER.readTree(part);
            int memory = node.path("memory_kib").asInt();
            int rounds = node.path("rounds").asInt();
            boolean known = node.path("kdf").asString().equals("argon2id")
                    && node.path("cipher").asString().equals("aes-256-gcm");
            if (!known || memory < 8 || memory > MOST_MEMORY_KIB || rounds < 1 || rounds > MOST_ROUNDS) {
                throw new Unrestorable("its keys are sealed in a way that is not known here");
            }
            var salt = bytes(node.path("salt").asString());
            var by = new Sealed(salt, derive(secret, salt, memory, rounds));
            var nonce = bytes(node.path("nonce").asString());
            var plain = Json.MAPPER.readTree(by.crypt(
                    Cipher.DECRYPT_MODE, nonce, bytes(node.path("sealed").asString())));
            var files = new TreeMap<String, byte[]>();
            plain.properties()
                    .forEach(file ->
                            files.put(file.getKey(), bytes(file.getValue().asString())));
            return new Opened(by, files);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new Unrestorable("its sealed keys are damaged", e);
        }
    }

    /// The proof that `text` was written by whoever knew the secret, in hex.
    String proof(byte[] text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys, KEY, KEY, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean proves(String proof, byte[] text) {
        return MessageDigest.isEqual(
                proof.getBytes(StandardCharsets.US_ASCII), proof(text).getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] text) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode, new SecretKeySpec(Arrays.copyOf(keys, KEY), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new Unrestorable("its keys do not open: this is another passphrase, or the file was changed", e);
        }
    }

    private static byte[] derive(String secret, byte[] salt, int memory, int rounds) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(rounds)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        var keys = new byte[2 * KEY];
        generator.generateBytes(secret.getBytes(StandardCharsets.UTF_8), keys);
        return keys;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
