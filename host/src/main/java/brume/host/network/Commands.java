package brume.host.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs programs by argument vectors; no shell is ever between.
final class Commands {
    private static final int DEADLINE_SECONDS = 30;

    private Commands() {}

    /// Runs the program and waits for it.
    ///
    /// @return what it wrote
    /// @throws NetworkFault when it fails, with what it said
    static String run(String step, String input, List<String> command) {
        var ended = attempt(step, input, command);
        if (ended.status != 0)
            throw new NetworkFault(
                    step + ": " + command.getFirst() + " failed with " + ended.status + ": " + ended.errors.strip());
        return ended.output;
    }

    static String run(String step, String... command) {
        return run(step, "", List.of(command));
    }

    /// Runs the program, which may well fail.
    static boolean succeeds(String step, String... command) {
        return attempt(step, "", List.of(command)).status == 0;
    }

    /// The same program in a network namespace.
    static List<String> inside(String namespace, String... command) {
        var whole = new ArrayList<>(List.of("nsenter", "--net=" + Namespaces.path(namespace), "--"));
        whole.addAll(List.of(command));
        return whole;
    }

    private static Ended attempt(String step, String input, List<String> command) {
        try {
            var process = new ProcessBuilder(command).start();
            var errors = drain(process.getErrorStream());
            var output = drain(process.getInputStream());
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException broken) {
                // It ended without reading all: its status tells why.
            }
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new NetworkFault(step + ": " + command.getFirst() + " did not end in " + DEADLINE_SECONDS + " s");
            }
            return new Ended(process.exitValue(), output.join(), errors.join());
        } catch (IOException e) {
            throw new NetworkFault(step + ": " + command.getFirst() + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkFault(step + ": interrupted", e);
        }
    }

    private static CompletableFuture<String> drain(InputStream stream) {
        var whole = new CompletableFuture<String>();
        Thread.startVirtualThread(() -> {
            try (stream) {
                whole.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                whole.complete("");
            }
        });
        return whole;
    }

    private record Ended(int status, String output, String errors) {}
}
