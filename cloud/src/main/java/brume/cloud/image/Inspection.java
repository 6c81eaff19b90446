package brume.cloud.image;

import brume.base.fault.CloudFault;
import brume.contract.ImageSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a look into an image's bytes says, before anything opens them.
///
/// Nothing ever guesses a format from content: an image boots as what its owner says it is, once its content was seen
/// to be just that, and to refer to no other file.
///
/// @param virtualSizeBytes what a guest would see, where we can tell
/// @param boots            how a hypervisor may read it; nothing when none may
record Inspection(Optional<Long> virtualSizeBytes, Optional<ImageSpec.Format> boots) {
    private static final int HEAD_BYTES = 128 << 10;

    /// @throws CloudFault.Invalid when no hypervisor should ever come near it
    static Inspection of(DiskFormat disk, ContainerFormat container, FileChannel file, ImageLimits limits)
            throws IOException {
        long size = file.size();
        var head = head(file, size);
        if (!container.plain()) return new Inspection(Optional.empty(), Optional.empty());
        var kind = kind(head);
        return switch (disk) {
            case QCOW2 -> {
                // What only bears the name is kept, as clients expect, but never opened.
                if (kind.isEmpty()) yield new Inspection(Optional.empty(), Optional.empty());
                if (!kind.get().equals("qcow2")) throw differs(disk, kind.get());
                yield new Inspection(Optional.of(Qcow2Header.check(head, size, limits.virtualBytes())), disk.boots());
            }
            case RAW, AMI, ARI, AKI -> {
                if (kind.isPresent()) throw differs(disk, kind.get());
                yield new Inspection(Optional.of(size), disk.boots());
            }
            case ISO -> {
                if (kind.isPresent()) throw differs(disk, kind.get());
                yield new Inspection(Optional.of(size), Optional.empty());
            }
            case VHD, VHDX, VMDK, VDI, PLOOP -> {
                // A qcow2 under another name could only be meant for something that guesses.
                if (kind.filter("qcow2"::equals).isPresent()) throw differs(disk, "qcow2");
                yield new Inspection(Optional.empty(), Optional.empty());
            }
        };
    }

    private static CloudFault.Invalid differs(DiskFormat said, String found) {
        return new CloudFault.Invalid(
                "format-mismatch",
                "the image is said to be " + said.name().toLowerCase(java.util.Locale.ROOT) + ", but its content is "
                        + found);
    }

    private static ByteBuffer head(FileChannel file, long size) throws IOException {
        var head = ByteBuffer.allocate((int) Math.min(size, HEAD_BYTES));
        long at = 0;
        while (head.hasRemaining()) {
            int got = file.read(head, at);
            if (got < 0) break;
            at += got;
        }
        return head.flip();
    }

    /// A disk format that could refer to other files, or be taken for one that does.
    private static Optional<String> kind(ByteBuffer head) {
        if (starts(head, 0, "QFI\u00fb")) return Optional.of("qcow2");
        if (starts(head, 0, "QED\0")) return Optional.of("qed");
        if (starts(head, 0, "KDMV") || starts(head, 0, "COWD") || starts(head, 0, "# Disk DescriptorFile")) {
            return Optional.of("vmdk");
        }
        if (starts(head, 0, "vhdxfile")) return Optional.of("vhdx");
        if (starts(head, 0, "conectix")) return Optional.of("vhd");
        if (starts(head, 0x40, "\u007f\u0010\u00da\u00be")) return Optional.of("vdi");
        if (starts(head, 0, "WithoutFreeSpace") || starts(head, 0, "WithouFreSpacExt")) return Optional.of("ploop");
        return Optional.empty();
    }

    private static boolean starts(ByteBuffer head, int at, String magic) {
        var bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (head.limit() < at + bytes.length) return false;
        for (int i = 0; i < bytes.length; i++) if (head.get(at + i) != bytes[i]) return false;
        return true;
    }
}
