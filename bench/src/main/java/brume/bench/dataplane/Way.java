package brume.bench.dataplane;

/// A way from one namespace to another.
interface Way extends AutoCloseable {
    String sender();

    String receiver();

    /// Where the sender reaches the receiver.
    String address();

    @Override
    void close();
}
