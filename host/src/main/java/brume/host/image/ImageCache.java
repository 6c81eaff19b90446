package brume.host.image;

import brume.base.id.Ids;
import brume.base.json.Json;
import brume.contract.ImageSpec;
import brume.contract.LinkFault;
import brume.host.process.Command;
import brume.host.process.CommandFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Base images in a folder: `ID` as it was uploaded, `ID.BYTES.raw` as a plain disk of that size. A file is there only
/// when it is whole and right.
public final class ImageCache implements Images {
    private static final int COPIES_AT_ONCE = 2;
    private static final Duration CONVERSION = Duration.ofMinutes(30);
    /// User-mode Linux refuses an overlay whose base is of another time than it was made for.
    private static final FileTime UNCHANGING = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

    private final Path folder;
    private final Function<UUID, InputStream> source;
    private final Semaphore copies = new Semaphore(COPIES_AT_ONCE);
    private final Map<UUID, Object> locks = new ConcurrentHashMap<>();
    private final Map<UUID, Instant> lastUsed = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /// @param clock  tells how long an image was not used; what is here counts as used at the start
    /// @param source opens an image's bytes, or throws [LinkFault]
    public ImageCache(Path folder, InstantSource clock, Function<UUID, InputStream> source) {
        this.folder = folder.toAbsolutePath();
        this.clock = clock;
        this.source = source;
        try {
            Files.createDirectories(this.folder);
            Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwx------"));
            try (var left = Files.newDirectoryStream(this.folder, "*.part")) {
                for (var part : left) Files.delete(part);
            }
            held().forEach(image -> lastUsed.put(image, clock.instant()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path path(ImageSpec image) {
        var file = folder.resolve(image.id().toString());
        synchronized (lock(image.id())) {
            lastUsed.put(image.id(), clock.instant());
            if (!Files.exists(file)) alone("fetching image " + image.id(), file, part -> fetch(image, part));
        }
        return file;
    }

    @Override
    public Path raw(ImageSpec image, long sizeBytes) {
        var base = path(image);
        try {
            long own =
                    image.format() == ImageSpec.Format.QCOW2 ? Qcow2.read(base).virtualBytes() : Files.size(base);
            long size = (Math.max(own, sizeBytes) + 511) / 512 * 512;
            var file = folder.resolve(image.id() + "." + size + ".raw");
            synchronized (lock(image.id())) {
                if (!Files.exists(file))
                    alone("converting image " + image.id(), file, part -> convert(image, base, part, size));
            }
            return file;
        } catch (IOException e) {
            throw new LinkFault("image " + image.id() + ": " + e, e);
        }
    }

    @Override
    public Set<UUID> held() {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".part") && name.length() >= 36)
                    .flatMap(name -> Ids.parse(name.substring(0, 36)).stream())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes files go that nobody has used for a while: whoever asks for one of them again has it fetched again. Guests
    /// that have them open keep them until they end.
    ///
    /// @param needed   images that stay, because guests of them are held here
    /// @param patience how long the others stay after they were last asked for
    /// @return those that are gone
    public Set<UUID> clean(Set<UUID> needed, Duration patience) {
        var gone = new HashSet<UUID>();
        for (var image : held()) {
            // Whoever is given a path has used the image by then, under the same lock.
            synchronized (lock(image)) {
                var now = clock.instant();
                var since = lastUsed.computeIfAbsent(image, i -> now);
                if (needed.contains(image)) lastUsed.put(image, now);
                else if (!now.isBefore(since.plus(patience))) {
                    delete(image);
                    gone.add(image);
                }
            }
        }
        return gone;
    }

    private void delete(UUID image) {
        try (var files = Files.newDirectoryStream(folder, image + "*")) {
            for (var file : files) Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lastUsed.remove(image);
    }

    private Object lock(UUID image) {
        return locks.computeIfAbsent(image, i -> new Object());
    }

    private interface Making {
        void make(Path part) throws IOException;
    }

    /// Makes `file` whole or not at all.
    private void alone(String what, Path file, Making making) {
        var part = file.resolveSibling(file.getFileName() + ".part");
        copies.acquireUninterruptibly();
        try {
            making.make(part);
            // Guests are other users; nobody may write.
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r--r--r--"));
            Files.setLastModifiedTime(part, UNCHANGING);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | CommandFault e) {
            throw new LinkFault(what + ": " + e.getMessage(), e);
        } finally {
            copies.release();
            try {
                Files.deleteIfExists(part);
            } catch (IOException e) {
                // The next start of the cache does it.
            }
        }
    }

    private void fetch(ImageSpec image, Path part) throws IOException {
        var digest = sha512();
        long size = 0;
        try (var in = source.apply(image.id());
                var out = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var stream = Channels.newOutputStream(out);
            var buffer = new byte[1 << 16];
            for (int n; (n = in.read(buffer)) >= 0; ) {
                size += n;
                if (size > image.sizeBytes())
                    throw new IOException("more bytes than the " + image.sizeBytes() + " told");
                digest.update(buffer, 0, n);
                stream.write(buffer, 0, n);
            }
            out.force(true);
        }
        if (size != image.sizeBytes()) throw new IOException(size + " bytes instead of " + image.sizeBytes());
        var seen = HexFormat.of().formatHex(digest.digest());
        if (!seen.equals(image.sha512())) throw new IOException("its sha512 is " + seen + ", not " + image.sha512());
        // Looked into when it was uploaded, and again here: a host opens nothing on another's word.
        if (image.format() == ImageSpec.Format.QCOW2 && !Qcow2.read(part).whole())
            throw new IOException("it reaches out of its own file");
    }

    private void convert(ImageSpec image, Path base, Path part, long size) throws IOException {
        Map<String, Object> file = Map.of("driver", "file", "filename", base.toString());
        // A graph of our own: nothing that the image names is opened.
        var from = new LinkedHashMap<String, Object>();
        from.put("driver", image.format() == ImageSpec.Format.QCOW2 ? "qcow2" : "raw");
        from.put("file", file);
        if (image.format() == ImageSpec.Format.QCOW2) from.put("backing", null);
        Command.of("qemu-img", "convert", "-O", "raw", "json:" + Json.text(from), part.toString())
                .within(CONVERSION)
                .ok();
        try (var out = new RandomAccessFile(part.toFile(), "rw")) {
            out.setLength(size);
            out.getFD().sync();
        }
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
