package brume.bench;

import java.util.List;

/// Something that was measured a few times.
record Figure(double median, double least, double most, int runs) {
    static Figure of(List<Double> runs) {
        var sorted = runs.stream().sorted().toList();
        return new Figure(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast(), sorted.size());
    }

    static Figure once(double value) {
        return new Figure(value, value, value, 1);
    }

    Figure times(double factor) {
        return new Figure(median * factor, least * factor, most * factor, runs);
    }
}
