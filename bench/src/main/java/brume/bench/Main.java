package brume.bench;

import brume.base.file.Folders;
import brume.base.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `./brume bench`: one run, one table. CPU is that of our process and of PostgreSQL together, each figure beside the
/// limit of the same machine in the same run.
public final class Main {
    private Main() {}

    /// @param arguments `guests` (or `uml`, or `qemu`) for the rows of real guests alone; `--json FILE` writes the rows
    ///                  there as well
    public static void main(String[] arguments) throws Exception {
        var words = new ArrayList<>(List.of(arguments));
        var only =
                List.of("guests", "uml", "qemu").stream().filter(words::remove).findFirst();
        if (!words.isEmpty() && (words.size() != 2 || !words.getFirst().equals("--json"))) {
            System.err.println("usage: ./brume bench [guests|uml|qemu] [--json FILE]");
            System.exit(2);
        }
        var home = Path.of(System.getProperty("brume.home"));
        var command = home.resolve("../../../brume").normalize();
        var folder = Files.createTempDirectory("brume-bench-");
        var table = new Table();
        var machine = machine();
        System.out.println(machine);
        try {
            if (only.isEmpty()) simulated(table, command, folder, new Jvm(home.resolve("server.args")));
            new RealGuests(table, command, folder).measure(only.orElse("guests"));
        } finally {
            Folders.delete(folder);
        }
        table.print();
        System.out.println(machine + "; at the end " + load());
        if (!words.isEmpty()) {
            Files.write(Path.of(words.getLast()), Json.bytes(Map.of("machine", machine, "rows", rows(table))));
        }
    }

    private static void simulated(Table table, Path command, Path folder, Jvm jvm) throws Exception {
        var options = List.of("--simulate", "--hosts", "8");
        try (var cloud = new BenchCloud(command, folder.resolve("cloud"), options)) {
            Starts.measure(table, cloud);
            var servers = new Servers(cloud);
            new Calls(table, cloud, servers, jvm).measure();
            new Bursts(table, cloud, servers).measure();
            new Crowds(table, cloud).measure();
        }
    }

    private static String machine() throws Exception {
        return Instant.now() + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + load();
    }

    /// Other work on the machine makes figures worse.
    private static String load() throws Exception {
        return "load " + Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    private static List<Map<String, Object>> rows(Table table) {
        var rows = new ArrayList<Map<String, Object>>();
        for (var row : table.rows()) {
            rows.add(Map.of(
                    "what",
                    row.what(),
                    "measured",
                    row.value(),
                    "unit",
                    row.unit(),
                    "limit",
                    row.limit(),
                    "ratio",
                    row.ratio(),
                    "goal",
                    String.format(
                            Locale.ROOT, "%s%s", row.goal().most(), row.goal().ratio() ? " x" : ""),
                    "met",
                    row.met(),
                    "more",
                    row.more()));
        }
        return rows;
    }
}
