package brume.base.loop;

import java.time.Duration;

/// What a reconciler says when it has looked at a key.
public sealed interface Next {
    /// Nothing to do until somebody wakes the key.
    record Settled() implements Next {}

    /// To be looked at again.
    record After(Duration delay) implements Next {}

    Next SETTLED = new Settled();

    /// To be looked at again at once: more is to be done.
    Next AGAIN = new After(Duration.ZERO);

    static Next after(Duration delay) {
        return new After(delay);
    }
}
