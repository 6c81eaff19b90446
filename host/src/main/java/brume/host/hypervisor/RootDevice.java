package brume.host.hypervisor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/// Where the root file system is on a plain disk, for kernels that are told rather than look.
final class RootDevice {
    private static final int EXT_MAGIC_AT = 1024 + 56;
    private static final int LINUX = 0x83;

    private RootDevice() {}

    /// `disk` itself when a file system begins at its start, else its first Linux partition, such as `/dev/ubda1`.
    ///
    /// @param image the disk's bytes
    static String of(String disk, Path image) throws IOException {
        try (var in = new RandomAccessFile(image.toFile(), "r")) {
            if (in.length() < 2048) throw new IOException(image + " is no disk");
            in.seek(EXT_MAGIC_AT);
            if (in.readUnsignedByte() == 0x53 && in.readUnsignedByte() == 0xef) return disk;
            in.seek(510);
            if (in.readUnsignedByte() == 0x55 && in.readUnsignedByte() == 0xaa) {
                for (int partition = 0; partition < 4; partition++) {
                    in.seek(446 + 16L * partition + 4);
                    if (in.readUnsignedByte() == LINUX) return disk + (partition + 1);
                }
            }
            return disk;
        }
    }
}
