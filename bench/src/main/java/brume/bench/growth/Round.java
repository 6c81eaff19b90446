package brume.bench.growth;

import brume.app.Database;
import brume.base.loop.LiveScheduler;
import brume.base.sql.SqlFault;
import brume.bench.Cpu;
import brume.contract.HostId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/// All measurements with one number of hosts, in a process of its own.
public final class Round {
    private static final int GUESTS_EACH = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration WARMING = Duration.ofSeconds(20);
    private static final Duration PLACING = Duration.ofSeconds(20);
    private static final int SEVERAL = 10;
    private static final int SPAN = 200;
    private static final int PLUGS = 20;
    private static final int REPEATS = 15;
    private static final int PATTERN = 50;
    private static final double MIB = 1 << 20;

    private final Database database;
    private final Path folder;
    private final Cpu cpu;

    private Round(Database database, Path folder) {
        this.database = database;
        this.folder = folder;
        cpu = new Cpu(ProcessHandle.current().pid(), database.serverPid().orElseThrow());
    }

    /// @param arguments how many hosts, a folder for the data, and a file for the [Point]
    public static void main(String[] arguments) {
        Apart.run(arguments, (hosts, database, folder) -> new Round(database, folder).measure(hosts));
    }

    private static void tell(String what, double value, String unit) {
        Apart.tell(String.format(Locale.ROOT, "%-28s %10.3f %s", what, value, unit));
    }

    /// A time that was taken, and the CPU that went into it.
    private record Taken(double seconds, double cpuSeconds) {}

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private Point measure(int hosts) throws IOException, InterruptedException, ExecutionException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        Apart.tell(hosts + " hosts, load " + load);
        var clock = new LiveScheduler(() -> Instant.now());
        var first = new Controller(database, folder);
        var fleet = new Fleet(hosts, first.control().hosts(), clock, new SecureRandom());
        var enrol = greeted(fleet);
        tell("enrolled", enrol.seconds, "s");
        tell("  CPU of a host", enrol.cpuSeconds * 1e3 / hosts, "ms");
        var tenants = new Tenants(first.control());
        int guests = hosts * GUESTS_EACH;
        fill(first, fleet, tenants);
        var told = greeted(fleet);
        tell("told what they hold", told.seconds, "s");
        tell("  CPU of a host", told.cpuSeconds * 1e3 / hosts, "ms");

        fleet.beat();
        Thread.sleep(Fleet.BEAT.multipliedBy(2));
        double before = cpu.seconds();
        long beats = fleet.beats();
        long start = System.nanoTime();
        Thread.sleep(IDLE);
        double idle = (cpu.seconds() - before) / since(start);
        double beating = (fleet.beats() - beats) / since(start);
        tell("idle", idle * 100, "% of a core");
        tell("  beats", beating, "per s");

        var client = first.client();
        var middle = first.control()
                .sql()
                .query(
                        "select id from instance order by created_at desc, id desc offset ? limit 1",
                        row -> row.uuid("id"),
                        guests / 2)
                .getFirst();
        double hosts100 = list(client, "/compute/v2.1/os-hypervisors/detail?limit=100");
        double hosts1000 = list(client, "/compute/v2.1/os-hypervisors/detail?limit=1000");
        double services = list(client, "/compute/v2.1/os-services");
        var all = "/compute/v2.1/servers/detail?all_tenants=1&limit=";
        double page100 = list(client, all + 100);
        double page1000 = list(client, all + 1000);
        double deep = list(client, all + 100 + "&marker=" + middle);

        var single = placed(tenants, 1);
        var several = placed(tenants, SEVERAL);

        var plugs = tenants.plug(Math.min(hosts, SPAN), PLUGS, PATIENCE, cpu::seconds);
        tell("hosts that carry one network", plugs.hosts(), "");
        tell("  one more card", plugs.millis(), "ms");
        tell("  CPU of it", plugs.millisCpu(), "ms");

