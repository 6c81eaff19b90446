package brume.app.cli;

import brume.app.Settings;
import brume.base.file.Folders;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Starts a cloud in a process of its own, and watches it until it is ready.
final class BackgroundServer {
    /// Begins the lines of the new process that its starter passes on.
    static final String MARK = "· ";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_NANOS = 5_000_000;
    private final Path data;
    private final PrintWriter out;
    private final Path console;
    private long shown;

    BackgroundServer(Path data, PrintWriter out) {
        this.data = data;
        this.out = out;
        this.console = LogFiles.console(data);
    }

    /// @throws Failure with what the process said, when it ends instead
    Running start(Settings settings) {
        try {
            KeptSettings.write(settings);
            Folders.createPrivate(LogFiles.folder(data));
            Files.deleteIfExists(console);
            Running.forget(data);
            var process = new ProcessBuilder(line())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(console.toFile())
                    .start();
            return await(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> line() {
        var home = Brume.home();
        var line = new ArrayList<String>();
        // A session of its own: closing the terminal, or Ctrl-C in it, is not meant for the cloud.
        line.add("setsid");
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Files.exists(home.resolve("server.args"))) line.add("@" + home.resolve("server.args"));
        if (Files.exists(home.resolve("brume.aot"))) line.add("-XX:AOTCache=" + home.resolve("brume.aot"));
        line.add("-Dbrume.home=" + home);
        line.addAll(List.of("-cp", classPath(home.resolve("lib")), "brume.app.cli.Daemon"));
        line.add(data.toString());
        return line;
    }

    /// The jars of an installation, in the order that its cache knows them by; else what this process has.
    private static String classPath(Path lib) {
        if (!Files.isDirectory(lib)) return System.getProperty("java.class.path");
        try (var jars = Files.list(lib)) {
            return jars.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Running await(Process process) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            passOn();
            var running = Running.in(data);
            if (running.isPresent() && running.get().answers()) {
                passOn();
                return running.get();
            }
            if (!process.isAlive()) throw new Failure("The cloud did not start:\n" + rest());
            if (System.nanoTime() > deadline) {
                throw new Failure("The cloud is not ready after " + PATIENCE.toMinutes() + " minutes; see " + console);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void passOn() {
        var news = read();
        int end = news.lastIndexOf('\n') + 1;
        if (end == 0) return;
        news.substring(0, end).lines().filter(line -> line.startsWith(MARK)).forEach(out::println);
        out.flush();
        shown += news.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
    }

    private String rest() {
        shown = 0;
        return String.join(
                "\n", read().lines().filter(line -> !line.startsWith(MARK)).toList());
    }

    private String read() {
        if (console.toFile().length() <= shown) return "";
        try (var file = new RandomAccessFile(console.toFile(), "r")) {
            file.seek(shown);
            var bytes = new byte[(int) Math.min(file.length() - shown, 1 << 16)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
