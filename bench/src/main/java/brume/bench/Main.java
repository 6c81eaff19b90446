package brume.bench;

import brume.base.file.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `./brume bench`: one run, one table. CPU is that of our process and of PostgreSQL together, each figure beside the
/// limit of the same machine in the same run.
public final class Main {
    private final Options options;
    private final Path folder;
    private final Path home = Path.of(System.getProperty("brume.home"));
    private final Path command = home.resolve("../../../brume").normalize();
    private final Table table = new Table();

    private Main(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        var folder = Files.createTempDirectory("brume-bench-");
        try {
            new Main(options, folder).run();
        } finally {
            Folders.delete(folder);
        }
    }

    private void run() throws Exception {
        var machine = machine();
        System.out.println(machine);
        var former = options.compare().isPresent()
                ? Optional.of(Report.read(options.compare().get()))
                : Optional.<Report>empty();
        var other = options.against().isPresent()
                ? Optional.of(OtherCloud.of(options.against().get()))
                : Optional.<OtherCloud>empty();
        simulated();
        var guests = new RealGuests(table, command, folder);
        if (options.wants(Part.UML)) guests.measure(RealGuests.Kind.UML);
        if (options.wants(Part.QEMU)) guests.measure(RealGuests.Kind.QEMU);
        table.print();
        if (other.isPresent()) {
            var theirs = other.get().measure(options, folder);
            Table.printBeside(table.rows(), theirs, other.get().name());
        }
        System.out.println(machine + "; at the end " + load());
        if (former.isPresent()) new Comparison(former.get().rows()).print(table.rows());
        keep(new Report(machine, List.copyOf(table.rows())));
    }

    private void simulated() throws Exception {
        var words = List.of("--simulate", "--hosts", "8");
        try (var cloud = new BenchCloud(command, folder.resolve("cloud"), words)) {
            if (options.wants(Part.START)) Starts.measure(table, cloud);
            else cloud.up();
            var patience = options.patience();
            var jvm = new Jvm(home.resolve("server.args"));
            var limits = new Limits(table, jvm, cloud.postgres(), patience);
            var servers = new Servers(cloud.api());
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

    private void keep(Report run) throws IOException {
        var file = options.json();
        var whole = file.isPresent() && Files.exists(file.get()) ? run.over(Report.read(file.get())) : run;
        if (file.isPresent()) whole.write(file.get());
        if (options.picture().isPresent()) {
            Files.writeString(options.picture().get(), Picture.svg(whole));
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
