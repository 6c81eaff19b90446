package brume.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One run. CPU is that of our process and of PostgreSQL together, each figure beside the limit of the same machine in
/// the same run.
final class Run {
    private final Options options;
    private final Path folder;
    private final Path home = Path.of(System.getProperty("brume.home"));
    private final Path command = home.resolve("../../../brume").normalize();
    private final Table table = new Table();

    /// @param folder for the data of all that is started
    Run(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    /// Measures, and prints a table.
    ///
    /// @param other is put through the same calls, first: what is in its way is told before a long run
    Report measure(Optional<OtherCloud> other) throws Exception {
        var machine = machine();
        System.out.println(machine);
        var beside = other.isPresent()
                ? List.of(other.get().measure(options::wants, options.patience(), folder))
                : List.<Beside>of();
        simulated();
        if (options.wants(Part.STREAM)) Streams.measure(table, folder);
        var guests = new RealGuests(table, command, folder);
        if (options.wants(Part.UML)) guests.measure(RealGuests.Kind.UML);
        if (options.wants(Part.QEMU)) guests.measure(RealGuests.Kind.QEMU);
        table.print();
        for (var cloud : beside) {
            System.out.println();
            cloud.table(table.rows()).forEach(System.out::println);
        }
        System.out.println(machine + "; at the end " + load());
        return new Report(machine, Place.here(home), List.copyOf(table.rows()), beside);
    }

    private void simulated() throws Exception {
        var words = List.of("--simulate", "--hosts", "8");
        try (var cloud = new BenchCloud(command, folder.resolve("cloud"), words)) {
            if (options.wants(Part.START)) Starts.measure(table, cloud);
            else cloud.up();
            var patience = options.patience();
            var jvm = new Jvm(home.resolve("server.args"));
            var limits = new Limits(table, jvm, cloud.postgres(), patience);
            var servers = Servers.of(cloud.api());
            var subject =
                    new Subject(table, cloud.api(), servers, Optional.of(cloud.cpu()), Optional.of(limits), patience);
            servers.prepare();
            for (var part : Part.values()) {
                if (options.wants(part)) part.measure(subject, folder);
            }
            if (options.wants(Part.BURST)) new Creates(subject).burst();
            if (options.wants(Part.CROWD)) new Crowds(table, cloud).measure();
        }
    }

    private static String machine() throws IOException {
        return Instant.now() + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + load();
    }

    /// Other work on the machine makes figures worse.
    private static String load() throws IOException {
        return "load " + Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }
}
