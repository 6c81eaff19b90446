package brume.cloud.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// An empty qcow2 file of 1 GiB with clusters of 64 KiB, to be bent for a test: header, reference counts, first table.
final class Qcow2File {
    static final int CLUSTER = 1 << 16;
    static final long SIZE = 1L << 30;

    private final ByteBuffer bytes = ByteBuffer.allocate(4 * CLUSTER);
    private int extension;

    Qcow2File(int version) {
        extension = version == 3 ? 112 : 72;
        put(0, 0x514649fb).put(4, version).put(20, 16).put(24, SIZE);
        put(36, 2).put(40, 3L * CLUSTER);
        put(48, (long) CLUSTER).put(56, 1);
        bytes.putLong(CLUSTER, 2L * CLUSTER);
        if (version == 3) put(96, 4).put(100, 112);
    }

    Qcow2File put(int at, int value) {
        bytes.putInt(at, value);
        return this;
    }

    Qcow2File put(int at, long value) {
        bytes.putLong(at, value);
        return this;
    }

    Qcow2File text(int at, String value) {
        bytes.put(at, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Qcow2File extension(int type, String value) {
        put(extension, type).put(extension + 4, value.length()).text(extension + 8, value);
        extension += 8 + (value.length() + 7) / 8 * 8;
        return this;
    }

    byte[] bytes() {
        return bytes.array();
    }
}
