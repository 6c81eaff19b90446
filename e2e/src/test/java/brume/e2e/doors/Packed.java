package brume.e2e.doors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Bodies that are small, and would be large.
///
/// @param encoding what its `Content-Encoding` says
record Packed(String what, String encoding, byte[] bytes) {
    private static final int MEGABYTES = 64;

    /// Made once: packing 64 MB takes a second.
    private static final byte[] BOMB = gzip(Packed::zeros);

    private static final byte[] BOMB_OF_BOMBS = gzip(out -> out.write(BOMB));
    private static final byte[] ZIP = zip();

    private interface Content {
        void to(OutputStream out) throws IOException;
    }

    /// @param good would be taken if it were unpacked
    static Stream<Packed> of(byte[] good) {
        return Stream.of(
                new Packed("a good one in gzip", "gzip", gzip(out -> out.write(good))),
                new Packed("a good one in deflate", "deflate", deflate(good)),
                new Packed("a bomb of gzip", "gzip", BOMB),
                new Packed("a bomb in a bomb", "gzip, gzip", BOMB_OF_BOMBS),
                new Packed("a bomb of zip", "zip", ZIP),
                new Packed("half a gzip", "gzip", java.util.Arrays.copyOf(BOMB, BOMB.length / 2)),
                new Packed("no gzip at all", "br", "{\"a\":".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static void zeros(OutputStream out) throws IOException {
        for (int i = 0; i < MEGABYTES; i++) out.write(new byte[1 << 20]);
    }

    private static byte[] gzip(Content content) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            content.to(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var deflate = new DeflaterOutputStream(bytes)) {
            deflate.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] zip() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("../../etc/passwd"));
            zeros(zip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
