package brume.cloud.identity;

import brume.base.sql.Reads;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Passwords as argon2id (RFC 9106) in the PHC string form: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
final class Passwords {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int ROUNDS = 2;
    private static final int LANES = 1;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private final RandomGenerator random;
    // Each takes MEMORY_KIB while it runs.
    private final Semaphore room =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final String nobody;

    Passwords(RandomGenerator random) {
        this.random = random;
        // Looked for when there is no user, so that this takes as long. It need not be anybody's: to derive one takes
        // 0.1 s of each start.
        this.nobody = phc(bytes(SALT), bytes(HASH));
    }

    String hash(String password) {
        var salt = bytes(SALT);
        return phc(salt, derive(password, salt, MEMORY_KIB, ROUNDS, LANES, HASH));
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String phc(byte[] salt, byte[] hash) {
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(MEMORY_KIB, ROUNDS, LANES, base64.encodeToString(salt), base64.encodeToString(hash));
    }

    /// The hash that counts for a user.
    static Optional<String> stored(Reads reads, UUID user) {
        return reads.first(
                "select hash from user_password where user_id = ? order by id desc limit 1",
                row -> row.text("hash"),
                user);
    }

    /// Whether this is the password. It takes as long where there is none.
    boolean matches(String password, Optional<String> stored) {
        var parts = stored.orElse(nobody).split("\\$");
        if (parts.length != 6 || !parts[1].equals("argon2id")) throw new IllegalStateException("no argon2id hash");
        int memory = MEMORY_KIB;
        int rounds = ROUNDS;
        int lanes = LANES;
        for (var setting : parts[3].split(",")) {
            int value = Integer.parseInt(setting.substring(2));
            switch (setting.charAt(0)) {
                case 'm' -> memory = value;
                case 't' -> rounds = value;
                case 'p' -> lanes = value;
                default -> throw new IllegalStateException("an argon2 setting of no known kind: " + setting);
            }
        }
        var hash = Base64.getDecoder().decode(parts[5]);
        var derived = derive(password, Base64.getDecoder().decode(parts[4]), memory, rounds, lanes, hash.length);
        return MessageDigest.isEqual(hash, derived) & stored.isPresent();
    }

    private byte[] derive(String password, byte[] salt, int memory, int rounds, int lanes, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(rounds)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        var hash = new byte[length];
        room.acquireUninterruptibly();
        try {
            generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        } finally {
            room.release();
        }
        return hash;
    }
}
