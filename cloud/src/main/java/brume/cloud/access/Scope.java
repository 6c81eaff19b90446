package brume.cloud.access;

import java.util.UUID;

/// Where a caller's roles hold.
public sealed interface Scope {
    /// @param domain the project's domain
    record Project(UUID id, String domain) implements Scope {}

    record Domain(String id) implements Scope {}

    /// The deployment itself.
    record System() implements Scope {}

    /// Nowhere: good for asking where one could be.
    record None() implements Scope {}
}
