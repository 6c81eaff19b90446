package brume.app.cli;

import brume.app.demo.Access;
import brume.app.demo.DemoCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/// Leads the demo into the cloud of this machine: installs what is missing, starts what is not up.
final class DemoDoor implements DemoCommand.Door {
    @Override
    public Access open(boolean simulate, Optional<Path> data, boolean yes) {
        var line = Brume.line(System.getenv());
        var up = line.getSubcommands().get("up");
        int code = line.execute(arguments(simulate, data, yes));
        if (code != CommandLine.ExitCode.OK) throw new Failure("without a cloud there is no demo");
        var running = Running.in(((Up) up.getCommand()).settings().data())
                .orElseThrow(() -> new Failure("the cloud went down again; ./brume logs"));
        return access(running);
    }

    private static String[] arguments(boolean simulate, Optional<Path> data, boolean yes) {
        var words = new ArrayList<>(List.of("up"));
        if (simulate) words.add("--simulate");
        else if (yes) words.add("--yes");
        data.ifPresent(folder -> words.addAll(List.of("--data", folder.toString())));
        return words.toArray(String[]::new);
    }

    private static Access access(Running running) {
        try {
            var password =
                    Files.readString(running.data().resolve("admin-password")).strip();
            return Access.of(running.local().resolve("/identity/v3"), "admin", password, "admin")
                    .trusting(running.trust());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
