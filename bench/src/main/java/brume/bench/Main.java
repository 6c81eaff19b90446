package brume.bench;

import brume.base.json.Json;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// `./brume bench`: one run, one table. CPU is that of our process and of PostgreSQL together, each figure beside the
/// limit of the same machine in the same run.
public final class Main {
    private static final Duration WARM = Duration.ofSeconds(40);
    private static final int WARM_REQUESTS = 20_000;
    private static final Duration RUN = Duration.ofSeconds(6);
    private static final int HOSTS = 8;
    private final List<Row> rows = new ArrayList<>();
    private final BenchCloud cloud;

    private Main(BenchCloud cloud) {
        this.cloud = cloud;
    }

    /// @param arguments `--json FILE` writes the rows there as well
    public static void main(String[] arguments) throws Exception {
        var command = Path.of(System.getProperty("brume.home"))
                .resolve("../../../brume")
                .normalize();
        var data = Files.createTempDirectory("brume-bench-");
        try (var cloud = new BenchCloud(command, data.resolve("cloud"))) {
            var bench = new Main(cloud);
            bench.starts();
            double hello = bench.hello();
            bench.instances(hello);
            bench.bursts();
            bench.rows.forEach(row -> System.out.println(row.line()));
            if (arguments.length == 2 && arguments[0].equals("--json")) {
                Files.write(Path.of(arguments[1]), Json.bytes(bench.rows));
            }
        } finally {
            clear(data);
        }
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    private void row(String what, double value, String unit, double limit, String goal, boolean met, String more) {
        rows.add(new Row(what, value, unit, limit, goal, met, more));
        System.err.println("  " + rows.getLast().line());
    }

    private void starts() throws IOException, InterruptedException {
        double first = seconds(cloud.up(HOSTS));
        cloud.down();
        var warm = new ArrayList<Double>();
        for (int i = 0; i < 3; i++) {
            if (i > 0) cloud.down();
            warm.add(seconds(cloud.up(HOSTS)));
        }
        warm.sort(null);
        row("up --simulate, empty folder", first, "s", 0, "<= 4", first <= 4, "");
        row("up --simulate, warm (median of 3)", warm.get(1), "s", 0, "<= 1.5", warm.get(1) <= 1.5, "");
        double mib = cloud.cpu().memoryBytes() / 1048576.0;
        row("idle memory of all that was started", mib, "MiB", 0, "<= 450", mib <= 450, "PSS");
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /// CPU of one request to the bare listener, in microseconds.
    private double hello() throws IOException, InterruptedException {
        var jvm = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        jvm,
                        "-XX:+UseG1GC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "brume.bench.Hello")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(out.readLine());
            var load = new Load(URI.create("http://127.0.0.1:" + port + "/"), List.of());
            var measured = measure(load, new Cpu(process.pid()));
            row("bare listener: hello", measured.micros, "us CPU", 0, "", true, measured.more);
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

    private void instances(double hello) throws Exception {
        limits();
        var one = create("bench-one", 1);
        active("bench-one", 1);
        var headers = List.of("X-Auth-Token: " + cloud.token(), "OpenStack-API-Version: compute 2.90");
        call("GET /servers/ID", "/compute/v2.1/servers/" + one, headers, hello, 5);
        call("GET /flavors/detail", "/compute/v2.1/flavors/detail", headers, hello, 0);
        call("GET /images", "/image/v2/images", headers, hello, 0);
        call("GET /networks", "/network/v2.0/networks", headers, hello, 0);
        cloud.delete("/compute/v2.1/servers/" + one);
        for (int i = 0; i < 5; i++) create("list-" + i, 200);
        active("list-", 1000);
        var path = "/compute/v2.1/servers/detail?limit=1000";
        var answer = cloud.get(path);
        int size = answer.get("servers").size();
        if (size != 1000) throw new IllegalStateException("expected 1000 servers, got " + size);
        double serialise = serialise(answer);
        var load = new Load(cloud.at(path), headers);
        load.run(2, 20, Duration.ofSeconds(30));
        var cpu = cloud.cpu();
        double before = cpu.seconds();
        var outcome = load.run(2, 40, Duration.ofSeconds(60));
        double millis = (cpu.seconds() - before) * 1e3 / outcome.requests();
        row(
                "GET /servers/detail of 1000",
                millis,
                "ms CPU",
                serialise,
                "<= 4x serialising",
                millis <= 4 * serialise,
                String.format(Locale.ROOT, "p50 %.0f ms at 2", outcome.millis(0.5)));
        wipe("list-");
    }

    private void call(String name, String path, List<String> headers, double hello, double goal) throws IOException {
        var measured = measure(new Load(cloud.at(path), headers), cloud.cpu());
        row(
                name,
                measured.micros,
                "us CPU",
                hello,
                goal > 0 ? "<= " + goal + "x hello" : "",
                goal == 0 || measured.micros <= goal * hello,
                measured.more);
    }

    /// CPU of turning the same answer from values in memory into bytes, in milliseconds.
    private static double serialise(Object answer) {
        @SuppressWarnings("unchecked")
        Map<String, Object> values = Json.MAPPER.convertValue(answer, Map.class);
        long bytes = 0;
        for (int i = 0; i < 50; i++) bytes += Json.bytes(values).length;
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 50; i++) bytes += Json.bytes(values).length;
        if (bytes == 0) throw new IllegalStateException();
        return (threads.getCurrentThreadCpuTime() - before) / 50e6;
    }

    private void bursts() throws Exception {
        create("warm-", 100);
        active("warm-", 100);
        wipe("warm-");
        var cpu = cloud.cpu();
        double before = cpu.seconds();
        long start = System.nanoTime();
        create("burst-", 200);
        active("burst-", 200);
        double took = (System.nanoTime() - start) / 1e9;
        double each = (cpu.seconds() - before) * 1e3 / 200;
        row(
                "200 instances in one request, ACTIVE",
                took,
                "s",
                0,
                "<= 2",
                took <= 2,
                "%.1f ms CPU each".formatted(each));
        wipe("burst-");
        start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(10)) {
            var all = new ArrayList<Callable<String>>();
            for (int i = 0; i < 50; i++) {
                var name = "single-" + i;
                all.add(() -> create(name, 1));
            }
            for (var each1 : threads.invokeAll(all)) each1.get();
        }
        active("single-", 50);
        took = (System.nanoTime() - start) / 1e9;
        row("50 requests at concurrency 10, all ACTIVE", took, "s", 0, "<= 2", took <= 2, "");
        wipe("single-");
    }

    private void limits() throws IOException, InterruptedException {
        cloud.put(
                "/compute/v2.1/os-quota-sets/" + cloud.project(),
                Map.of("quota_set", Map.of("instances", -1, "cores", -1, "ram", -1)));
        cloud.put("/network/v2.0/quotas/" + cloud.project(), Map.of("quota", Map.of("port", -1)));
        var network = cloud.post("/network/v2.0/networks", Map.of("network", Map.of("name", "bench")))
                .get("network")
                .get("id")
                .stringValue();
        cloud.post(
                "/network/v2.0/subnets",
                Map.of("subnet", Map.of("network_id", network, "cidr", "10.64.0.0/16", "ip_version", 4)));
        networkId = network;
        imageId = cloud.get("/image/v2/images?name=mini")
                .get("images")
                .get(0)
                .get("id")
                .stringValue();
        for (var flavor : cloud.get("/compute/v2.1/flavors").get("flavors")) {
            if (flavor.get("name").stringValue().equals("m1.nano"))
                flavorId = flavor.get("id").stringValue();
        }
    }

    private String networkId = "";
    private String imageId = "";
    private String flavorId = "";

    private String create(String name, int count) throws IOException, InterruptedException {
        return cloud.post(
                        "/compute/v2.1/servers",
                        Map.of(
                                "server",
                                Map.of(
                                        "name",
                                        name,
                                        "imageRef",
                                        imageId,
                                        "flavorRef",
                                        flavorId,
                                        "networks",
                                        List.of(Map.of("uuid", networkId)),
                                        "min_count",
                                        count,
                                        "max_count",
                                        count)))
                .get("server")
                .get("id")
                .stringValue();
    }

    private void active(String prefix, int count) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (System.nanoTime() < end) {
            int there = cloud.get("/compute/v2.1/servers?status=ACTIVE&limit=1000&name=%5E" + prefix)
                    .get("servers")
                    .size();
            if (there == count) return;
            Thread.sleep(20);
        }
        throw new IllegalStateException(count + " of " + prefix + " did not become ACTIVE");
    }

    private void wipe(String prefix) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var all = new ArrayList<Callable<UUID>>();
            for (var server : cloud.get("/compute/v2.1/servers?limit=1000&name=%5E" + prefix)
                    .get("servers")) {
                var id = server.get("id").stringValue();
                all.add(() -> {
                    cloud.delete("/compute/v2.1/servers/" + id);
                    return UUID.fromString(id);
                });
            }
            for (var each : threads.invokeAll(all)) each.get();
        }
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!cloud.get("/compute/v2.1/servers?limit=1&name=%5E" + prefix)
                .get("servers")
                .isEmpty()) {
            if (System.nanoTime() > end) throw new IllegalStateException(prefix + " was not deleted");
            Thread.sleep(20);
        }
    }
}
