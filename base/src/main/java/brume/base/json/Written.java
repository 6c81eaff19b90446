package brume.base.json;

/// A value that writes itself, in one go and without maps in between: for what is long.
@FunctionalInterface
public interface Written {
    /// Writes one value.
    void write(Fields out);
}
