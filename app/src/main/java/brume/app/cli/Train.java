package brume.app.cli;

import brume.app.Cloud;
import brume.base.file.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `train`: runs a simulated cloud for a moment, so that the JVM may keep what it learns in its AOT cache (JEP 514).
@Command(name = "train", hidden = true)
final class Train implements Callable<Integer> {
    @Mixin
    private CloudOptions options;

    @Override
    public Integer call() throws IOException {
        var settings = options.settings();
        Kind.claim(settings.data(), settings.simulate());
        LogFiles.use(settings.data());
        try (var cloud = Cloud.start(settings, line -> {})) {
            Running.note(settings, cloud.api(), List.of());
            var running = Running.in(settings.data()).orElseThrow();
            for (int i = 0; i < 200; i++) {
                if (!running.answers()) throw new Failure("no answer at " + cloud.api());
            }
        } finally {
            if (Files.isDirectory(settings.data())) Folders.delete(settings.data());
        }
        return 0;
    }
}
