package brume.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `./brume torture`: one run, and a verdict.
@CommandLine.Command(
        name = "brume torture",
        mixinStandardHelpOptions = true,
        description = "Starts a cloud of its own, loads it, kills its parts at random, and looks whether all that was"
                + " acknowledged is there and nothing else. Exit code 0: it is so; 3: it is not;"
                + " 2: this machine can't.")
final class Command implements Callable<Integer> {
    private static final int VIOLATED = 3;
    private static final int UNABLE = 2;
    private static final int SEEDS = 1_000_000;

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "5", description = "of load (${DEFAULT-VALUE})")
    private int minutes;

    @Option(names = "--kills", paramLabel = "N", description = "end the load after so many, however long it takes")
    private Optional<Integer> kills = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "repeats the choices, as far as a machine's speed lets them be repeated")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--clients", paramLabel = "N", defaultValue = "3", description = "tenants (${DEFAULT-VALUE})")
    private int clients;

    @Option(names = "--simulate", description = "a cloud on simulated hosts: the default")
    private boolean simulate;

    @Option(names = "--hypervisor", paramLabel = "uml", description = "real guests of user-mode Linux on this machine")
    private Optional<String> hypervisor = Optional.empty();

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "for the run (one of its own in the temporary folder)")
    private Optional<Path> folder = Optional.empty();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        boolean real = hypervisor.isPresent();
        if (real && (simulate || !hypervisor.get().equals("uml")))
            throw new CommandLine.ParameterException(spec.commandLine(), "either --simulate or --hypervisor uml");
        var home = Path.of(System.getProperty("brume.home", "target"));
        var lacks = real ? RealGround.lacks(RealGround.mini(home)) : Optional.<String>empty();
        if (lacks.isPresent()) {
            out.println(lacks.get());
            return UNABLE;
        }
        var options = new Options(
                folder.isPresent()
                        ? Files.createDirectories(folder.get())
                        : Files.createTempDirectory("brume-torture-"),
                home,
                Duration.ofMinutes(minutes),
                kills,
                seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(SEEDS)),
                clients,
                !real);
        boolean good = new Torture(options, out::println).run();
        out.flush();
        return good ? 0 : VIOLATED;
    }
}
