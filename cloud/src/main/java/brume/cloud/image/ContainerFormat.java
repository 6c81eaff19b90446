package brume.cloud.image;

/// What the image's bytes are wrapped in: nothing (`BARE`, and the Amazon kinds), or something that we keep unopened.
public enum ContainerFormat {
    BARE,
    AMI,
    ARI,
    AKI,
    OVF,
    OVA,
    DOCKER,
    COMPRESSED;

    /// Whether the disk is there as it is.
    public boolean plain() {
        return switch (this) {
            case BARE, AMI, ARI, AKI -> true;
            case OVF, OVA, DOCKER, COMPRESSED -> false;
        };
    }
}
