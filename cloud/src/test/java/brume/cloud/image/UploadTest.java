package brume.cloud.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.cloud.quota.Limit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bytes come in whole, or not at all.
final class UploadTest {
    @TempDir
    Path folder;

    @Test
    void whatWasUploadedComesBackWithItsDigests() throws Exception {
        var place = new Place(folder);
        var content = Place.content(1_000_000);
        var image = place.active(place.alice, DiskFormat.RAW, content);
        var kept = image.content().orElseThrow();
        assertThat(kept.sizeBytes()).isEqualTo(content.length);
        assertThat(kept.md5()).isEqualTo(hex("MD5", content));
        assertThat(kept.sha512()).isEqualTo(hex("SHA-512", content));
        try (var in = place.images.open(place.alice, image.id(), 999_000).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(content, 999_000, 1_000_000));
        }
        try (var in = place.images.open(image.id())) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void aSecondUploadIsRefusedWhileTheFirstRunsAndAfterIt() throws Exception {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.RAW);
        var client = new PipedOutputStream();
        try (var in = new PipedInputStream(client);
                var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = workers.submit(
                    (Callable<Image>) () -> place.images.upload(place.alice, image.id(), in, Optional.empty()));
            client.write(new byte[100]);
            Awaitility.await()
                    .until(() -> place.images.show(place.alice, image.id()).status() == Image.Status.SAVING);
            assertThatThrownBy(() -> place.upload(place.alice, image.id(), new byte[5]))
                    .isInstanceOf(CloudFault.Conflict.class);
            client.close();
            assertThat(first.get().content().orElseThrow().sizeBytes()).isEqualTo(100);
        }
        assertThatThrownBy(() -> place.upload(place.alice, image.id(), new byte[5]))
                .isInstanceOf(CloudFault.Conflict.class);
        assertThat(place.files()).hasSize(1);
    }

    @Test
    void anUploadThatBreaksOffLeavesTheImageQueuedAndNoFile() {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.RAW);
        assertThatThrownBy(() -> place.images.upload(place.alice, image.id(), breaking(), Optional.empty()))
                .isInstanceOf(IOException.class);
        assertThat(place.images.show(place.alice, image.id()).status()).isEqualTo(Image.Status.QUEUED);
        assertThat(place.files()).isEmpty();
        assertThat(place.upload(place.alice, image.id(), new byte[10]).status()).isEqualTo(Image.Status.ACTIVE);
    }

    @Test
    void anImageDeletedDuringItsUploadStaysDeletedAndKeepsNoFile() throws Exception {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.RAW);
        var deleting = new ByteArrayInputStream(new byte[1000]) {
            @Override
            public int read(byte[] into, int offset, int length) {
                if (pos == 0) place.images.delete(place.alice, image.id());
                return super.read(into, offset, length);
            }
        };
        assertThatThrownBy(() -> place.images.upload(place.alice, image.id(), deleting, Optional.empty()))
                .isInstanceOf(CloudFault.NotFound.class);
        assertThat(place.files()).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftIsClearedUp() throws IOException {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.RAW);
        var kept = place.active(place.alice, DiskFormat.RAW, new byte[10]);
        var blob = place.ids.next();
        // As the dead process left it: the row names the draft, nobody holds the draft's lock.
        place.sql.update(
                "update image set status = 'SAVING', upload = ?, upload_until = ? where id = ?",
                blob,
                place.scheduler.clock().instant().plus(Duration.ofMinutes(4)),
                image.id());
        place.bytes.draft(place.ids.next()).keep();
        var shard = folder.resolve(blob.toString().substring(34));
        Files.createDirectories(shard);
        Files.write(shard.resolve(blob + ".draft"), new byte[100]);

        place.clearUp();

        assertThat(place.images.show(place.alice, image.id()).status()).isEqualTo(Image.Status.QUEUED);
        assertThat(place.files())
                .extracting(file -> file.getFileName().toString())
                .containsExactly(kept.content().orElseThrow().blob().toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatDiedBeforeTheFirstByteOrAfterTheLastIsClearedUpSoon(boolean whole) throws IOException {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.RAW);
        var blob = place.ids.next();
        if (whole) {
            try (var draft = place.bytes.draft(blob)) {
                draft.keep();
            }
        }
        place.sql.update(
                "update image set status = 'SAVING', upload = ?, upload_until = ? where id = ?",
                blob,
                place.scheduler.clock().instant().plus(Duration.ofMinutes(4)),
                image.id());

        place.clearUp();

        assertThat(place.images.show(place.alice, image.id()).status()).isEqualTo(Image.Status.QUEUED);
        assertThat(place.files()).isEmpty();
        assertThat(place.upload(place.alice, image.id(), new byte[10]).status()).isEqualTo(Image.Status.ACTIVE);
    }

    @Test
    void anUploadThatHasJustBegunIsNotTakenForALeftover() {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.RAW);
        place.sql.update(
                "update image set status = 'SAVING', upload = ?, upload_until = ? where id = ?",
                place.ids.next(),
                place.scheduler.clock().instant().plus(Duration.ofMinutes(6)),
                image.id());
        place.clearUp();
        assertThat(place.images.show(place.alice, image.id()).status()).isEqualTo(Image.Status.SAVING);
    }

    @Test
    void anUploadInProgressIsNotTakenForALeftover() throws Exception {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.RAW);
        var busy = new ByteArrayInputStream(new byte[1000]) {
            @Override
            public int read(byte[] into, int offset, int length) {
                place.clearUp();
                return super.read(into, offset, length);
            }
        };
        place.images.upload(place.alice, image.id(), busy, Optional.empty());
        assertThat(place.images.show(place.alice, image.id()).status()).isEqualTo(Image.Status.ACTIVE);
    }

    @Test
    void bytesOfADeletedImageStayAsLongAsSomebodyNeedsThem() throws IOException {
        var place = new Place(folder);
        var needed = new java.util.concurrent.atomic.AtomicBoolean(true);
        place.images.heldBy(id -> needed.get());
        var image = place.active(place.alice, DiskFormat.RAW, new byte[1000]);
        place.images.delete(place.alice, image.id());
        place.clearUp();
        try (var in = place.images.open(image.id())) {
            assertThat(in.readAllBytes()).hasSize(1000);
        }
        assertThat(place.images.all(java.util.List.of(image.id()))).containsKey(image.id());
        needed.set(false);
        place.clearUp();
        assertThat(place.files()).isEmpty();
        assertThatThrownBy(() -> place.images.open(image.id())).isInstanceOf(CloudFault.NotFound.class);
    }

    @Test
    void anImageThatIsTooLargeIsRefusedWithoutBeingKept() {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.RAW);
        assertThatThrownBy(() -> place.images.upload(place.alice, image.id(), endless(), Optional.empty()))
                .isInstanceOf(CloudFault.TooLarge.class);
        assertThat(place.files()).isEmpty();
    }

    @Test
    void theQuotaOfBytesHoldsForManyUploadsAtOnce() throws Exception {
        var place = new Place(folder);
        place.sql.run(tx -> place.quotas.set(tx, place.alice.home(), Limit.IMAGE_BYTES, 2500));
        var done = new java.util.concurrent.atomic.AtomicInteger();
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                var image = place.queued(place.alice, DiskFormat.RAW);
                workers.submit(() -> {
                    place.upload(place.alice, image.id(), new byte[1000]);
                    done.incrementAndGet();
                });
            }
        }
        assertThat(done.get()).isEqualTo(2);
        assertThat(place.files()).hasSize(2);
    }

    @Test
    void theQuotaOfImagesHolds() {
        var place = new Place(folder);
        place.sql.run(tx -> place.quotas.set(tx, place.alice.home(), Limit.IMAGES, 1));
        place.queued(place.alice, DiskFormat.RAW);
        assertThatThrownBy(() -> place.queued(place.alice, DiskFormat.RAW)).isInstanceOf(CloudFault.OverQuota.class);
        place.queued(place.bob, DiskFormat.RAW);
    }

    @Test
    void aSizeThatWasAnnouncedMustCome() {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.RAW);
        assertThatThrownBy(() -> place.images.upload(
                        place.alice, image.id(), new ByteArrayInputStream(new byte[10]), Optional.of(11L)))
                .isInstanceOf(CloudFault.Invalid.class);
        assertThat(place.files()).isEmpty();
    }

    private static String hex(String algorithm, byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    }

    private static InputStream breaking() {
        return new InputStream() {
            private int left = 5000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) throw new IOException("the client went away");
                return 0;
            }
        };
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return length;
            }
        };
    }
}
