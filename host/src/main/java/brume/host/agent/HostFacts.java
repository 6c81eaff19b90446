package brume.host.agent;

import brume.contract.HostHello;
import brume.contract.HostId;
import java.util.Set;
import java.util.UUID;

/// What a host is, for as long as its agent runs.
///
/// @param boot     which start of the machine this is
/// @param underlay its address between hosts
/// @param traits   what it can do, in the words of placement
public record HostFacts(
        HostId host, UUID boot, String name, String underlay, HostHello.Inventory inventory, Set<String> traits) {}
