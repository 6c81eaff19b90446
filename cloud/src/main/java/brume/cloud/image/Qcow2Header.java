package brume.cloud.image;

import brume.base.fault.CloudFault;
import java.nio.ByteBuffer;

/// Reads the header of a qcow2 file (QEMU's `docs/interop/qcow2.txt`), and refuses all that reaches out of the file,
/// all that we do not know, and sizes that make no sense.
final class Qcow2Header {
    private static final int VERSION_2_BYTES = 72;
    private static final int VERSION_3_BYTES = 104;
    private static final long COMPRESSION = 1L << 3;
    private static final long EXTENDED_L2 = 1L << 4;
    private static final long EXTERNAL_FILE = 1L << 2;
    private static final long MAX_L1_ENTRIES = (32L << 20) / 8;
    private static final int EXTENSIONS_AT_MOST = 64;

    private final ByteBuffer head;
    private final long fileBytes;
    private final int version;
    private final int clusterBits;

    private Qcow2Header(ByteBuffer head, long fileBytes) {
        this.head = head;
        this.fileBytes = fileBytes;
        if (head.limit() < VERSION_2_BYTES) throw refused("its header is cut off");
        version = head.getInt(4);
        if (version != 2 && version != 3) throw refused("its version is " + Integer.toUnsignedString(version));
        clusterBits = head.getInt(20);
        if (clusterBits < 9 || clusterBits > 21) throw refused("its cluster size makes no sense");
        if (fileBytes < 1L << clusterBits) throw refused("it is shorter than one cluster");
    }

    /// The size that a guest would see, in bytes.
    ///
    /// @param head      the file's first bytes: the first cluster, or what is looked at of it
    /// @param fileBytes the file's whole size
    /// @throws CloudFault.Invalid when the file is not safe to open
    static long check(ByteBuffer head, long fileBytes, long virtualBytesAtMost) {
        return new Qcow2Header(head, fileBytes).check(virtualBytesAtMost);
    }

    private long check(long virtualBytesAtMost) {
        if (head.getLong(8) != 0 || head.getInt(16) != 0) throw refused("it has a backing file");
        if (head.getInt(32) != 0) throw refused("it is encrypted");
        if (head.getInt(60) != 0) throw refused("it holds internal snapshots");
        boolean extendedL2 = false;
        int length = VERSION_2_BYTES;
        if (version == 3) {
            if (head.limit() < VERSION_3_BYTES) throw refused("its header is cut off");
            long features = head.getLong(72);
            if ((features & EXTERNAL_FILE) != 0) throw refused("its data is in another file");
            if ((features & ~(COMPRESSION | EXTENDED_L2)) != 0) {
                throw refused("it was not closed cleanly, or has features that are not known");
            }
            extendedL2 = (features & EXTENDED_L2) != 0;
            if (Integer.compareUnsigned(head.getInt(96), 6) > 0) throw refused("its reference counts make no sense");
            length = head.getInt(100);
            if (length < VERSION_3_BYTES || length % 8 != 0 || length > head.limit() || length > 1 << clusterBits) {
                throw refused("its header's length makes no sense");
            }
            boolean otherCompression = length > VERSION_3_BYTES && head.get(104) != 0;
            if (otherCompression != ((features & COMPRESSION) != 0) || length > 104 && head.get(104) > 1) {
                throw refused("its compression is not known");
            }
        }
        long size = head.getLong(24);
        if (size < 0 || size > virtualBytesAtMost) throw refused("its virtual size makes no sense");
        tables(size, extendedL2);
        extensions(length);
        return size;
    }

    private void tables(long size, boolean extendedL2) {
        long cluster = 1L << clusterBits;
        int entryBits = extendedL2 ? 4 : 3;
        long perL1 = cluster << (clusterBits - entryBits);
        long needed = (size + perL1 - 1) / perL1;
        long l1 = Integer.toUnsignedLong(head.getInt(36));
        if (l1 < needed || l1 > MAX_L1_ENTRIES) throw refused("its first table makes no sense");
        long l1At = head.getLong(40);
        if (l1 > 0 && !inside(l1At, l1 * 8)) throw refused("its first table lies outside of the file");
        long refcountClusters = Integer.toUnsignedLong(head.getInt(56));
        if (refcountClusters == 0 || refcountClusters * cluster > 8L << 20) {
            throw refused("its reference counts make no sense");
        }
        if (!inside(head.getLong(48), refcountClusters * cluster)) {
            throw refused("its reference counts lie outside of the file");
        }
    }

    private boolean inside(long at, long length) {
        return at >= 1L << clusterBits && at % (1L << clusterBits) == 0 && at <= fileBytes && length <= fileBytes - at;
    }

    private void extensions(int from) {
        int end = Math.min(head.limit(), 1 << clusterBits);
        int at = from;
        for (int i = 0; i < EXTENSIONS_AT_MOST && at + 8 <= end; i++) {
            int type = head.getInt(at);
            if (type == 0) return;
            long length = Integer.toUnsignedLong(head.getInt(at + 4));
            if (length > end - at - 8) throw refused("a header extension is longer than its cluster");
            switch (type) {
                case 0xe2792aca -> throw refused("it names a backing file's format");
                case 0x44415441 -> throw refused("it names a file for its data");
                case 0x0537be77 -> throw refused("it is encrypted");
                default -> at += 8 + (int) ((length + 7) / 8 * 8);
            }
        }
        if (at + 8 <= end) throw refused("it has too many header extensions");
    }

    private static CloudFault.Invalid refused(String why) {
        return new CloudFault.Invalid("unsafe-image", "the qcow2 image is refused: " + why);
    }
}