        fleet.still();
        fleet.settled(PATIENCE);
        first.close();
        var second = new Controller(database, folder);
        fleet.turnTo(second.control().hosts());
        var reconnect = greeted(fleet);
        tell("reconnected", reconnect.seconds, "s");
        tell("  CPU of a host", reconnect.cpuSeconds * 1e3 / hosts, "ms");
        var memory = memory(fleet);
        double size = second.control()
                        .sql()
                        .query("select pg_database_size(current_database()) as bytes", row -> row.whole("bytes"))
                        .getFirst()
                / MIB;
        second.close();
        clock.close();
        return new Point(
                hosts,
                guests,
                memory.heap,
                memory.postgres,
                memory.fleet,
                size,
                enrol.seconds,
                enrol.cpuSeconds * 1e3 / hosts,
                told.seconds,
                told.cpuSeconds * 1e3 / hosts,
                idle,
                beating,
                hosts100,
                hosts1000,
                services,
                page100,
                page1000,
                deep,
                several.perSecond(),
                several.medianMillis(),
                several.millisCpu(),
                single.perSecond(),
                single.medianMillis(),
                single.millisCpu(),
                plugs.hosts(),
                plugs.millis(),
                plugs.millisCpu(),
                reconnect.seconds,
                reconnect.cpuSeconds * 1e3 / hosts,
                load,
                Instant.now());
    }

    /// The first hosts get their guests by the verbs, the others the same by copies of all rows; what they are told to
    /// hold they hear at their next hello.
    private void fill(Controller controller, Fleet fleet, Tenants tenants)
            throws IOException, InterruptedException, ExecutionException {
        var sql = controller.control().sql();
        var hosts = fleet.hosts();
        int pattern = Math.min(PATTERN, hosts.size());
        var others =
                hosts.subList(pattern, hosts.size()).stream().map(HostId::value).toList();
        if (!others.isEmpty()) sql.update("update host set enabled = false where id = any(?::uuid[])", others);
        long start = System.nanoTime();
        tenants.fill(pattern * GUESTS_EACH, PATIENCE);
        fleet.settled(PATIENCE);
        tell("guests by the verbs", pattern * GUESTS_EACH / since(start), "per s");
        if (others.isEmpty()) return;
        sql.update("update host set enabled = true");
        try {
            new Copies(database, hosts, pattern, Set.of(tenants.image())).make();
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
        tell("all guests are there after", since(start), "s");
    }

    private Tenants.Placements placed(Tenants tenants, int each) throws InterruptedException, ExecutionException {
        var placed = tenants.place(each, WARMING, PLACING, PATIENCE, cpu::seconds);
        tell("placements, " + each + " a request", placed.perSecond(), "per s");
        tell("  the median request", placed.medianMillis(), "ms");
        tell("  CPU of one", placed.millisCpu(), "ms");
        return placed;
    }

    private Taken greeted(Fleet fleet) throws InterruptedException {
        double before = cpu.seconds();
        long start = System.nanoTime();
        fleet.greet();
        long last = fleet.settled(PATIENCE);
        return new Taken((last - start) / 1e9, cpu.seconds() - before);
    }

    /// The median of some answers, in milliseconds; the first few are not counted.
    private static double list(Controller.Client client, String path) throws IOException, InterruptedException {
        var millis = new double[REPEATS];
        for (int i = -REPEATS / 3; i < REPEATS; i++) {
            long start = System.nanoTime();
            client.get(path);
            if (i >= 0) millis[i] = since(start) * 1e3;
        }
        Arrays.sort(millis);
        tell(path.replaceAll("^/compute/v2.1", "").replaceAll("&marker=.*", "&marker"), millis[REPEATS / 2], "ms");
        return millis[REPEATS / 2];
    }

    private record Memory(double heap, double postgres, double fleet) {}

    /// The hosts end here, so that what is left is the control's.
    private Memory memory(Fleet fleet) throws InterruptedException {
        double both = live();
        double postgres = new Cpu(database.serverPid().orElseThrow()).memoryBytes() / MIB;
        fleet.close();
        Thread.sleep(2000);
        double alone = live();
        tell("heap of the control", alone, "MiB");
        tell("  PostgreSQL", postgres, "MiB");
        tell("  simulated hosts", both - alone, "MiB");
        return new Memory(alone, postgres, both - alone);
    }

    private static double live() {
        System.gc();
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / MIB;
    }
}
