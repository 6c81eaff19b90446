package brume.app.demo;

import java.time.Duration;

/// How long is waited for what.
///
/// @param state a change of an instance
/// @param boot  a guest that boots until it answers; an emulated one on a busy machine takes its time
public record Patience(Duration state, Duration boot) {
    public static Patience ordinary() {
        return new Patience(Duration.ofSeconds(90), Duration.ofSeconds(240));
    }
}
