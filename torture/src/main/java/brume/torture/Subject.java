package brume.torture;

import brume.app.demo.Access;
import brume.base.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The cloud that is tortured: `up --foreground` in a process of its own, and what a supervisor does for it: a process
/// that ends is started again. Nothing else is.
final class Subject implements AutoCloseable {
    private static final Duration RESTART = Duration.ofMillis(200);
    private static final Duration STOP = Duration.ofMinutes(3);

    private final Path home;
    private final Path data;
    private final Path log;
    private final int port = freePort();
    private final List<String> options;
    private final Map<String, String> environment;
    private final Outages outages;
    private final Violations violations;
    private volatile Process process;
    private volatile boolean stopping;
    private Thread supervisor;

    /// @param run         the log goes to its folder
    /// @param data        the cloud's folder
    /// @param options     of `up`
    /// @param environment of the process, beside ours
    Subject(
            Options run,
            Path data,
            List<String> options,
            Map<String, String> environment,
            Outages outages,
            Violations violations) {
        this.home = run.home();
        this.data = data;
        this.log = run.folder().resolve("cloud.log");
        this.options = List.copyOf(options);
        this.environment = Map.copyOf(environment);
        this.outages = outages;
        this.violations = violations;
    }

    void start() {
        process = launch();
        supervisor = Thread.ofPlatform().name("supervisor").daemon().start(this::supervise);
    }

    private void supervise() {
        while (true) {
            int code = process.onExit().join().exitValue();
            if (stopping) return;
            if (!outages.open()) violations.add("the cloud's process ended by itself, with exit code " + code);
            LockSupport.parkNanos(RESTART.toNanos());
            if (stopping) return;
            process = launch();
        }
    }

    /// `kill -9` of our process.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// The root of PostgreSQL's processes; empty while there is none.
    Optional<ProcessHandle> postmaster() {
        try {
            var lines = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"));
            return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(ProcessHandle::isAlive);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /// PostgreSQL's other processes.
    List<ProcessHandle> backends() {
        return postmaster().stream().flatMap(ProcessHandle::children).toList();
    }

    /// Whether the present process has said that it is up.
    boolean ready() {
        try {
            var note = data.resolve("running.json");
            return Files.exists(note)
                    && Json.read(Files.readString(note)).path("process").asLong() == process.pid();
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    Path data() {
        return data;
    }

    Access admin() {
        try {
            var password = Files.readString(data.resolve("admin-password")).strip();
            return Access.of(api().resolve("/identity/v3"), "admin", password, "admin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI api() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private Process launch() {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        var arguments = home.resolve("server.args");
        if (Files.exists(arguments)) line.add("@" + arguments);
        else line.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
        var cache = home.resolve("brume.aot");
        if (Files.exists(cache)) line.add("-XX:AOTCache=" + cache);
        line.addAll(List.of(
                "-Dbrume.home=" + home,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "brume.app.Main",
                "up",
                "--foreground",
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:" + port));
        line.addAll(options);
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Stops it as an operator does.
    @Override
    public void close() {
        stopping = true;
        if (process == null) return;
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                violations.add("the cloud did not stop within " + STOP.toSeconds() + " s");
                process.destroyForcibly();
            }
            supervisor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
