package brume.bench;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// How soon many servers that are asked for are there, on simulated hosts.
final class Bursts {
    private final Table table;
    private final BenchCloud cloud;
    private final Servers servers;

    Bursts(Table table, BenchCloud cloud, Servers servers) {
        this.table = table;
        this.cloud = cloud;
        this.servers = servers;
    }

    void measure() throws Exception {
        servers.create("warm-", 100);
        servers.active("warm-", 100);
        servers.wipe("warm-");
        var cpu = cloud.cpu();
        double before = cpu.seconds();
        long start = System.nanoTime();
        servers.create("burst-", 200);
        servers.active("burst-", 200);
        double took = (System.nanoTime() - start) / 1e9;
        double each = (cpu.seconds() - before) * 1e3 / 200;
        table.add(new Row(
                "200 instances in one request, all ACTIVE",
                took,
                "s",
                0,
                Goal.most(2),
                "%.1f ms CPU each".formatted(each)));
        servers.wipe("burst-");
        start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(10)) {
            var all = new ArrayList<Callable<String>>();
            for (int i = 0; i < 50; i++) {
                var name = "single-" + i;
                all.add(() -> servers.create(name, 1));
            }
            for (var each1 : threads.invokeAll(all)) each1.get();
        }
        servers.active("single-", 50);
        took = (System.nanoTime() - start) / 1e9;
        table.add(new Row("50 requests at concurrency 10, all ACTIVE", took, "s", 0, Goal.most(2), ""));
        servers.wipe("single-");
    }
}
