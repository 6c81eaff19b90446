package brume.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a client uploads as an image.
///
/// @param format     as the image API names it
/// @param hypervisor for `img_hv_type`
public record GuestDisk(Path file, String format, String hypervisor) {
    /// Nothing at all, which is enough for a simulated guest.
    static GuestDisk blank(Path folder) {
        try {
            return new GuestDisk(Files.write(folder.resolve("image.raw"), new byte[1 << 20]), "raw", "any");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static GuestDisk mini(String hypervisor) {
        return new GuestDisk(RealCloud.mini().disk(), "qcow2", hypervisor);
    }
}
