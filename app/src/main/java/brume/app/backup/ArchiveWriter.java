package brume.app.backup;

import brume.base.file.Reason;
import brume.base.json.Json;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// A backup being written: a tar whose parts are small or of a size known before. It lies beside its name until it is
/// whole.
final class ArchiveWriter implements AutoCloseable {
    private static final int PIECE_BYTES = 4 << 20;
    private static final int MODE = 0600;

    private final Path file;
    private final Path draft;
    private final FileChannel channel;
    private final TarArchiveOutputStream tar;
    private final List<Manifest.Part> parts = new ArrayList<>();

    /// @throws Unrestorable when something is there already, or nothing can be put there
    ArchiveWriter(Path file) {
        this.file = file.toAbsolutePath();
        if (Files.exists(this.file)) throw new Unrestorable(file + " is there already");
        draft = this.file.resolveSibling(this.file.getFileName() + ".part");
        try {
            Files.deleteIfExists(draft);
            channel = FileChannel.open(
                    draft,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new Unrestorable(file + " cannot be written: " + Reason.of(e), e);
        }
        tar = new TarArchiveOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    List<Manifest.Part> parts() {
        return List.copyOf(parts);
    }

    void put(String name, byte[] bytes) {
        try {
            put(name, bytes.length, out -> out.write(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    /// A file of which `length` bytes are taken.
    void put(String name, long length, InputStream in) throws IOException {
        put(name, length, out -> {
            long copied = in.transferTo(out);
            if (copied != length) throw new IOException(name + " changed while it was read");
        });
    }

    private void put(String name, long length, Content content) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(length);
        entry.setMode(MODE);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        var sum = new DigestOutputStream(tar, sha256());
        content.write(sum);
        tar.closeArchiveEntry();
        parts.add(new Manifest.Part(
                name, length, HexFormat.of().formatHex(sum.getMessageDigest().digest())));
    }

    /// The rows of a table, in pieces: how many bytes there will be nobody knows before.
    ///
    /// @param rows writes them, and says how many there were
    long rows(String table, ToLongFunction<OutputStream> rows) {
        try (var pieces = new Pieces(table)) {
            return rows.applyAsLong(pieces);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Pieces extends OutputStream {
        private final String table;
        private final ByteArrayOutputStream pressed = new ByteArrayOutputStream(PIECE_BYTES + (1 << 16));
        private GZIPOutputStream gzip;
        private int number;

        Pieces(String table) throws IOException {
            this.table = table;
            gzip = new GZIPOutputStream(pressed);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            gzip.write(bytes, offset, length);
            if (pressed.size() >= PIECE_BYTES) end();
        }

        private void end() throws IOException {
            gzip.close();
            put(PartName.rows(table, ++number), pressed.toByteArray());
            pressed.reset();
            gzip = new GZIPOutputStream(pressed);
        }

        @Override
        public void close() throws IOException {
            end();
            gzip.close();
        }
    }

    /// Writes the manifest and its proof, and gives the file its name.
    void finish(Manifest manifest, Sealed by) {
        var bytes = Json.bytes(manifest);
        put(PartName.MANIFEST, bytes);
        put(PartName.PROOF, by.proof(bytes).getBytes(StandardCharsets.US_ASCII));
        try {
            tar.finish();
            tar.flush();
            channel.force(true);
            tar.close();
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is not finished is gone.
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
