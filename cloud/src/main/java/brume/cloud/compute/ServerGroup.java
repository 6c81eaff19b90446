package brume.cloud.compute;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Instances that are to live together, or apart.
///
/// @param most    how many of them one host may have, for [Policy#ANTI_AFFINITY]
/// @param members those that are not gone
public record ServerGroup(
        UUID id,
        UUID project,
        Optional<UUID> owner,
        String name,
        Policy policy,
        Optional<Integer> most,
        Instant createdAt,
        List<UUID> members) {
    public ServerGroup {
        members = List.copyOf(members);
    }

    /// How they are to live.
    public enum Policy {
        AFFINITY("affinity"),
        ANTI_AFFINITY("anti-affinity"),
        SOFT_AFFINITY("soft-affinity"),
        SOFT_ANTI_AFFINITY("soft-anti-affinity");

        private final String word;

        Policy(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        public static Optional<Policy> of(String word) {
            for (var policy : values()) if (policy.word.equals(word)) return Optional.of(policy);
            return Optional.empty();
        }
    }
}
