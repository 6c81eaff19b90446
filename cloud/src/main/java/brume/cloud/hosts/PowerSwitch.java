package brume.cloud.hosts;

/// Powers hosts off, by whatever an operator has for that.
@FunctionalInterface
public interface PowerSwitch {
    /// What became of it.
    ///
    /// @param off   whether the host is off, and known to be
    /// @param words what was said of it
    record Said(boolean off, String words) {}

    /// Powers a host off; returns when it is off, or known not to be. It takes as long as it takes.
    Said off(String host);
}
