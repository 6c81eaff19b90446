package brume.cloud.compute;

import java.util.List;
import java.util.UUID;

/// What was asked of an instance.
///
/// @param project the instance's
/// @param actions newest first
public record History(UUID project, List<InstanceAction> actions) {}
