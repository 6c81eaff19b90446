package brume.bench;

import java.time.Duration;
import java.util.concurrent.Callable;

/// Waits until the mini guest says on its console that it is up: its login may be on another terminal.
final class Prompt {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long POLL_MILLIS = 20;
    /// Who asks a cloud waits longer: its answers cost what is measured.
    private static final long ASK_MILLIS = 200;

    private Prompt() {}

    static void await(Callable<String> console) throws InterruptedException {
        until("word of a guest that is up", POLL_MILLIS, () -> console.call().contains("MINI-BOOT-OK"));
    }

    /// Waits until it is so, and knows of it soon.
    static void until(String what, Callable<Boolean> there) throws InterruptedException {
        until(what, POLL_MILLIS, there);
    }

    /// Asks a cloud until it says so.
    static void ask(String what, Callable<Boolean> there) throws InterruptedException {
        until(what, ASK_MILLIS, there);
    }

    private static void until(String what, long pollMillis, Callable<Boolean> there) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (there.call()) return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(what, e);
            }
            Thread.sleep(pollMillis);
        }
        throw new IllegalStateException("no " + what + " after " + PATIENCE.toSeconds() + " s");
    }
}
