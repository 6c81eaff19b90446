package brume.bench.dataplane;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One path as plain networks make it and as we do, measured in turns.
final class Course implements AutoCloseable {
    /// How many rules each guest's group has; what is measured of plain networks is kept under [#PLAIN].
    static final List<Integer> RULES = List.of(1, 10, 200);

    static final int PLAIN = 0;

    static final List<Integer> KINDS = List.of(PLAIN, 1, 10, 200);

    private final Path path;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final Map<Integer, List<Stream.Seen>> seen = new TreeMap<>();
    private OurWay ours;
    private Stream through;
    private Stream beside;

    Course(Path path) {
        this.path = path;
    }

    void open(java.nio.file.Path folder) throws IOException, InterruptedException {
        var plain = new PlainWay(path);
        undo.push(plain::close);
        ours = new OurWay(path, folder);
        undo.push(ours::close);
        beside = new Stream(plain);
        undo.push(beside::close);
        through = new Stream(ours);
        undo.push(through::close);
        beside.await();
        through.await();
    }

    /// One stream of each kind.
    ///
    /// @param first which kind begins: each round another one
    void round(int first, int seconds) {
        for (int i = 0; i < KINDS.size(); i++) {
            int kind = KINDS.get((first + i) % KINDS.size());
            if (kind != PLAIN) ours.rules(kind);
            var one = (kind == PLAIN ? beside : through).run(seconds);
            seen.computeIfAbsent(kind, k -> new ArrayList<>()).add(one);
        }
    }

    Path path() {
        return path;
    }

    List<Stream.Seen> seen(int kind) {
        return seen.get(kind);
    }

    Spread megabits(int kind) {
        return Spread.of(seen.get(kind).stream().map(Stream.Seen::megabits).toList());
    }

    Spread cpu(int kind) {
        return Spread.of(seen.get(kind).stream().map(Stream.Seen::cpu).toList());
    }

    @Override
    public void close() {
        while (!undo.isEmpty()) undo.pop().run();
    }
}
