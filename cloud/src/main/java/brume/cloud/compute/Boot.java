package brume.cloud.compute;

import brume.cloud.image.BootImages;
import brume.cloud.image.Image;
import brume.cloud.image.Images;
import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.contract.ImageSpec;
import java.util.Map;
import java.util.Optional;

/// What an instance boots from, as its image said when the instance was made.
///
/// @param leastBytes     of its disk: what the image's bytes unfold to
/// @param minMemoryBytes what the image asks of a flavor
/// @param properties     all that the image's owner said of it: `hw_…`, `img_hv_type`, `os_…` and others
record Boot(
        ImageSpec root,
        long leastBytes,
        Optional<ImageSpec> kernel,
        Optional<ImageSpec> ramdisk,
        long minMemoryBytes,
        long minDiskBytes,
        Map<String, String> properties) {
    private static final String ARGUMENTS = "root=/dev/vda console=ttyS0";

    static Boot of(BootImages images) {
        var image = images.image();
        return new Boot(
                Images.spec(image),
                least(image),
                images.kernel().map(Images::spec),
                images.ramdisk().map(Images::spec),
                image.about().minRamBytes(),
                image.about().minDiskBytes(),
                image.about().properties());
    }

    private static long least(Image image) {
        return image.content()
                .map(content -> content.virtualSizeBytes().orElse(content.sizeBytes()))
                .orElse(0L);
    }

    /// What the image says that it is for: QEMU where it says nothing.
    HypervisorKind hypervisor() {
        return switch (properties.getOrDefault("img_hv_type", "qemu")) {
            case "uml" -> HypervisorKind.UML;
            case "any" -> HypervisorKind.ANY;
            default -> HypervisorKind.QEMU;
        };
    }

    /// What the hypervisor itself loads, where the image names a kernel.
    Optional<GuestSpec.BootFiles> files() {
        return kernel.map(loaded ->
                new GuestSpec.BootFiles(loaded, ramdisk, properties.getOrDefault("os_command_line", ARGUMENTS)));
    }
}
