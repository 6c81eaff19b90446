package brume.app.cli;

import brume.base.file.Folders;
import brume.base.json.Json;
import brume.base.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `reset`: empties a simulated cloud.
@Command(
        name = "reset",
        description = "Empties a simulated cloud, which runs on if it ran; its passwords stay. Refuses a real one.",
        mixinStandardHelpOptions = true)
final class Reset implements Callable<Integer> {
    private static final Set<String> KEPT =
            Set.of("kind", "lock", "log", KeptSettings.FILE, "admin-password", "demo-password");

    @Mixin
    private Folder folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var data = folder.meant();
        if (!Kind.simulated(data)) throw new Failure("no simulated cloud in " + data + "; real ones are not reset");
        if (KeptSettings.any(data) && KeptSettings.read(data).database().isPresent()) {
            throw new Failure("the database of this cloud is yours; empty it yourself");
        }
        var out = spec.commandLine().getOut();
        var running = Running.in(data);
        if (running.isPresent() && resetsItself(running.get())) {
            out.println("The cloud in " + data + " is empty; it runs on at "
                    + running.get().api());
            return 0;
        }
        running.ifPresent(Down::stop);
        empty(data);
        out.println("The cloud in " + data + " is empty.");
        if (running.isPresent()) {
            var again = new BackgroundServer(data, out).start(KeptSettings.read(data));
            out.println("It is up again, at " + again.api());
        }
        return 0;
    }

    /// Asks the cloud to do it, which is quickest. One that can't, or whose administrator has another password by now,
    /// is emptied from outside.
    private static boolean resetsItself(Running running) {
        try {
            return AdminClient.of(running)
                    .post("/admin/simulation/reset", Json.object())
                    .good();
        } catch (Failure | UncheckedIOException e) {
            return false;
        }
    }

    /// Token keys go too, and with them every token that was ever given.
    private static void empty(Path data) throws IOException {
        EmbeddedPostgres.stopLeft(data.resolve("postgres"));
        List<Path> all;
        try (var entries = Files.list(data)) {
            all = entries.toList();
        }
        for (var entry : all) {
            if (!KEPT.contains(entry.getFileName().toString())) Folders.delete(entry);
        }
    }
}
