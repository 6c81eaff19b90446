package brume.host.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/// The header of a qcow2 image, and what in it reaches out of its own file.
///
/// Source: QEMU `docs/interop/qcow2`.
///
/// @param virtualBytes the size of the disk
/// @param backed       whether it names a backing file
/// @param dataFile     whether its data is in another file
public record Qcow2(long virtualBytes, boolean backed, boolean dataFile) {
    private static final int MAGIC = 0x514649fb;
    private static final long DATA_FILE_BIT = 1L << 2;

    /// @throws IOException also when it is not qcow2
    public static Qcow2 read(Path file) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            if (in.length() < 72 || in.readInt() != MAGIC) throw new IOException(file + " is not qcow2");
            int version = in.readInt();
            if (version != 2 && version != 3) throw new IOException(file + " is qcow2 of version " + version);
            long backing = in.readLong();
            in.readInt();
            in.readInt();
            long size = in.readLong();
            long features = 0;
            if (version == 3) {
                in.seek(72);
                features = in.readLong();
            }
            if (size < 0) throw new IOException(file + ": impossible size");
            return new Qcow2(size, backing != 0, (features & DATA_FILE_BIT) != 0);
        }
    }

    /// Whether all that it is lies in its own file.
    public boolean whole() {
        return !backed && !dataFile;
    }
}
