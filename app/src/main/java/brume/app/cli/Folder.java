package brume.app.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which cloud is meant: its data folder.
final class Folder {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "folder that holds all of the cloud"
                            + " (/var/lib/brume for root, else ~/.local/share/brume; with -simulated at the end for --simulate)")
    private Path data;

    @Option(names = "--simulate", description = "a cloud on simulated hosts: no root, no packages, no durability")
    private boolean simulate;

    boolean simulate() {
        return simulate;
    }

    /// The folder that the options name, whether or not a cloud is there.
    Path named() {
        if (data == null) return usual(simulate);
        if (data.toString().isBlank()) throw new Failure("--data names no folder; name one, or leave it out");
        return data.toAbsolutePath().normalize();
    }

    /// What a command needs to be told to find this cloud, in a shell: empty, or `--data` with a blank before it.
    String words() {
        return named().equals(usual(simulate)) ? "" : " --data " + Shell.word(named().toString());
    }

    /// The cloud that is meant when nothing is said: the one that runs.
    Path meant() {
        var named = named();
        if (data != null || simulate || Running.in(named).isPresent()) return named;
        return Optional.of(usual(true))
                .filter(other -> Running.in(other).isPresent())
                .orElse(named);
    }

    /// The running cloud that is meant.
    Running running() {
        return Running.in(meant()).orElseThrow(() -> new Failure("no cloud runs in " + meant() + "; ./brume up"));
    }

    static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    private static Path usual(boolean simulated) {
        var name = simulated ? "brume-simulated" : "brume";
        var base = root() ? Path.of("/var/lib") : Path.of(System.getProperty("user.home"), ".local/share");
        return base.resolve(name);
    }
}
