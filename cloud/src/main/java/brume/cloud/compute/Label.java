package brume.cloud.compute;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an owner says of an instance, and may change at any time.
///
/// @param hostname as the guest should call itself
/// @param tags     in order, none twice
/// @param autoDisk whether the guest is to grow into its whole disk by itself; empty where nobody said
public record Label(
        String name,
        Optional<String> description,
        String hostname,
        Map<String, String> metadata,
        List<String> tags,
        Optional<String> accessIpv4,
        Optional<String> accessIpv6,
        Optional<Boolean> autoDisk) {
    public Label {
        metadata = Map.copyOf(metadata);
        tags = tags.isEmpty() ? List.of() : tags.stream().distinct().sorted().toList();
    }

    /// One that says nothing of its disk.
    public Label(
            String name,
            Optional<String> description,
            String hostname,
            Map<String, String> metadata,
            List<String> tags,
            Optional<String> accessIpv4,
            Optional<String> accessIpv6) {
        this(name, description, hostname, metadata, tags, accessIpv4, accessIpv6, Optional.empty());
    }

    public Label named(String name) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6, autoDisk);
    }

    public Label described(Optional<String> description) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6, autoDisk);
    }

    public Label called(String hostname) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6, autoDisk);
    }

    public Label with(Map<String, String> metadata) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6, autoDisk);
    }

    public Label tagged(List<String> tags) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6, autoDisk);
    }

    public Label reachedAt(Optional<String> accessIpv4, Optional<String> accessIpv6) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6, autoDisk);
    }

    public Label growing(Optional<Boolean> autoDisk) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6, autoDisk);
    }
}
