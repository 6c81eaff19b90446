package brume.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// How soon servers that are asked for are there, and what that costs with all that follows from it.
final class Creates {
    private static final String TO_ACTIVE = "POST /servers to ACTIVE";
    private static final int ROUNDS = 3;
    /// The compiler still has a turn now and then, which is a third of a round.
    private static final int ROUNDS_OF_SINGLES = 9;

    private static final int MANY = 200;
    private static final int SINGLE = 50;
    /// It is warm when so little of its work is compiling it, or after so many rounds.
    private static final double COMPILING = 0.03;

    private static final int WARM_ROUNDS = 20;
    /// What one instance can't do without: itself, what it boots from, its first password, its history; a port, with
    /// its address, its group and its plug; a residence with three claims; what its host is told of port and of
    /// guest; an event and an audit row.
    private static final int ROWS = 16;
    /// Itself, and two looks at it.
    private static final int REQUESTS = 3;
    private final Subject subject;
    private final Servers servers;

    Creates(Subject subject) {
        this.subject = subject;
        servers = subject.servers();
    }

    /// One after another.
    void one() throws Exception {
        int each = subject.cpu().isPresent() ? 50 : 3;
        int before = subject.cpu().isPresent() ? warmOneByOne(subject.cpu().get()) : 0;
        var times = new ArrayList<Double>();
        var costs = new ArrayList<Double>();
        int rounds = subject.cpu().isPresent() ? ROUNDS_OF_SINGLES : ROUNDS;
        for (int round = 0; round < rounds; round++) {
            double used = cpu();
            for (int i = 0; i < each; i++) {
                long start = System.nanoTime();
                untilActive("one-" + i);
                times.add((System.nanoTime() - start) / 1e6);
            }
            costs.add((cpu() - used) * 1e3 / each);
            servers.wipe("one-");
        }
        var latency = Figure.of(times);
        var rates = Map.of("ms until ACTIVE", latency);
        subject.table()
                .add(
                        subject.cpu().isPresent()
                                ? new Row(
                                        TO_ACTIVE,
                                        Figure.of(costs),
                                        "ms CPU",
                                        limit(),
                                        Goal.most(10),
                                        rates,
                                        "all that follows counted, the looks at it each 20 ms too; after " + before
                                                + " that warmed it; limit: hello " + REQUESTS + " times, and "
                                                + ROWS + " rows inserted")
                                : new Row(TO_ACTIVE, latency, "ms", 0, Goal.NONE, rates, ""));
    }

    private double limit() throws IOException, InterruptedException {
        if (subject.limits().isEmpty()) return 0;
        var limits = subject.limits().get();
        return REQUESTS * limits.hello() + ROWS * limits.query().insert();
    }

    /// The first ones measure the compiler, and those of one request warm other paths.
    ///
    /// @return how many it took
    private int warmOneByOne(Cpu cpu) throws Exception {
        int made = 0;
        for (int round = 0; round < WARM_ROUNDS; round++) {
            double before = cpu.seconds();
            double compiling = cpu.compiling();
            for (int i = 0; i < MANY; i++) untilActive("warm-" + i);
            made += MANY;
            double share = (cpu.compiling() - compiling) / (cpu.seconds() - before);
            servers.wipe("warm-");
            if (share < COMPILING) break;
        }
        return made;
    }

    private void untilActive(String name) throws Exception {
        var id = servers.create(name, 1);
        Prompt.until("ACTIVE server", () -> active(id));
    }

    private boolean active(String id) throws Exception {
        var status = subject.api()
                .get("/compute/v2.1/servers/" + id)
                .get("server")
                .get("status")
                .stringValue();
        if (status.equals("ERROR")) throw new IllegalStateException("server " + id + " went to ERROR");
        return status.equals("ACTIVE");
    }

    /// Many at once, in a cloud of ours.
    void burst() throws Exception {
        warm();
        var times = new ArrayList<Double>();
        var costs = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            double before = cpu();
            long start = System.nanoTime();
            servers.create("burst-", MANY);
            servers.active("burst-", MANY);
            times.add((System.nanoTime() - start) / 1e9);
            costs.add((cpu() - before) * 1e3 / MANY);
            servers.wipe("burst-");
        }
        add("200 servers in one request, all ACTIVE", times, Map.of("ms CPU each", Figure.of(costs)));
        times.clear();
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            singles();
            times.add((System.nanoTime() - start) / 1e9);
            servers.wipe("single-");
        }
        add("50 requests at concurrency 10, all ACTIVE", times, Map.of());
    }

    private void add(String what, List<Double> seconds, Map<String, Figure> rates) {
        subject.table().add(new Row(what, Figure.of(seconds), "s", 0, Goal.most(2), rates, ""));
    }

    private void warm() throws Exception {
        servers.create("warm-", 100);
        servers.active("warm-", 100);
        servers.wipe("warm-");
    }

    private void singles() throws Exception {
        try (var threads = Executors.newFixedThreadPool(10)) {
            var all = new ArrayList<Callable<String>>();
            for (int i = 0; i < SINGLE; i++) {
                var name = "single-" + i;
                all.add(() -> servers.create(name, 1));
            }
            for (var each : threads.invokeAll(all)) each.get();
        }
        servers.active("single-", SINGLE);
    }

    private double cpu() {
        return subject.cpu().map(Cpu::seconds).orElse(0.0);
    }
}
