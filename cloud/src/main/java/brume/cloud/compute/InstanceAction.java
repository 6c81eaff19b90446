package brume.cloud.compute;

import brume.contract.HostId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Something that was asked of an instance.
///
/// @param action  as `create`, `reboot`
/// @param request the request's id
/// @param fault   why it failed
/// @param host    where it was done; absent when it came to no host, or has not yet
public record InstanceAction(
        UUID id,
        UUID instance,
        String action,
        String request,
        Optional<UUID> owner,
        Optional<UUID> project,
        Instant started,
        Optional<Instant> finished,
        Instant updated,
        Optional<String> fault,
        Optional<HostId> host) {}
