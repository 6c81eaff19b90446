package brume.host.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.contract.ImageSpec;
import brume.contract.LinkFault;
import brume.host.process.Command;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTest {
    @TempDir
    Path folder;

    private static final Duration KEPT = Duration.ofHours(24);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final AtomicInteger opened = new AtomicInteger();
    private byte[] bytes = new byte[100_000];
    private ImageCache cache;

    @BeforeEach
    void makeCache() {
        bytes[5000] = 7;
        cache = new ImageCache(folder.resolve("images"), () -> now, id -> {
            opened.incrementAndGet();
            return new ByteArrayInputStream(bytes);
        });
    }

    @Test
    void anImageIsFetchedOnceAndNeverWrittenTo() throws Exception {
        var spec = spec(ImageSpec.Format.RAW);
        var path = cache.path(spec);
        assertThat(cache.path(spec)).isEqualTo(path).hasBinaryContent(bytes);
        assertThat(opened).hasValue(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("r--r--r--");
        assertThat(cache.held()).containsExactly(spec.id());
    }

    @Test
    void whatNobodyNeedsGoesAfterAWhileAndIsFetchedAgainWhenItIsWanted() throws Exception {
        var spec = spec(ImageSpec.Format.RAW);
        var path = cache.path(spec);
        now = now.plus(KEPT.minusSeconds(1));
        assertThat(cache.clean(Set.of(), KEPT)).isEmpty();
        now = now.plusSeconds(1);
        assertThat(cache.clean(Set.of(spec.id()), KEPT)).isEmpty();
        assertThat(cache.clean(Set.of(), KEPT)).as("it was needed until now").isEmpty();
        now = now.plus(KEPT);
        assertThat(cache.clean(Set.of(), KEPT)).containsExactly(spec.id());
        assertThat(cache.held()).isEmpty();
        assertThat(folder.resolve("images")).isEmptyDirectory();
        assertThat(cache.path(spec)).isEqualTo(path).hasBinaryContent(bytes);
        assertThat(opened).hasValue(2);
    }

    @Test
    void aPathThatWasJustGivenStaysGood() throws Exception {
        var spec = spec(ImageSpec.Format.RAW);
        cache.path(spec);
        now = now.plus(KEPT);
        cache.path(spec);
        assertThat(cache.clean(Set.of(), KEPT)).isEmpty();
        assertThat(cache.held()).containsExactly(spec.id());
    }

    @Test
    void afterARestartEverythingCountsAsJustUsed() throws Exception {
        var spec = spec(ImageSpec.Format.RAW);
        cache.path(spec);
        now = now.plus(KEPT);
        makeCache();
        assertThat(cache.clean(Set.of(), KEPT)).isEmpty();
        now = now.plus(KEPT);
        assertThat(cache.clean(Set.of(), KEPT)).containsExactly(spec.id());
    }

    @Test
    void whatIsNotAsItsDigestSaysIsNotKept() throws Exception {
        var spec = spec(ImageSpec.Format.RAW);
        for (var wrong : new byte[][] {new byte[100_000], new byte[99_999], new byte[100_001], new byte[0]}) {
            bytes = wrong;
            assertThatThrownBy(() -> cache.path(spec)).isInstanceOf(LinkFault.class);
        }
        assertThat(cache.held()).isEmpty();
        assertThat(folder.resolve("images")).isEmptyDirectory();
    }

    @Test
    void aQcow2ThatReachesOutOfItsFileIsRefused() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-img")), "needs qemu-img");
        bytes = qcow2("-b", "/etc/passwd", "-F", "raw");
        assertThatThrownBy(() -> cache.path(spec(ImageSpec.Format.QCOW2)))
                .isInstanceOf(LinkFault.class)
                .hasMessageContaining("reaches out");
        bytes = qcow2("-o", "data_file=" + folder.resolve("data"));
        assertThatThrownBy(() -> cache.path(spec(ImageSpec.Format.QCOW2)))
                .isInstanceOf(LinkFault.class)
                .hasMessageContaining("reaches out");
        bytes = "QFI\u00fb".repeat(100).getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> cache.path(spec(ImageSpec.Format.QCOW2))).isInstanceOf(LinkFault.class);
        assertThat(cache.held()).isEmpty();
    }

    @Test
    void aPlainDiskIsMadeOnceForEachSize() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-img")), "needs qemu-img");
        bytes = qcow2();
        var spec = spec(ImageSpec.Format.QCOW2);
        var small = cache.raw(spec, 1);
        var large = cache.raw(spec, (8 << 20) + 1);
        assertThat(Files.size(small)).isEqualTo(4 << 20);
        assertThat(Files.size(large)).isEqualTo((8 << 20) + 512);
        assertThat(Files.getLastModifiedTime(small)).isEqualTo(Files.getLastModifiedTime(large));
        assertThat(cache.raw(spec, 1)).isEqualTo(small);
        assertThat(opened).hasValue(1);
        assertThat(cache.held()).containsExactly(spec.id());
    }

    @Test
    void whatACrashLeftIsCleanedUp() throws IOException {
        Files.write(folder.resolve("images").resolve(UUID.randomUUID() + ".part"), new byte[10]);
        cache = new ImageCache(folder.resolve("images"), () -> now, id -> new ByteArrayInputStream(bytes));
        assertThat(folder.resolve("images")).isEmptyDirectory();
    }

    private byte[] qcow2(String... options) throws IOException {
        var file = folder.resolve("made.qcow2");
        var argv = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2"));
        argv.addAll(List.of(options));
        argv.addAll(List.of(file.toString(), "4M"));
        Command.of(argv).ok();
        return Files.readAllBytes(file);
    }

    private ImageSpec spec(ImageSpec.Format format) throws Exception {
        var digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        return new ImageSpec(UUID.randomUUID(), format, bytes.length, digest);
    }
}
