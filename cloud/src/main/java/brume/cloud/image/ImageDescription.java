package brume.cloud.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What its owner says of an image, and may change.
///
/// @param owner        the project that it belongs to
/// @param guarded      whether it refuses to be deleted ("protected")
/// @param hidden       whether lists leave it out
/// @param minDiskBytes the smallest root disk that a guest of it may have
/// @param minRamBytes  the smallest memory that a guest of it may have
/// @param tags         each once
/// @param properties   anything else, by name
public record ImageDescription(
        UUID owner,
        Optional<String> name,
        Visibility visibility,
        boolean guarded,
        boolean hidden,
        Optional<DiskFormat> diskFormat,
        Optional<ContainerFormat> containerFormat,
        long minDiskBytes,
        long minRamBytes,
        List<String> tags,
        Map<String, String> properties) {
    public ImageDescription {
        tags = tags.stream().distinct().toList();
        properties = Map.copyOf(properties);
    }

    /// Who sees it, besides its owner.
    public enum Visibility {
        /// Everybody.
        PUBLIC,
        /// Nobody.
        PRIVATE,
        /// The projects that it was given to.
        SHARED,
        /// Everybody who knows its id; it is in nobody's list unless asked for.
        COMMUNITY
    }

    /// Nothing said yet.
    public static ImageDescription of(UUID owner) {
        return new ImageDescription(
                owner,
                Optional.empty(),
                Visibility.SHARED,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                List.of(),
                Map.of());
    }

    public ImageDescription named(String name) {
        return new ImageDescription(
                owner,
                Optional.of(name),
                visibility,
                guarded,
                hidden,
                diskFormat,
                containerFormat,
                minDiskBytes,
                minRamBytes,
                tags,
                properties);
    }

    public ImageDescription visible(Visibility visibility) {
        return new ImageDescription(
                owner,
                name,
                visibility,
                guarded,
                hidden,
                diskFormat,
                containerFormat,
                minDiskBytes,
                minRamBytes,
                tags,
                properties);
    }

    public ImageDescription formats(DiskFormat disk, ContainerFormat container) {
        return new ImageDescription(
                owner,
                name,
                visibility,
                guarded,
                hidden,
                Optional.of(disk),
                Optional.of(container),
                minDiskBytes,
                minRamBytes,
                tags,
                properties);
    }

    public ImageDescription tags(List<String> tags) {
        return new ImageDescription(
                owner,
                name,
                visibility,
                guarded,
                hidden,
                diskFormat,
                containerFormat,
                minDiskBytes,
                minRamBytes,
                tags,
                properties);
    }

    public ImageDescription properties(Map<String, String> properties) {
        return new ImageDescription(
                owner,
                name,
                visibility,
                guarded,
                hidden,
                diskFormat,
                containerFormat,
                minDiskBytes,
                minRamBytes,
                tags,
                properties);
    }
}
