package brume.contract;

import java.time.Duration;

/// A host's answer to a [Question].
public sealed interface Answer {
    /// Any text.
    record Text(String value) implements Answer {}

    /// What a guest costs its host.
    record Usage(Duration cpu, long residentBytes) implements Answer {}

    /// The host does not hold what was asked about.
    record Unknown(String why) implements Answer {}
}
