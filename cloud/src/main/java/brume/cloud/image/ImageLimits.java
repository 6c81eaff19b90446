package brume.cloud.image;

/// Bounds of a single image, the same for everybody.
///
/// @param bytes        of its file
/// @param virtualBytes that its guests would see
public record ImageLimits(long bytes, long virtualBytes, int properties, int tags, int members) {
    public static final ImageLimits DEFAULT = new ImageLimits(1L << 40, 16L << 40, 128, 128, 128);
}
