package brume.cloud.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images that boot with a kernel and a RAM disk of their own.
final class BootImagesTest {
    @TempDir
    Path folder;

    Place place;

    @BeforeEach
    void open() {
        place = new Place(folder);
    }

    private Image naming(Caller caller, Map<String, String> parts) {
        var image = place.active(caller, DiskFormat.AMI, new byte[100]);
        return place.images.update(caller, image.id(), about -> about.properties(parts));
    }

    private BootImages boot(UUID image) {
        return place.images.boots(place.sql, List.of(image)).get(image);
    }

    @Test
    void anImageBootsWithTheKernelThatItNames() {
        var kernel = place.active(place.alice, DiskFormat.AKI, new byte[10]);
        var ramdisk = place.active(place.alice, DiskFormat.ARI, new byte[20]);
        var image = naming(
                place.alice,
                Map.of(
                        "kernel_id",
                        kernel.id().toString(),
                        "ramdisk_id",
                        ramdisk.id().toString()));
        assertThat(place.images.usable(place.sql, place.alice, image.id()).image())
                .isEqualTo(image);
        assertThat(boot(image.id()).kernel()).contains(kernel);
        assertThat(boot(image.id()).ramdisk()).contains(ramdisk);
    }

    @Test
    void anotherTenantsBytesAreNeverOpenedByNamingThem() {
        var secret = place.active(place.bob, DiskFormat.RAW, new byte[10]);
        var image = naming(place.alice, Map.of("ramdisk_id", secret.id().toString()));
        assertThat(boot(image.id()).ramdisk()).isEmpty();
        assertThatThrownBy(() -> place.images.usable(place.sql, place.alice, image.id()))
                .isInstanceOf(CloudFault.Invalid.class);
        place.images.members().add(place.bob, secret.id(), place.alice.home());
        assertThat(boot(image.id()).ramdisk()).contains(secret);
        place.images.members().remove(place.bob, secret.id(), place.alice.home());
        assertThat(boot(image.id()).ramdisk()).isEmpty();
    }

    @Test
    void anImageThatNamesNothingThatBootsIsNotUsed() {
        var queued = place.queued(place.alice, DiskFormat.AKI);
        for (var id :
                List.of("", "nonsense", place.ids.next().toString(), queued.id().toString())) {
            var image = naming(place.alice, Map.of("kernel_id", id));
            assertThatThrownBy(() -> place.images.usable(place.sql, place.alice, image.id()))
                    .as(id)
                    .isInstanceOf(CloudFault.Invalid.class);
        }
    }

    @Test
    void aDeletedKernelIsKeptAsLongAsAnImageNamesIt() {
        var kernel = place.active(place.alice, DiskFormat.AKI, new byte[10]);
        var image = naming(place.alice, Map.of("kernel_id", kernel.id().toString()));
        place.images.delete(place.alice, kernel.id());
        place.clearUp();
        assertThat(place.files()).hasSize(2);
        place.images.delete(place.alice, image.id());
        place.clearUp();
        place.clearUp();
        assertThat(place.files()).isEmpty();
    }
}
