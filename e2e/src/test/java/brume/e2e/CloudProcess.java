package brume.e2e;

import brume.app.demo.Access;
import brume.base.file.Folders;
import brume.base.json.Json;
import brume.base.sql.Sql;
import brume.host.process.Command;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A cloud in a process of its own, as `brume up --foreground` runs it, on a free port of loopback. It can be killed
/// without a warning, and started again over what it left.
///
/// With `-Dbrume.launcher=FILE` it is what that launcher has built, as a user has it; else this very class path, which
/// takes some seconds more to start.
public final class CloudProcess implements AutoCloseable {
    private static final Duration COMMAND = Duration.ofSeconds(120);

    private static final String OURS =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    private static final Optional<String> LAUNCHER = Optional.ofNullable(System.getProperty("brume.launcher"));
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// Of PostgreSQL's `postmaster.pid`, from 0.
    private static final int PORT_LINE = 3;

    private final Path data;
    private Path home;
    private String classPath = OURS;
    private Optional<String> launcher = LAUNCHER;
    private final int port = FreePort.ofLoopback();
    private final List<String> options;
    private Process process;
    private Optional<HikariDataSource> database = Optional.empty();

    private CloudProcess(Path data, Path home, List<String> options) {
        this.data = data;
        this.home = home;
        this.options = options;
    }

    /// @param options of `up`, as `--simulate`
    public static CloudProcess start(String... options) {
        return start(Path.of("target"), List.of(options));
    }

    /// @param home what an installation has beside its jars
    static CloudProcess start(Path home, List<String> options) {
        try {
            var cloud = new CloudProcess(Files.createTempDirectory("brume-e2e-"), home, options);
            cloud.start();
            return cloud;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts it again after [#kill].
    public void start() {
        var line = line("up", "--foreground", "--listen", "127.0.0.1:" + port);
        line.addAll(options);
        try {
            process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Awaitility.await("the cloud is up").atMost(PATIENCE).until(this::ready);
        } catch (RuntimeException | Error e) {
            kill();
            throw e;
        }
    }

    /// Whatever is started from now on is another release.
    ///
    /// @param dist what its launcher has built
    void by(Path dist) {
        home = dist;
        classPath = dist.resolve("lib") + "/*";
        launcher = Optional.empty();
    }

    /// Whatever is started from now on is this very release.
    void byThis() {
        home = Path.of("target");
        classPath = OURS;
        launcher = LAUNCHER;
    }

    /// Runs another command of `brume` about this cloud.
    Command.Output command(String... words) {
        return Command.of(line(words)).within(COMMAND).run();
    }

    private List<String> line(String... words) {
        var line = new ArrayList<>(launcher.map(List::of).orElseGet(this::program));
        line.addAll(List.of(words));
        line.addAll(List.of("--data", data.toString()));
        return line;
    }

    private List<String> program() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dbrume.home=" + home,
                "-cp",
                classPath,
                "brume.app.Main");
    }

    /// As a power cut would end it.
    public void kill() {
        leave();
        process.destroyForcibly();
        process.onExit().join();
    }

    public Access admin() {
        try {
            var password = Files.readString(data.resolve("admin-password")).strip();
            return Access.of(api().resolve("/identity/v3"), "admin", password, "admin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Its database, by the secret that its folder keeps. It can be used until the cloud is killed.
    Sql sql() {
        if (database.isEmpty()) database = Optional.of(database());
        return new Sql(database.get());
    }

    private HikariDataSource database() {
        try {
            var postgres = data.resolve("postgres");
            var line = Files.readAllLines(postgres.resolve("cluster/postmaster.pid"))
                    .get(PORT_LINE);
            var settings = new HikariConfig();
            settings.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + line.strip() + "/brume");
            settings.setUsername("brume");
            settings.setPassword(Files.readString(postgres.resolve("secret")).strip());
            settings.setMaximumPoolSize(1);
            return new HikariDataSource(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path data() {
        return data;
    }

    public URI api() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// Itself, its database, and what those have started.
    List<ProcessHandle> processes() throws IOException {
        long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"))
                .getFirst()
                .strip());
        return Stream.concat(Stream.of(process.toHandle()), ProcessHandle.of(postmaster).stream())
                .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
                .distinct()
                .toList();
    }

    /// What it said so far.
    public String told() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    /// Ready when this very process has noted so.
    private boolean ready() throws IOException {
        if (!process.isAlive()) throw new IllegalStateException("it ended at once: " + told());
        var note = data.resolve("running.json");
        return Files.exists(note)
                && Json.read(Files.readString(note)).path("process").asLong() == process.pid();
    }

    private void leave() {
        database.ifPresent(HikariDataSource::close);
        database = Optional.empty();
    }

    /// Stops it as an operator does.
    void stop() {
        leave();
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /// Stops it, and takes its folder away.
    @Override
    public void close() {
        stop();
        Folders.delete(data);
        try {
            Files.deleteIfExists(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
