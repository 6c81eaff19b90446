package brume.base.seal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Keys of AES-256, each a file of mode 0600 in a folder of mode 0700, named by its number and when it was made. The
/// newest seals; older ones still open what they sealed.
public final class KeyRing {
    private static final Pattern NAME = Pattern.compile("(\\d{1,9})-(\\d{1,15})\\.key");
    private static final int BYTES = 32;
    private final Path folder;
    private final InstantSource clock;
    private final RandomGenerator random;
    private volatile TreeMap<Integer, Key> keys;

    /// One key.
    public record Key(int number, Instant made, SecretKey secret) {}

    /// @param random a cryptographic source, but in simulations
    public KeyRing(Path folder, InstantSource clock, RandomGenerator random) {
        this.folder = folder;
        this.clock = clock;
        this.random = random;
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            keys = load();
            if (keys.isEmpty()) add();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of keys " + folder + " cannot be used", e);
        }
    }

    /// The newest.
    public Key primary() {
        return keys.lastEntry().getValue();
    }

    public Optional<Key> find(int number) {
        return Optional.ofNullable(keys.get(number));
    }

    /// Makes a new key when the newest is older than `age`.
    public synchronized void renew(Duration age) {
        if (!primary().made.plus(age).isBefore(clock.instant())) return;
        try {
            add();
        } catch (IOException e) {
            throw new UncheckedIOException("no key can be made in " + folder, e);
        }
    }

    /// As [#renew], and drops those that were replaced longer than `grace` ago: nothing that they sealed is needed
    /// then.
    public synchronized void rotate(Duration age, Duration grace) {
        renew(age);
        var now = clock.instant();
        try {
            var kept = new TreeMap<>(keys);
            for (Map.Entry<Integer, Key> entry : keys.entrySet()) {
                var next = keys.higherEntry(entry.getKey());
                if (next == null || next.getValue().made.plus(grace).isAfter(now)) continue;
                Files.deleteIfExists(folder.resolve(name(entry.getValue())));
                kept.remove(entry.getKey());
            }
            keys = kept;
        } catch (IOException e) {
            throw new UncheckedIOException("keys in " + folder + " cannot be dropped", e);
        }
    }

    private TreeMap<Integer, Key> load() throws IOException {
        var found = new TreeMap<Integer, Key>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var match = NAME.matcher(file.getFileName().toString());
                if (!match.matches()) continue;
                var secret = Files.readAllBytes(file);
                if (secret.length != BYTES) throw new IOException(file + " is no key");
                int number = Integer.parseInt(match.group(1));
                var made = Instant.ofEpochMilli(Long.parseLong(match.group(2)));
                found.put(number, new Key(number, made, new SecretKeySpec(secret, "AES")));
            }
        }
        return found;
    }

    private void add() throws IOException {
        var secret = new byte[BYTES];
        random.nextBytes(secret);
        int number = keys.isEmpty() ? 1 : keys.lastKey() + 1;
        var key = new Key(number, clock.instant(), new SecretKeySpec(secret, "AES"));
        var temporary = folder.resolve(name(key) + ".new");
        Files.deleteIfExists(temporary);
        try (var channel = FileChannel.open(
                temporary,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(secret));
            channel.force(true);
        }
        Files.move(temporary, folder.resolve(name(key)), StandardCopyOption.ATOMIC_MOVE);
        var more = new TreeMap<>(keys);
        more.put(number, key);
        keys = more;
    }

    private static String name(Key key) {
        return key.number + "-" + key.made.toEpochMilli() + ".key";
    }
}
