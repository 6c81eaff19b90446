package brume.base.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs PostgreSQL's programs. They refuse to be root: for root they run in a user namespace of their own, in which
/// they
/// are an ordinary user and hold no power over the machine.
final class ServerCommand {
    private static final int ORDINARY = 1000;
    private final Path bin;
    private final boolean root;

    ServerCommand(Path bin) {
        this.bin = bin;
        this.root = System.getProperty("user.name").equals("root");
    }

    /// The argument vector that runs `program`.
    List<String> line(String program, List<String> arguments) {
        var line = new ArrayList<String>();
        if (root) line.addAll(List.of("unshare", "-U", "--map-user=" + ORDINARY, "--map-group=" + ORDINARY));
        line.add(bin.resolve(program).toString());
        line.addAll(arguments);
        return line;
    }

    /// Runs `program` to its end with `input` on its standard input.
    ///
    /// @return what it wrote
    /// @throws PostgresFault when it fails
    String run(String program, String input, String... arguments) {
        try {
            var process = builder(line(program, List.of(arguments)))
                    .redirectErrorStream(true)
                    .start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) throw new PostgresFault(program + " failed (" + code + "): " + output.strip());
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresFault("interrupted while " + program + " ran");
        }
    }

    /// Starts the server in a session of its own, so that a Ctrl-C meant for us does not reach it.
    Process start(List<String> arguments, Path log) {
        var line = new ArrayList<String>();
        line.add("setsid");
        line.addAll(line("postgres", arguments));
        try {
            return builder(line)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(List<String> line) {
        var builder = new ProcessBuilder(line);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        builder.directory(Path.of("/").toFile());
        return builder;
    }
}
