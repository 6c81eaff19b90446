package brume.cloud.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.contract.ImageSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is uploaded is looked into before anything may open it.
final class HostileImagesTest {
    @TempDir
    Path folder;

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of(
                        "a backing file",
                        new Qcow2File(3)
                                .put(8, 512L)
                                .put(16, 11)
                                .text(512, "/etc/shadow")
                                .bytes()),
                Arguments.of(
                        "a backing file's place alone",
                        new Qcow2File(2).put(8, 512L).bytes()),
                Arguments.of(
                        "a backing file's format",
                        new Qcow2File(3).extension(0xe2792aca, "raw").bytes()),
                Arguments.of(
                        "data in another file", new Qcow2File(3).put(72, 4L).bytes()),
                Arguments.of(
                        "the name of a data file",
                        new Qcow2File(3).extension(0x44415441, "/dev/sda").bytes()),
                Arguments.of(
                        "a feature that nobody knows",
                        new Qcow2File(3).put(72, 1L << 40).bytes()),
                Arguments.of("a corrupt mark", new Qcow2File(3).put(72, 2L).bytes()),
                Arguments.of("encryption", new Qcow2File(3).put(32, 2).bytes()),
                Arguments.of(
                        "internal snapshots",
                        new Qcow2File(3).put(60, 1).put(64, 1L << 16).bytes()),
                Arguments.of(
                        "an absurd size",
                        new Qcow2File(3).put(24, Long.MAX_VALUE).bytes()),
                Arguments.of("a negative size", new Qcow2File(3).put(24, -1L).bytes()),
                Arguments.of(
                        "a size that its table cannot hold",
                        new Qcow2File(3).put(24, 1L << 39).bytes()),
                Arguments.of("a huge table", new Qcow2File(3).put(36, -1).bytes()),
                Arguments.of(
                        "a table outside of the file",
                        new Qcow2File(3).put(40, 1L << 40).bytes()),
                Arguments.of(
                        "a table that is not aligned",
                        new Qcow2File(3).put(40, 3L * Qcow2File.CLUSTER + 8).bytes()),
                Arguments.of(
                        "reference counts outside of the file",
                        new Qcow2File(3).put(48, 1L << 40).bytes()),
                Arguments.of("no reference counts", new Qcow2File(3).put(56, 0).bytes()),
                Arguments.of("absurd clusters", new Qcow2File(3).put(20, 63).bytes()),
                Arguments.of("tiny clusters", new Qcow2File(3).put(20, 1).bytes()),
                Arguments.of("an unknown version", new Qcow2File(3).put(4, 4).bytes()),
                Arguments.of(
                        "a header longer than the file",
                        new Qcow2File(3).put(100, 1 << 30).bytes()),
                Arguments.of(
                        "a header extension without end",
                        new Qcow2File(3).put(112, 0x12345678).put(116, -8).bytes()),
                Arguments.of(
                        "unknown compression",
                        new Qcow2File(3).put(72, 8L).put(104, 0x07000000).bytes()),
                Arguments.of("nothing after its magic", "QFI\u00fb".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void aQcow2ThatMayDoHarmIsRefusedAndLeavesNothing(String what, byte[] content) {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.QCOW2);
        assertThatThrownBy(() -> place.upload(place.alice, image.id(), content))
                .as(what)
                .isInstanceOf(CloudFault.Invalid.class);
        assertThat(place.images.show(place.alice, image.id()).status()).isEqualTo(Image.Status.QUEUED);
        assertThat(place.files()).isEmpty();
    }

    @Test
    void anHonestQcow2BootsAndTellsItsVirtualSize() {
        var place = new Place(folder);
        for (var file : new Qcow2File[] {
            new Qcow2File(2), new Qcow2File(3), new Qcow2File(3).extension(0x6803f857, "x".repeat(48))
        }) {
            var image = place.active(place.alice, DiskFormat.QCOW2, file.bytes());
            assertThat(image.content().orElseThrow().virtualSizeBytes()).contains(Qcow2File.SIZE);
            assertThat(Images.spec(image).format()).isEqualTo(ImageSpec.Format.QCOW2);
        }
    }

    @Test
    void aQcow2UnderAnotherNameIsRefused() {
        var place = new Place(folder);
        for (var format : new DiskFormat[] {DiskFormat.RAW, DiskFormat.AKI, DiskFormat.ISO, DiskFormat.VMDK}) {
            var image = place.queued(place.alice, format);
            assertThatThrownBy(() -> place.upload(place.alice, image.id(), new Qcow2File(3).bytes()))
                    .as(format.name())
                    .isInstanceOf(CloudFault.Invalid.class)
                    .hasMessageContaining("qcow2");
        }
        assertThat(place.files()).isEmpty();
    }

    @Test
    void aDescriptorThatNamesOtherFilesIsRefusedAsRaw() {
        var place = new Place(folder);
        var image = place.queued(place.alice, DiskFormat.RAW);
        var descriptor = "# Disk DescriptorFile\nRW 1 FLAT \"/etc/shadow\" 0\n".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> place.upload(place.alice, image.id(), descriptor))
                .isInstanceOf(CloudFault.Invalid.class);
    }

    @Test
    void whatOnlyBearsTheNameIsKeptButNeverBoots() {
        var place = new Place(folder);
        for (var format : new DiskFormat[] {DiskFormat.QCOW2, DiskFormat.VMDK, DiskFormat.VDI, DiskFormat.ISO}) {
            var image = place.active(place.alice, format, Place.content(2000));
            assertThat(image.status()).isEqualTo(Image.Status.ACTIVE);
            assertThatThrownBy(() -> place.images.usable(place.sql, place.alice, image.id()))
                    .as(format.name())
                    .isInstanceOf(CloudFault.Invalid.class);
        }
    }

    @Test
    void rawAndTheAmazonKindsBootAsTheyAre() {
        var place = new Place(folder);
        for (var format : new DiskFormat[] {DiskFormat.RAW, DiskFormat.AMI, DiskFormat.AKI, DiskFormat.ARI}) {
            var image = place.active(place.alice, format, Place.content(2000));
            assertThat(Images.spec(place.images
                            .usable(place.sql, place.alice, image.id())
                            .image()))
                    .isEqualTo(new ImageSpec(
                            image.id(),
                            ImageSpec.Format.RAW,
                            2000,
                            image.content().orElseThrow().sha512()));
            assertThat(image.content().flatMap(Image.Content::virtualSizeBytes)).isEqualTo(Optional.of(2000L));
        }
    }

    @Test
    void theFormatCannotBeChangedOnceTheBytesWereLookedAt() {
        var place = new Place(folder);
        var image = place.active(place.alice, DiskFormat.QCOW2, Place.content(2000));
        assertThatThrownBy(() -> place.images.update(
                        place.alice, image.id(), about -> about.formats(DiskFormat.RAW, ContainerFormat.BARE)))
                .isInstanceOf(CloudFault.Forbidden.class);
    }
}
