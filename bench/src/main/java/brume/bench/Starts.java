package brume.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;

/// How long `up` and `reset` take, and what a cloud at rest holds.
final class Starts {
    private static final int TIMES = 3;
    private static final int RESETS = 5;
    /// In which the next empty cloud is made.
    private static final Duration MAKING = Duration.ofSeconds(4);

    private Starts() {}

    /// Leaves the cloud up.
    static void measure(Table table, BenchCloud cloud) throws IOException, InterruptedException {
        double first = seconds(cloud.up());
        var warm = new ArrayList<Double>();
        for (int i = 0; i < TIMES; i++) {
            cloud.down();
            warm.add(seconds(cloud.up()));
        }
        warm.sort(null);
        table.add(new Row("up --simulate, empty folder", first, "s", 0, Goal.most(4), ""));
        table.add(new Row(
                "up --simulate, warm (median of 3)",
                warm.get(TIMES / 2),
                "s",
                0,
                Goal.most(1.5),
                "to the first good answer, and the command's return"));
        double mib = cloud.cpu().memoryBytes() / 1048576.0;
        table.add(new Row("idle memory of all that was started", mib, "MiB", 0, Goal.most(450), "PSS"));
        resets(table, cloud);
    }

    private static void resets(Table table, BenchCloud cloud) throws IOException, InterruptedException {
        var calls = new ArrayList<Double>();
        for (int i = 0; i < RESETS; i++) {
            Thread.sleep(MAKING);
            calls.add(seconds(cloud.reset()));
        }
        calls.sort(null);
        table.add(new Row(
                "reset, the call (median of 5)",
                calls.get(RESETS / 2),
                "s",
                0,
                Goal.most(0.1),
                "the next cloud was made ahead; slowest %.3f s".formatted(calls.getLast())));
        table.add(new Row("reset, the call, right after another", seconds(cloud.reset()), "s", 0, Goal.NONE, ""));
        Thread.sleep(MAKING);
        table.add(new Row("./brume reset", seconds(cloud.resetByCommand()), "s", 0, Goal.NONE, ""));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
