package brume.bench.dataplane;

import java.util.List;

/// Several measurements of one thing.
record Spread(double least, double median, double most) {
    static Spread of(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return new Spread(sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast());
    }
}
