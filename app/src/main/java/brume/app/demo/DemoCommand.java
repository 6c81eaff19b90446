package brume.app.demo;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `brume demo`.
@Command(
        name = "demo",
        description =
                "Goes the whole road as an ordinary client: from a project to a command run in a guest, and back.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private final Door door;
    private final PrintStream out;

    @Option(names = "--simulate", description = "On simulated guests: no root, no packages, no ping and no SSH.")
    private boolean simulate;

    @Option(names = "--data", paramLabel = "DIR", description = "The folder of the cloud, as brume up has it.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--hypervisor",
            paramLabel = "qemu|uml",
            description = "The kind of guest; what suits this machine unless given.")
    private Optional<Kind> hypervisor = Optional.empty();

    @Option(names = "--yes", description = "Installs missing packages without asking.")
    private boolean yes;

    @Option(names = "--seed", description = "Of the order in which all is deleted; random unless given.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--keep", description = "Leaves what was made when a step fails.")
    private boolean keep;

    /// Kinds of guests.
    enum Kind {
        qemu,
        uml
    }

    /// Leads to a running cloud, which it starts where there is none.
    @FunctionalInterface
    public interface Door {
        /// @param data the cloud's folder; empty for the usual one
        /// @param yes  whether missing packages may be installed without asking
        /// @return the administrator's access to it
        Access open(boolean simulate, Optional<Path> data, boolean yes);
    }

    public DemoCommand(Door door, PrintStream out) {
        this.door = door;
        this.out = out;
    }

    @Override
    public Integer call() {
        if (simulate && hypervisor.isPresent()) {
            out.println("--simulate has no hypervisor: leave out one of the two.");
            return 2;
        }
        var options = new Demo.Options(
                simulate,
                hypervisor.map(kind -> kind.name().toLowerCase(Locale.ROOT)),
                seed.orElseGet(() -> (long) ThreadLocalRandom.current().nextInt(1_000_000)),
                keep,
                Patience.ordinary());
        return new Demo(door.open(simulate, data, yes), options, out).go() ? 0 : 1;
    }
}
