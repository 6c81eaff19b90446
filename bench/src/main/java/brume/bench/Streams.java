package brume.bench;

import brume.bench.dataplane.Bridge;
import java.nio.file.Path;
import java.util.Map;

/// What a host's network carries, as a row of the one table; `./brume bench dataplane` measures all of it.
final class Streams {
    private static final int ROUNDS = 3;
    /// 80 % of a plain bridge, turned round: of its CPU.
    private static final Goal GOAL = Goal.times(1.25);

    private Streams() {}

    static void measure(Table table, Path folder) throws InterruptedException {
        var what = "guest to guest on a host: a gigabyte by TCP";
        var obstacle = Bridge.obstacle();
        if (obstacle.isPresent()) {
            table.skip(what, obstacle.get());
            return;
        }
        try {
            var seen = Bridge.measure(folder, ROUNDS);
            table.add(new Row(
                    what,
                    Figure.of(seen.ours().cpu()),
                    "s CPU",
                    Figure.of(seen.plain().cpu()).median(),
                    GOAL,
                    Map.of("Mbit/s", Figure.of(seen.ours().megabits())),
                    "ten rules; limit: iperf3 over a plain bridge, %.0f Mbit/s"
                            .formatted(Figure.of(seen.plain().megabits()).median())));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (Thread.interrupted()) throw new InterruptedException();
            table.skip(what, Failure.told(e));
        }
    }
}
