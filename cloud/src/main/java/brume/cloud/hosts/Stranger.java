package brume.cloud.hosts;

import brume.contract.HostId;
import brume.contract.Item;
import java.time.Instant;

/// Something that a host holds since before a restore, and that the restored cloud knows nothing of.
///
/// @param hostName its name as it is now
/// @param item     as its host was told of it
/// @param found    when it was first met
public record Stranger(HostId host, String hostName, Item item, Instant found) {}
