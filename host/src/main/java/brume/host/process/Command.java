package brume.host.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command of this machine: a vector of arguments, never a line for a shell. It runs with a small fixed environment,
/// reads what is given and nothing else, and is killed when its time is over.
public final class Command {
    /// How much is kept of each output; the rest is read and dropped.
    private static final int OUTPUT_BYTES = 8 << 20;

    private final List<String> argv;
    private final Duration limit;
    private final byte[] input;

    private Command(List<String> argv, Duration limit, byte[] input) {
        this.argv = List.copyOf(argv);
        this.limit = limit;
        this.input = input;
    }

    /// A command that may take 30 seconds.
    public static Command of(String... argv) {
        return of(List.of(argv));
    }

    /// A command that may take 30 seconds.
    public static Command of(List<String> argv) {
        return new Command(argv, Duration.ofSeconds(30), new byte[0]);
    }

    /// The same in the network namespace `name` (as `ip netns` knows it).
    public Command in(String name) {
        var inside = new ArrayList<>(List.of("ip", "netns", "exec", name));
        inside.addAll(argv);
        return new Command(inside, limit, input);
    }

    public Command within(Duration time) {
        return new Command(argv, time, input);
    }

    /// The same, with `text` to read on its standard input.
    public Command reading(String text) {
        return new Command(argv, limit, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Runs it to its end, whatever that is.
    ///
    /// @throws CommandFault when it could not be started, or took too long
    public Output run() {
        Process process;
        try {
            var builder = new ProcessBuilder(argv);
            builder.environment().clear();
            builder.environment()
                    .putAll(Map.of(
                            "PATH",
                            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                            "LC_ALL",
                            "C.UTF-8"));
            process = builder.start();
        } catch (IOException e) {
            throw new CommandFault(argv.getFirst() + " could not be started: " + e.getMessage(), e);
        }
        var out = new Drain(process.getInputStream());
        var err = new Drain(process.getErrorStream());
        var readers = List.of(Thread.startVirtualThread(out), Thread.startVirtualThread(err));
        try {
            Thread.startVirtualThread(() -> feed(process));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                throw new CommandFault(String.join(" ", argv) + " did not end within " + limit.toMillis() + " ms");
            // A child that lives on may hold the pipes open: what has come by now is the output.
            for (var reader : readers) reader.join(Duration.ofSeconds(1));
            return new Output(argv, process.exitValue(), out.text(), err.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFault(argv.getFirst() + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /// Runs it, and answers what it wrote on its standard output.
    ///
    /// @throws CommandFault also when it failed; the message holds what it wrote on its standard error
    public String ok() {
        var output = run();
        if (output.exit() != 0) throw new CommandFault(output);
        return output.out();
    }

    private void feed(Process process) {
        try (var in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            // It ended without reading all: its exit code tells.
        }
    }

    @Override
    public String toString() {
        return String.join(" ", argv);
    }

    /// How a command ended.
    ///
    /// @param exit 128 and the signal's number when it was killed
    public record Output(List<String> argv, int exit, String out, String err) {}

    private static final class Drain implements Runnable {
        private final InputStream from;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        Drain(InputStream from) {
            this.from = from;
        }

        @Override
        public void run() {
            var buffer = new byte[16384];
            try (from) {
                for (int n; (n = from.read(buffer)) >= 0; ) {
                    synchronized (kept) {
                        kept.write(buffer, 0, Math.min(n, OUTPUT_BYTES - kept.size()));
                    }
                }
            } catch (IOException e) {
                // The process was killed: what has come by now is the output.
            }
        }

        String text() {
            synchronized (kept) {
                return kept.toString(StandardCharsets.UTF_8);
            }
        }
    }
}
