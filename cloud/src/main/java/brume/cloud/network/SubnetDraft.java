package brume.cloud.network;

import java.util.Optional;
import java.util.UUID;

/// A subnet to be made.
///
/// @param project      absent for the caller's own
/// @param ipVersion    4 or 6
/// @param pool         where its CIDR is taken from when the wish names none
/// @param prefixLength of a CIDR from the pool
/// @param standardPool whether the cloud's own pool is meant, when none is named
public record SubnetDraft(
        Optional<UUID> project,
        UUID network,
        int ipVersion,
        Optional<UUID> pool,
        Optional<Integer> prefixLength,
        boolean standardPool,
        SubnetWish wish) {
    /// A subnet of the caller's own project, with the addresses that the wish names.
    public static SubnetDraft of(UUID network, SubnetWish wish) {
        return new SubnetDraft(
                Optional.empty(),
                network,
                wish.cidr().orElseThrow().version(),
                Optional.empty(),
                Optional.empty(),
                false,
                wish);
    }
}
