package brume.cloud.image.metadef;

import java.time.Instant;

/// A kind of thing that definitions may apply to.
public record ResourceType(String name, Instant createdAt) {}
