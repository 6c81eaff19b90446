package brume.cloud.compute;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an owner says of an instance, and may change at any time.
///
/// @param hostname as the guest should call itself
/// @param tags     in order, none twice
public record Label(
        String name,
        Optional<String> description,
        String hostname,
        Map<String, String> metadata,
        List<String> tags,
        Optional<String> accessIpv4,
        Optional<String> accessIpv6) {
    public Label {
        metadata = Map.copyOf(metadata);
        tags = tags.stream().distinct().sorted().toList();
    }

    public Label named(String name) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6);
    }

    public Label described(Optional<String> description) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6);
    }

    public Label called(String hostname) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6);
    }

    public Label with(Map<String, String> metadata) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6);
    }

    public Label tagged(List<String> tags) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6);
    }

    public Label reachedAt(Optional<String> accessIpv4, Optional<String> accessIpv6) {
        return new Label(name, description, hostname, metadata, tags, accessIpv4, accessIpv6);
    }
}
