package brume.bench.growth;

import brume.app.Database;
import brume.base.loop.LiveScheduler;
import brume.base.sql.Sql;
import brume.bench.Cpu;
import brume.cloud.network.address.Cidr;
import brume.contract.HostId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lists and creates with one number of instances, in a process of its own. A thousand instances are made by the verbs:
/// 300 of one project, which is asked for, and seven of each of a hundred others; all others are copies of them, of as
/// many projects as they need, each thousand as if it had been made an hour before the one before it. A hundred are on
/// each host.
public final class ListsRound {
    /// Of which their number is a multiple.
    static final int PATTERN = 1000;

    private static final int MINE = 300;
    private static final int OTHERS = 7;
    private static final int HOSTS = 10;
    private static final int WARMING = 200;
    private static final int ROUNDS = 7;
    private static final int REPEATS = 100;
    private static final int CREATES = 100;
    private static final int WARMING_CREATES = 10;
    private static final int ROUNDS_OF_CREATES = 5;
    private static final int MANY_ROWS = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration PAUSE = Duration.ofMillis(100);
    // Connections at rest tell their counts after ten seconds.
    private static final Duration TOLD = Duration.ofSeconds(12);

    private final Database database;
    private final Path folder;
    private final Cpu cpu;

    private ListsRound(Database database, Path folder) {
        this.database = database;
        this.folder = folder;
        cpu = new Cpu(ProcessHandle.current().pid(), database.serverPid().orElseThrow());
    }

    /// @param arguments how many instances (thousands), a folder for the data, and a file for the [Pages]
    public static void main(String[] arguments) {
        Apart.run(arguments, (instances, database, folder) -> new ListsRound(database, folder).measure(instances));
    }

