package brume.cloud.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Chooses hosts from a snapshot, by values alone: filters drop, weights order, chance decides between the best few so
/// that many choosers at once do not all run to the same host.
final class Chooser {
    private static final int BEST = 3;
    private final RandomGenerator random;

    Chooser(RandomGenerator random) {
        this.random = random;
    }

    /// The outcome for one demand.
    ///
    /// @param candidate where it goes; empty when no host will do
    record Outcome(Optional<Candidate> candidate, String explanation) {}

    private record Miss(Filter filter, String host, String why, long lack) {}

    Outcome choose(List<Candidate> candidates, Demand demand) {
        var fit = new ArrayList<Candidate>();
        var misses = new ArrayList<Miss>();
        for (var candidate : candidates) {
            objection(candidate, demand).ifPresentOrElse(misses::add, () -> fit.add(candidate));
        }
        var explanation = explain(candidates.size(), misses);
        if (fit.isEmpty()) return new Outcome(Optional.empty(), told(misses) + "\n" + explanation);
        fit.sort(Comparator.comparingDouble(Chooser::weight).reversed());
        double best = weight(fit.getFirst());
        var few = fit.stream()
                .limit(BEST)
                .filter(candidate -> weight(candidate) >= best - 0.05)
                .toList();
        return new Outcome(Optional.of(few.get(random.nextInt(few.size()))), explanation);
    }

    private static Optional<Miss> objection(Candidate candidate, Demand demand) {
        for (var filter : Filter.values()) {
            var why = filter.objection(candidate, demand);
            if (why.isPresent()) {
                return Optional.of(
                        new Miss(filter, candidate.host().name(), why.get(), filter.lack(candidate, demand)));
            }
        }
        return Optional.empty();
    }

    /// How empty a host is: the mean of its free shares. Guests spread.
    private static double weight(Candidate candidate) {
        double sum = 0;
        for (var type : ResourceClass.values()) {
            long capacity = candidate.capacity().of(type);
            if (capacity > 0) sum += (double) candidate.free().of(type) / capacity;
        }
        return sum / ResourceClass.values().length;
    }

    /// For everybody: without names, numbers and room of hosts.
    private static String told(List<Miss> misses) {
        var why = misses.stream()
                .map(Miss::filter)
                .distinct()
                .sorted()
                .map(Filter::told)
                .collect(Collectors.joining(", or "));
        return "No valid host was found: " + (why.isEmpty() ? "there are none." : "all " + why + ".");
    }

    /// `3 of 4 hosts dropped by RamFilter, 1 of 4 by ComputeFilter; nearest miss: node-2 lacks 512 of 2048 MiB of
    /// memory.` The nearest miss is the host that came furthest through the filters, and lacked least there.
    private static String explain(int all, List<Miss> misses) {
        if (all == 0) return "There are no hosts.";
        if (misses.isEmpty()) return "All " + all + " hosts passed.";
        var counts = new EnumMap<Filter, Integer>(Filter.class);
        misses.forEach(miss -> counts.merge(miss.filter, 1, Integer::sum));
        var dropped = counts.entrySet().stream()
                .map(e -> e.getValue() + " of " + all + " hosts dropped by " + e.getKey())
                .collect(Collectors.joining(", "));
        var nearest = misses.stream()
                .max(Comparator.comparing(Miss::filter).thenComparing(Miss::lack, Comparator.reverseOrder()))
                .orElseThrow();
        return dropped + "; nearest miss: " + nearest.host + " " + nearest.why + ".";
    }
}
