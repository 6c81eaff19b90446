package brume.bench;

import brume.base.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A cloud in a process of its own, started by its own command.
final class BenchCloud implements AutoCloseable {
    private final Path command;
    private final Path data;
    private final List<String> options;
    private Api api;

    /// @param command the `brume` of the checkout
    /// @param options of its `up`
    BenchCloud(Path command, Path data, List<String> options) {
        this.command = command;
        this.data = data;
        this.options = options;
    }

    /// Starts the cloud.
    ///
    /// @return the time from the command to its return, at which the cloud answers
    Duration up() throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("up", "--listen", "127.0.0.1:0"));
        words.addAll(options);
        long start = System.nanoTime();
        run(words.toArray(String[]::new));
        var took = Duration.ofNanos(System.nanoTime() - start);
        login();
        return took;
    }

    void down() throws IOException, InterruptedException {
        run("down");
    }

    /// Empties the cloud, by the call of its administration.
    ///
    /// @return the time to the answer
    Duration reset() throws IOException, InterruptedException {
        long start = System.nanoTime();
        api.post("/admin/simulation/reset", Map.of());
        var took = Duration.ofNanos(System.nanoTime() - start);
        login();
        return took;
    }

    /// Empties the cloud, by the command.
    ///
    /// @return the time to its return
    Duration resetByCommand() throws IOException, InterruptedException {
        long start = System.nanoTime();
        run("reset");
        var took = Duration.ofNanos(System.nanoTime() - start);
        login();
        return took;
    }

    private String run(String... words) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(words));
        line.addAll(List.of("--data", data.toString()));
        var process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IllegalStateException(String.join(" ", line) + " failed: " + output);
        return output;
    }

    private void login() throws IOException, InterruptedException {
        var login = Json.read(run("env", "--format", "json"));
        api = Api.of(Login.plain(
                URI.create(login.get("auth_url").stringValue()),
                login.get("username").stringValue(),
                login.get("password").stringValue(),
                login.get("project_name").stringValue()));
    }

    Api api() {
        return api;
    }

    /// Where its PostgreSQL is.
    Path postgres() {
        return data.resolve("postgres");
    }

    /// The cloud's process and its PostgreSQL.
    Cpu cpu() throws IOException {
        return new Cpu(process(), postmaster());
    }

    /// The same by who used it.
    Shares shares() throws IOException {
        return Shares.of(process(), postmaster());
    }

    private long process() throws IOException {
        return Json.read(Files.readString(data.resolve("running.json")))
                .get("process")
                .longValue();
    }

    private long postmaster() throws IOException {
        var lines = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"));
        return Long.parseLong(lines.getFirst().strip());
    }

    @Override
    public void close() {
        Program.tidy(this::down);
    }
}
