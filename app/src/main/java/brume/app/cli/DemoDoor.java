package brume.app.cli;

import brume.app.demo.Access;
import brume.app.demo.DemoCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import picocli.CommandLine;

/// Leads the demo into the cloud of this machine: installs what is missing, starts what is not up.
final class DemoDoor implements DemoCommand.Door {
    @Override
    public Access open(boolean simulate, boolean yes) {
        var line = Brume.line(System.getenv());
        var up = line.getSubcommands().get("up");
        int code = line.execute(arguments(simulate, yes));
        if (code != CommandLine.ExitCode.OK) throw new Failure("without a cloud there is no demo");
        var running = Running.in(((Up) up.getCommand()).settings().data())
                .orElseThrow(() -> new Failure("the cloud went down again; ./brume logs"));
        return access(running);
    }

    private static String[] arguments(boolean simulate, boolean yes) {
        if (simulate) return new String[] {"up", "--simulate"};
        return yes ? new String[] {"up", "--yes"} : new String[] {"up"};
    }

    private static Access access(Running running) {
        try {
            var password =
                    Files.readString(running.data().resolve("admin-password")).strip();
            return Access.of(running.api().resolve("/identity/v3"), "admin", password, "admin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
