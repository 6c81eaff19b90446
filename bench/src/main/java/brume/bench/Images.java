package brume.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// An image's bytes up and down, beside both hashes alone and beside nginx with sendfile.
final class Images {
    private static final long BYTES = 1L << 30;
    private static final int BLOCK_BYTES = 256 << 10;
    private static final int ROUNDS = 3;
    private final Subject subject;
    private final Path folder;

    /// @param folder for the file that nginx serves
    Images(Subject subject, Path folder) {
        this.subject = subject;
        this.folder = folder;
    }

    private record Run(ArrayList<Double> cpu, ArrayList<Double> speed) {
        Run() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    void measure() throws Exception {
        var up = new Run();
        var down = new Run();
        for (int round = 0; round < ROUNDS; round++) {
            var id = subject.api()
                    .post(
                            "/image/v2/images",
                            Map.of("name", "brume-bench", "disk_format", "raw", "container_format", "bare"))
                    .get("id")
                    .stringValue();
            try {
                var file = "/image/v2/images/" + id + "/file";
                run(up, subject.cpu(), () -> upload(subject.api().ask("PUT", file, new byte[0])));
                run(down, subject.cpu(), () -> download(subject.api().ask("GET", file, new byte[0])));
            } finally {
                Program.tidy(() -> subject.api().delete("/image/v2/images/" + id));
            }
        }
        if (subject.limits().isPresent()) disk();
        double hashes = subject.limits().isPresent() ? subject.limits().get().hashes() : 0;
        add("image upload of 1 GiB", up, hashes, Goal.most(6), "limit: both hashes alone");
        double sendfile = 0;
        var more = "";
        if (subject.limits().isPresent() && !Nginx.isThere()) more = "no limit: nginx is not installed";
        else if (subject.limits().isPresent()) {
            sendfile = sendfile();
            more = "limit: sendfile by nginx";
        }
        add("image download of 1 GiB", down, sendfile, Goal.most(1.6), more);
    }

    /// What the disk itself takes.
    private void disk() throws IOException, InterruptedException {
        var what = "fio: 1 GiB written to a raw file";
        if (!Fio.isThere()) {
            subject.table().skip(what, "fio is not installed");
            return;
        }
        var run = new Run();
        for (int round = 0; round < ROUNDS; round++) {
            var written = Fio.write(folder.resolve("fio"), BYTES);
            run.cpu.add(written.cpu());
            run.speed.add(BYTES / 1e6 / written.seconds());
        }
        var rates = Map.of("MB/s", Figure.of(run.speed));
        subject.table().add(new Row(what, Figure.of(run.cpu), "s CPU", 0, Goal.NONE, rates, "and on the disk"));
    }

    private double sendfile() throws Exception {
        var limit = new Run();
        try (var nginx = new Nginx(folder.resolve("nginx"), BYTES)) {
            for (int round = 0; round < ROUNDS; round++) {
                run(limit, Optional.of(nginx.cpu()), () -> download(nginx.ask()));
            }
        }
        var cpu = Figure.of(limit.cpu);
        subject.table()
                .add(new Row(
                        "nginx, sendfile: download of 1 GiB",
                        cpu,
                        "s CPU",
                        0,
                        Goal.NONE,
                        Map.of("MB/s", Figure.of(limit.speed)),
                        ""));
        return cpu.median();
    }

    private void add(String what, Run run, double limit, Goal goal, String more) {
        var speed = Figure.of(run.speed);
        subject.table()
                .add(
                        subject.cpu().isPresent()
                                ? new Row(what, Figure.of(run.cpu), "s CPU", limit, goal, Map.of("MB/s", speed), more)
                                : new Row(what, seconds(speed), "s", 0, Goal.NONE, Map.of("MB/s", speed), ""));
    }

    private static Figure seconds(Figure speed) {
        return new Figure(
                BYTES / 1e6 / speed.median(), BYTES / 1e6 / speed.most(), BYTES / 1e6 / speed.least(), speed.runs());
    }

    private interface Transfer {
        void run() throws IOException;
    }

    private static void run(Run run, Optional<Cpu> cpu, Transfer transfer) throws IOException {
        double before = cpu.map(Cpu::seconds).orElse(0.0);
        long start = System.nanoTime();
        transfer.run();
        run.speed.add(BYTES / 1e6 / ((System.nanoTime() - start) / 1e9));
        run.cpu.add(cpu.map(Cpu::seconds).orElse(0.0) - before);
    }

    private static void upload(Ask ask) throws IOException {
        var block = new byte[BLOCK_BYTES];
        new Random(1).nextBytes(block);
        try (var exchange = new Exchange(ask.uri(), ask.tls())) {
            exchange.send(ask.head(BYTES), block, BYTES);
        }
    }

    private static void download(Ask ask) throws IOException {
        try (var exchange = new Exchange(ask.uri(), ask.tls())) {
            long got = exchange.ask(ask.bytes());
            if (got != BYTES) throw new IOException("got " + got + " bytes");
        }
    }
}
