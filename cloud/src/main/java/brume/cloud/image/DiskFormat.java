package brume.cloud.image;

import brume.contract.ImageSpec;
import java.util.Optional;

/// What its owner says that an image's bytes are. All are kept as they are; only some may boot.
public enum DiskFormat {
    AMI,
    ARI,
    AKI,
    VHD,
    VHDX,
    VMDK,
    RAW,
    QCOW2,
    VDI,
    ISO,
    PLOOP;

    /// How a hypervisor reads it, if one may.
    public Optional<ImageSpec.Format> boots() {
        return switch (this) {
            case RAW, AMI, ARI, AKI -> Optional.of(ImageSpec.Format.RAW);
            case QCOW2 -> Optional.of(ImageSpec.Format.QCOW2);
            case VHD, VHDX, VMDK, VDI, ISO, PLOOP -> Optional.empty();
        };
    }
}
