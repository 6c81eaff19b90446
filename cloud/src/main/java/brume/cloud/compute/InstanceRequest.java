package brume.cloud.compute;

import brume.cloud.network.NetworkRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What a caller wants to have made.
///
/// @param label          of the first; further ones get `-2`, `-3` … after name and host name
/// @param keyName        of the caller's own user
/// @param userData       at most 64 KiB
/// @param zone           availability zone
/// @param hostName       one host in particular, for administrators
/// @param securityGroups names or ids, for cards that are made for it; the project's default one when empty
/// @param least          how many there must be at least
/// @param most           how many there should be
/// @param group          the server group that they join
/// @param sameHost       instances to be together with
/// @param otherHost      instances to be apart from
public record InstanceRequest(
        Label label,
        String flavor,
        UUID image,
        Optional<String> keyName,
        Optional<byte[]> userData,
        Optional<String> adminPassword,
        Optional<String> zone,
        Optional<String> hostName,
        boolean configDrive,
        Cards cards,
        List<String> securityGroups,
        int least,
        int most,
        Optional<UUID> group,
        Set<UUID> sameHost,
        Set<UUID> otherHost) {
    /// Which network cards there are to be.
    public sealed interface Cards {
        /// One on the only network that the project has, if it has any.
        record Auto() implements Cards {}

        record None() implements Cards {}

        /// These, in this order.
        record These(List<NetworkRequest> requests) implements Cards {
            public These {
                requests = List.copyOf(requests);
            }
        }
    }

    public InstanceRequest {
        securityGroups = List.copyOf(securityGroups);
        sameHost = Set.copyOf(sameHost);
        otherHost = Set.copyOf(otherHost);
    }
}
