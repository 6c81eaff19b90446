package brume.bench.growth;

import brume.bench.Program;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `./brume bench growth`: the same measurements with more and more simulated hosts.
@Command(
        name = "brume bench growth",
        mixinStandardHelpOptions = true,
        description = "Measures one controller with more and more simulated hosts, four guests each.")
public final class Growth implements Callable<Integer> {
    private static final int KIB_EACH = 60;

    private static final List<Course.Line<Point>> LINES = List.of(
            new Course.Line<>("memory: heap of the control, live", "MiB", Point::heapMiB),
            new Course.Line<>("memory: PostgreSQL (PSS)", "MiB", Point::postgresMiB),
            new Course.Line<>("the database on disk", "MiB", Point::databaseMiB),
            new Course.Line<>("(the simulated hosts themselves)", "MiB", Point::fleetMiB),
            new Course.Line<>("idle: all hosts beat, each 10 s", "% of a core", p -> p.idleShare() * 100),
            new Course.Line<>("enrol: all hosts at once", "s", Point::enrolSeconds),
            new Course.Line<>("  CPU for each", "ms", Point::enrolMillisCpu),
            new Course.Line<>("tell all hosts all they are to hold", "s", Point::toldSeconds),
            new Course.Line<>("  CPU for each", "ms", Point::toldMillisCpu),
            new Course.Line<>("all hosts come back after a restart", "s", Point::reconnectSeconds),
            new Course.Line<>("  CPU for each", "ms", Point::reconnectMillisCpu),
            new Course.Line<>("placements, ten a request, while all hosts beat", "per s", Point::placementsPerSecond),
            new Course.Line<>("  a request", "ms", Point::placementMillis),
            new Course.Line<>("  CPU of one placement", "ms", Point::placementMillisCpu),
            new Course.Line<>("placements, one a request, while all hosts beat", "per s", Point::singlesPerSecond),
            new Course.Line<>("  a request", "ms", Point::singleMillis),
            new Course.Line<>("  CPU of one placement", "ms", Point::singleMillisCpu),
            new Course.Line<>("hosts that carry one network", "", Point::wideHosts),
            new Course.Line<>("  one more card on it, known to all of them", "ms", Point::plugMillis),
            new Course.Line<>("  CPU of that", "ms", Point::plugMillisCpu),
            new Course.Line<>("100 hosts, listed with details", "ms", Point::hosts100Millis),
            new Course.Line<>("1,000 hosts", "ms", Point::hosts1000Millis),
            new Course.Line<>("all hosts in one answer (os-services)", "ms", Point::servicesMillis),
            new Course.Line<>("100 instances of all, with details", "ms", Point::instances100Millis),
            new Course.Line<>("1,000 instances", "ms", Point::instances1000Millis),
            new Course.Line<>("100 instances from the middle", "ms", Point::deepMillis),
            new Course.Line<>("load of the machine before", "", Point::load));

    private static final Curve<Point> CURVE = new Curve<>(
            "Cost beside the same in a cloud of %,d hosts",
            "hosts, with four guests each",
            Point::hosts,
            List.of(
                    new Curve.Series<>("memory for each host", p -> (p.heapMiB() + p.postgresMiB()) / p.hosts()),
                    new Curve.Series<>("idle CPU for each host", p -> p.idleShare() / p.hosts()),
                    new Curve.Series<>("CPU to tell a host all", Point::toldMillisCpu),
                    new Curve.Series<>("CPU to hear a host again", Point::reconnectMillisCpu),
                    new Curve.Series<>("CPU of a placement", Point::placementMillisCpu),
                    new Curve.Series<>("time of 100 hosts, listed", Point::hosts100Millis),
                    new Curve.Series<>("time of 100 instances, listed", Point::instances100Millis),
                    new Curve.Series<>("time of 1,000 instances, listed", Point::instances1000Millis)));

    @Option(
            names = "--hosts",
            paramLabel = "N,…",
            defaultValue = "1000,5000,25000",
            description = "how many, each number in a process of its own (${DEFAULT-VALUE})")
    private String hosts;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(Program.run(new Growth(), arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        new Course<>(Point.class, Round.class, Point::hosts, "hosts", KIB_EACH, LINES, CURVE)
                .run(Sizes.of(spec, "--hosts", hosts, 1), output);
        return 0;
    }
}
