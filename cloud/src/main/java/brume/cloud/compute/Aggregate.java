package brume.cloud.compute;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Hosts that an operator has put together under a name. Where it names an availability zone, they are in that.
///
/// @param number   its name in older clients
/// @param zone     its availability zone
/// @param metadata the operator's own keys and values, without the zone
/// @param hosts    names, in order
public record Aggregate(
        UUID id,
        long number,
        String name,
        Optional<String> zone,
        Map<String, String> metadata,
        List<String> hosts,
        Instant createdAt,
        Optional<Instant> updatedAt) {
    public Aggregate {
        metadata = Map.copyOf(metadata);
        hosts = List.copyOf(hosts);
    }
}
