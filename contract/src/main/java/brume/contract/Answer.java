package brume.contract;

/// A host's answer to a [Question].
public sealed interface Answer {
    /// Any text.
    record Text(String value) implements Answer {}

    /// The host does not hold what was asked about.
    record Unknown(String why) implements Answer {}
}