    private Pages measure(int instances) throws IOException, SQLException, InterruptedException, ExecutionException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        var clock = new LiveScheduler(Instant::now);
        try (var controller = new Controller(database, folder);
                var fleet = new Fleet(
                        HOSTS * (instances / PATTERN), controller.control().hosts(), clock, new SecureRandom())) {
            fleet.greet();
            fleet.settled(PATIENCE);
            var client = controller.clientOf("mine");
            var tenants = new Tenants(controller.control());
            var mine = tenants.tenant(client.project(), Cidr.of("10.0.0.0/16"));
            fill(controller, fleet, tenants, mine);
            var sql = controller.control().sql();
            int projects = sql.query("select count(distinct project) as n from instance", row -> row.integer("n"))
                    .getFirst();
            Apart.tell("%,d instances in %,d projects".formatted(instances, projects));

            // What is in the middle is found by reading all.
            var paths = new EnumMap<Asked, String>(Asked.class);
            for (var one : Asked.values()) paths.put(one, path(sql, one, client.project()));
            for (var one : Asked.values()) page(client, paths.get(one), WARMING);
            double atRest = rest();
            Apart.tell("%.1f %% of a core is used while nobody asks".formatted(atRest * 100));
            var before = scans(sql);
            var asked = ask(client, paths);
            Thread.sleep(TOLD);
            var scanned = scans(sql).entrySet().stream()
                    .filter(entry -> entry.getValue() > before.getOrDefault(entry.getKey(), 0L))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            if (!scanned.isEmpty()) Apart.tell("read from end to end: " + scanned);
            for (int i = 0; i < WARMING_CREATES; i++) create(tenants);
            var creates = new ArrayList<Pages.Cost>();
            for (int i = 0; i < ROUNDS_OF_CREATES; i++) creates.add(create(tenants));
            var create = Pages.Cost.median(creates);
            Apart.tell("a create %.2f ms, CPU %.2f ms".formatted(create.millis(), create.millisCpu()));
            fleet.settled(PATIENCE);
            return new Pages(instances, projects, atRest, asked, create, scanned, load, Instant.now());
        } finally {
            clock.close();
        }
    }

    /// In turns: whatever else goes on in the cloud meanwhile, a collection of garbage say, meets all of them.
    private Map<Asked, Pages.Cost> ask(Controller.Client client, Map<Asked, String> paths)
            throws IOException, InterruptedException {
        var rounds = new EnumMap<Asked, List<Pages.Cost>>(Asked.class);
        for (int round = 0; round < ROUNDS; round++) {
            for (var one : Asked.values()) {
                rounds.computeIfAbsent(one, o -> new ArrayList<>()).add(page(client, paths.get(one), REPEATS));
            }
        }
        var asked = new EnumMap<Asked, Pages.Cost>(Asked.class);
        rounds.forEach((one, costs) -> {
            var cost = Pages.Cost.median(costs);
            asked.put(one, cost);
            Apart.tell("%-46s %8.2f ms, CPU %8.2f ms".formatted(one.words(), cost.millis(), cost.millisCpu()));
        });
        return asked;
    }

    /// The share of one core that is used while nobody asks.
    private double rest() throws InterruptedException {
        double before = cpu.seconds();
        Thread.sleep(TOLD);
        return (cpu.seconds() - before) / TOLD.toSeconds();
    }

    private void fill(Controller controller, Fleet fleet, Tenants tenants, Tenants.Tenant mine)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        var sql = controller.control().sql();
        var hosts = fleet.hosts();
        var further =
                hosts.subList(HOSTS, hosts.size()).stream().map(HostId::value).toList();
        if (!further.isEmpty()) sql.update("update host set enabled = false where id = any(?::uuid[])", further);
        tenants.create(mine, MINE);
        tenants.fill(PATTERN - MINE, OTHERS, PATIENCE);
        fleet.settled(PATIENCE);
        sql.update("update host set enabled = true");
        if (!further.isEmpty()) {
            new Copies(database, hosts, HOSTS, Set.of(tenants.image())).make();
            fleet.greet();
            fleet.settled(PATIENCE);
        }
        tidy(sql);
    }

    /// What PostgreSQL would do by itself some time after so much has been written, and while pages are asked for. What
    /// it is doing already comes to its end first: versions of rows that it sees would stay.
    private void tidy(Sql sql) throws SQLException, InterruptedException {
        while (sql.exists("select 1 from pg_stat_activity where backend_type = 'autovacuum worker'")) {
            Thread.sleep(PAUSE);
        }
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
        }
    }

    private static String path(Sql sql, Asked asked, UUID project) {
        return asked.path()
                .replace("{project}", project.toString().replace("-", ""))
                .replace("{mine}", middle(sql, List.of(project)))
                .replace("{middle}", middle(sql, List.of()));
    }

    /// The id of the instance in the middle of a list.
    private static String middle(Sql sql, List<UUID> projects) {
        return sql.query("""
                        with chosen as (
                            select id, created_at from instance where project = any(?::uuid[]) or ?
                        )
                        select id from chosen order by created_at desc, id desc
                        offset (select count(*) / 2 from chosen) limit 1
                        """, row -> row.uuid("id"), projects, projects.isEmpty())
                .getFirst()
                .toString();
    }

    private Pages.Cost page(Controller.Client client, String path, int times) throws IOException, InterruptedException {
        var millis = new double[times];
        double before = cpu.seconds();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            client.get(path);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        double used = cpu.seconds() - before;
        Arrays.sort(millis);
        return new Pages.Cost(millis[times / 2], used * 1e3 / times);
    }

    /// How often each table of many rows was read from end to end.
    private static Map<String, Long> scans(Sql sql) {
        record Scan(String table, long times) {}
        return sql
                .query(
                        "select relname, seq_scan from pg_stat_user_tables where n_live_tup > ?",
                        row -> new Scan(row.text("relname"), row.whole("seq_scan")),
                        MANY_ROWS)
                .stream()
                .collect(Collectors.toMap(Scan::table, Scan::times));
    }

    /// Each in a network of its own, so that however many hosts there are, one has to know of it: what it costs to tell
    /// many is measured with the hosts ([Tenants#plug]).
    private Pages.Cost create(Tenants tenants) throws InterruptedException {
        var owners = Stream.generate(tenants::tenant).limit(CREATES).toList();
        var millis = new double[CREATES];
        double before = cpu.seconds();
        for (int i = 0; i < CREATES; i++) {
            long start = System.nanoTime();
            tenants.create(owners.get(i), 1);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        tenants.active(PATIENCE);
        double used = cpu.seconds() - before;
        Arrays.sort(millis);
        return new Pages.Cost(millis[CREATES / 2], used * 1e3 / CREATES);
    }
}
