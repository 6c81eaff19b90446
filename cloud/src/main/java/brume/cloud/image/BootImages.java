package brume.cloud.image;

import java.util.Optional;

/// An image with those that it boots with, when it says so (`kernel_id`, `ramdisk_id`).
///
/// Both are there only where the image's owner may use them: what an image names never opens another project's bytes.
public record BootImages(Image image, Optional<Image> kernel, Optional<Image> ramdisk) {}
