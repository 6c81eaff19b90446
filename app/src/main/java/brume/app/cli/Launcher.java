package brume.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/// The script that started this process, for it to become a cloud. The two share a terminal until the cloud answers, or
/// ends without. What was typed comes through a pipe: it may hold a password, and what stands among the processes is
/// read by everybody. The script's exit code goes back through another; where none does, it is that of this process.
final class Launcher {
    private static final Path WORDS = Path.of("/dev/fd/3");
    private static final Path RESULT = Path.of("/dev/fd/4");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final FutureTask<Terminal> terminal = new FutureTask<>(Terminal::new);
    private boolean waits = true;

    Launcher() {
        Thread.ofPlatform().daemon().name("terminal").start(terminal);
    }

    /// What was typed after `./brume`.
    static String[] words() {
        try {
            var words = List.of(Files.readString(WORDS).split("\0", -1));
            return words.subList(0, words.size() - 1).toArray(String[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The cloud begins to start: Ctrl-C ends the waiting for it from now on, and no longer the cloud. Nor does anybody
    /// wait for ever.
    ///
    /// @param out     to the terminal
    /// @param console where all goes that this process says once it has left it
    void leave(PrintWriter out, Path console) {
        Thread.ofPlatform().daemon().name("leave").start(() -> terminal().leave());
        Thread.ofVirtual().name("patience").start(() -> {
            LockSupport.parkNanos(PATIENCE.toNanos());
            finish(
                    1,
                    out,
                    console,
                    "The cloud is not ready after " + PATIENCE.toMinutes() + " minutes; see " + console);
        });
    }

    /// Says a last thing at the terminal, lets go of it, and tells the script its exit code. Happens once.
    synchronized void finish(int code, PrintWriter out, Path console, String last) {
        if (!waits) return;
        waits = false;
        out.println(last);
        out.flush();
        terminal().letGo(console);
        try {
            Files.writeString(RESULT, code + "\n", StandardOpenOption.WRITE);
        } catch (IOException e) {
            // Nobody waits any more.
        }
    }

    private Terminal terminal() {
        try {
            return terminal.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
