package brume.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What single calls cost.
final class Calls {
    private static final Duration WARM = Duration.ofSeconds(60);
    private static final int WARM_REQUESTS = 120_000;
    private static final Duration RUN = Duration.ofSeconds(6);
    private static final int LISTS = 150;
    private final Table table;
    private final BenchCloud cloud;
    private final Servers servers;
    private final Jvm jvm;

    Calls(Table table, BenchCloud cloud, Servers servers, Jvm jvm) {
        this.table = table;
        this.cloud = cloud;
        this.servers = servers;
        this.jvm = jvm;
    }

    void measure() throws Exception {
        servers.prepare();
        double hello = hello();
        var one = servers.create("bench-one", 1);
        servers.active("bench-one", 1);
        call("GET /servers/ID", "/compute/v2.1/servers/" + one, hello, Goal.times(5));
        call("GET /flavors/detail", "/compute/v2.1/flavors/detail", hello, Goal.NONE);
        call("GET /images", "/image/v2/images", hello, Goal.NONE);
        call("GET /networks", "/network/v2.0/networks", hello, Goal.NONE);
        cloud.delete("/compute/v2.1/servers/" + one);
        list();
    }

    private List<String> headers() {
        return List.of("X-Auth-Token: " + cloud.token(), "OpenStack-API-Version: compute 2.90");
    }

    /// CPU of one request to the bare listener, in microseconds.
    private double hello() throws IOException, InterruptedException {
        var process = jvm.run(Hello.class);
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(out.readLine());
            var load = new Load(URI.create("http://127.0.0.1:" + port + "/"), List.of());
            var measured = measure(load, new Cpu(process.pid()));
            table.add(new Row("bare listener: hello", measured.micros, "us CPU", 0, Goal.NONE, measured.more));
            return measured.micros;
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private record Measured(double micros, String more) {}

    /// Runs at 1 and 8 connections for their rates, and at 32 for the CPU.
    private static Measured measure(Load load, Cpu cpu) {
        load.run(32, WARM_REQUESTS, WARM);
        var one = load.run(1, Long.MAX_VALUE, RUN.dividedBy(3));
        var eight = load.run(8, Long.MAX_VALUE, RUN.dividedBy(3));
        double before = cpu.seconds();
        var many = load.run(32, Long.MAX_VALUE, RUN);
        double micros = (cpu.seconds() - before) * 1e6 / many.requests();
        return new Measured(
                micros,
                String.format(
                        Locale.ROOT,
                        "%.0f/%.0f/%.0f per s at 1/8/32; p50 %.2f p99 %.2f ms at 1; p50 %.1f p99 %.1f ms at 32",
                        one.perSecond(),
                        eight.perSecond(),
                        many.perSecond(),
                        one.millis(0.5),
                        one.millis(0.99),
                        many.millis(0.5),
                        many.millis(0.99)));
    }

    private void call(String name, String path, double hello, Goal goal) throws IOException {
        var measured = measure(new Load(cloud.at(path), headers()), cloud.cpu());
        table.add(new Row(name, measured.micros, "us CPU", hello, goal, measured.more));
    }

    private void list() throws Exception {
        for (int i = 0; i < 5; i++) servers.create("list-" + i, 200);
        servers.active("list-", 1000);
        var path = "/compute/v2.1/servers/detail?limit=1000";
        var answer = cloud.get(path);
        int size = answer.get("servers").size();
        if (size != 1000) throw new IllegalStateException("expected 1000 servers, got " + size);
        double serialise = serialise(answer.toString());
        page(100, 0, Goal.most(5));
        page(1000, serialise, Goal.times(4));
        servers.wipe("list-");
    }

    /// @param serialise the limit, in milliseconds; 0 for none
    private void page(int size, double serialise, Goal goal) throws IOException {
        var load = new Load(cloud.at("/compute/v2.1/servers/detail?limit=" + size), headers());
        load.run(2, Serialise.WARM, Duration.ofSeconds(60));
        var cpu = cloud.cpu();
        double before = cpu.seconds();
        var outcome = load.run(2, LISTS, Duration.ofSeconds(60));
        double millis = (cpu.seconds() - before) * 1e3 / outcome.requests();
        table.add(new Row(
                "GET /servers/detail of " + size,
                millis,
                "ms CPU",
                serialise,
                goal,
                String.format(
                        Locale.ROOT,
                        "%sp50 %.0f ms at 2",
                        serialise > 0 ? "limit: serialising it; " : "",
                        outcome.millis(0.5))));
    }

    /// CPU of turning the same answer from values in memory into bytes, in milliseconds.
    private double serialise(String answer) throws IOException {
        var file = Files.createTempFile("brume-bench-", ".json");
        try {
            Files.writeString(file, answer);
            var process = jvm.run(Serialise.class, file.toString());
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Double.parseDouble(said.strip());
        } finally {
            Files.delete(file);
        }
    }
}
