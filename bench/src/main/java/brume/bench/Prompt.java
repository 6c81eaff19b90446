package brume.bench;

import java.time.Duration;
import java.util.concurrent.Callable;

/// Waits until a console asks for a login.
final class Prompt {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long POLL_MILLIS = 20;

    private Prompt() {}

    static void await(Callable<String> console) throws InterruptedException {
        until("login prompt", () -> console.call().contains("login:"));
    }

    static void until(String what, Callable<Boolean> there) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (there.call()) return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(what, e);
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new IllegalStateException("no " + what + " after " + PATIENCE.toSeconds() + " s");
    }
}
