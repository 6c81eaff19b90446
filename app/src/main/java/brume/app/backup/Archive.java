package brume.app.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// A backup that was looked through: each part has its sum, and the whole was written by whoever knew its secret.
final class Archive {
    private static final int SMALL_BYTES = 64 << 20;

    private final Path file;
    private final Manifest manifest;
    private final Map<String, byte[]> secrets;
    private final Map<String, Manifest.Part> parts;

    private Archive(Path file, Manifest manifest, Map<String, byte[]> secrets) {
        this.file = file;
        this.manifest = manifest;
        this.secrets = secrets;
        parts = manifest.parts().stream().collect(Collectors.toMap(Manifest.Part::name, Function.identity()));
    }

    /// Reads all of `file` once; nothing is done with it yet.
    ///
    /// @throws Unrestorable when it is cut short, was changed, or is no backup
    static Archive check(Path file, String secret) {
        var seen = new ArrayList<Manifest.Part>();
        var small = new HashMap<String, byte[]>();
        walk(file, (name, entry, in) -> {
            if (name instanceof PartName.Single single) {
                if (entry.getSize() > SMALL_BYTES) throw new Unrestorable(single.name() + " is too large");
                small.put(single.name(), in.readAllBytes());
            } else in.transferTo(OutputStream.nullOutputStream());
            seen.add(new Manifest.Part(
                    entry.getName(),
                    entry.getSize(),
                    HexFormat.of().formatHex(in.getMessageDigest().digest())));
        });
        var proof = small.get(PartName.PROOF);
        var told = small.get(PartName.MANIFEST);
        var keys = small.get(PartName.KEYS);
        if (proof == null || told == null || keys == null) throw new Unrestorable("it is cut short, or is no backup");
        var opened = Sealed.open(keys, secret);
        if (!opened.by().proves(new String(proof, StandardCharsets.US_ASCII), told)) {
            throw new Unrestorable("its manifest was changed after it was made");
        }
        var manifest = Manifest.read(told);
        compare(manifest.parts(), seen.subList(0, seen.size() - 2));
        return new Archive(file, manifest, opened.files());
    }

    private static void compare(List<Manifest.Part> told, List<Manifest.Part> seen) {
        if (told.equals(seen)) return;
        var names = told.stream().map(Manifest.Part::name).toList();
        for (var part : seen) {
            if (!names.contains(part.name())) throw new Unrestorable(part.name() + " was added to it");
            if (!told.contains(part)) throw new Unrestorable(part.name() + " was changed: its sum is another one");
        }
        throw new Unrestorable("parts of it are missing, or in another order");
    }

    Manifest manifest() {
        return manifest;
    }

    /// The small files that were sealed, by their names.
    Map<String, byte[]> secrets() {
        return secrets;
    }

    /// Takes a part's bytes; they are compared with its sum once it has read them.
    interface Taker {
        void take(PartName name, InputStream in) throws IOException;
    }

    /// Reads all parts a second time, in their order.
    ///
    /// @throws Unrestorable when the file is not any more what it was
    void read(Taker taker) {
        walk(file, (name, entry, in) -> {
            taker.take(name, in);
            in.transferTo(OutputStream.nullOutputStream());
            var part = parts.get(entry.getName());
            boolean outside =
                    entry.getName().equals(PartName.MANIFEST) || entry.getName().equals(PartName.PROOF);
            var sum = HexFormat.of().formatHex(in.getMessageDigest().digest());
            if (!outside && (part == null || !part.sha256().equals(sum))) {
                throw new Unrestorable(entry.getName() + " changed while it was read");
            }
        });
    }

    private interface Visitor {
        void visit(PartName name, TarArchiveEntry entry, DigestInputStream in) throws IOException;
    }

    private static void walk(Path file, Visitor visitor) {
        var names = new HashSet<String>();
        Optional<String> last = Optional.empty();
        try (var tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var name = PartName.of(entry.getName())
                        .orElseThrow(() -> new Unrestorable("there is a part in it that no backup has: " + shown(tar)));
                if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink() || entry.isSparse()) {
                    throw new Unrestorable(entry.getName() + " is no plain file in it");
                }
                if (!names.add(entry.getName())) throw new Unrestorable(entry.getName() + " is in it twice");
                visitor.visit(name, entry, new DigestInputStream(tar, ArchiveWriter.sha256()));
                last = Optional.of(entry.getName());
            }
        } catch (NoSuchFileException e) {
            throw new Unrestorable("there is no " + file);
        } catch (IOException | IllegalArgumentException e) {
            throw new Unrestorable(file + " is cut short or damaged: " + e.getMessage(), e);
        }
        if (last.filter(PartName.PROOF::equals).isEmpty()) throw new Unrestorable(file + " is cut short");
    }

    private static String shown(TarArchiveInputStream tar) {
        var name = tar.getCurrentEntry().getName();
        return name.replaceAll("[^A-Za-z0-9._/-]", "?");
    }
}
