package brume.app.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `logs`: the end of the log.
@Command(name = "logs", description = "Shows the end of the cloud's log.", mixinStandardHelpOptions = true)
final class Logs implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int CHUNK_BYTES = 1 << 16;

    @Mixin
    private Folder folder;

    @Option(
            names = {"-f", "--follow"},
            description = "go on as the log grows, until Ctrl-C")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "how many lines (${DEFAULT-VALUE})")
    private int lines;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (lines < 0) throw new Failure("--lines is 0 or more, and not " + lines);
        var file = LogFiles.newest(folder.meant());
        if (!Files.exists(file)) throw new Failure("no log in " + folder.meant());
        var all = Files.readAllLines(file);
        var out = spec.commandLine().getOut();
        all.subList(Math.max(0, all.size() - lines), all.size()).forEach(out::println);
        out.flush();
        if (follow) follow(file, Files.size(file));
        return 0;
    }

    private void follow(Path file, long from) {
        var out = spec.commandLine().getOut();
        long at = from;
        while (!Thread.currentThread().isInterrupted()) {
            long size = file.toFile().length();
            // A shorter file is the next one: the log was rotated.
            if (size < at) at = 0;
            if (size > at) {
                var news = read(file, at);
                out.print(new String(news, StandardCharsets.UTF_8));
                out.flush();
                at += news.length;
            } else {
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    private static byte[] read(Path path, long at) {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(at);
            var bytes = new byte[Math.clamp(file.length() - at, 0, CHUNK_BYTES)];
            file.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
