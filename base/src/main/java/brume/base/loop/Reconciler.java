package brume.base.loop;

/// Looks at what should be and what is, and does one thing about the difference. It may be called at any time, also
/// for no reason, and is never called twice at once for one key.
@FunctionalInterface
public interface Reconciler<K> {
    /// @throws RuntimeException to be called again, with growing waits
    Next reconcile(K key);
}
