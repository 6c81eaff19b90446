package brume.app.cli;

import brume.base.postgres.EmbeddedPostgres;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `down`: stops the cloud.
@Command(
        name = "down",
        description = "Stops the cloud. Guests keep running; the next up finds them again.",
        mixinStandardHelpOptions = true)
final class Down implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    private Folder folder;

    @Option(names = "--guests", description = "stop the guests too; they stay stopped until they are started")
    private boolean guests;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var data = folder.meant();
        var running = Running.in(data);
        if (running.isPresent()) {
            if (guests) new Guests(running.get(), out).stop();
            stop(running.get());
            out.println("The cloud of " + data + " is down.");
        } else if (EmbeddedPostgres.stopLeft(data.resolve("postgres"))) {
            out.println("No cloud ran in " + data + "; its database did, and is stopped.");
        } else {
            out.println("No cloud runs in " + data + ".");
        }
        return 0;
    }

    static void stop(Running running) {
        var process = running.handle();
        if (process.isEmpty()) return;
        process.get().destroy();
        try {
            process.get()
                    .onExit()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new Failure("process " + running.process() + " does not end; see " + LogFiles.newest(running.data()));
        }
    }
}
