package brume.bench.growth;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What was measured with one number of instances.
///
/// @param projects  that they are in
/// @param atRest    the share of one core that the whole takes while nobody asks, the simulated hosts among it
/// @param asked     the cost of each request
/// @param create    of one instance in a network of its own, until it is ACTIVE; the time is that of the request
/// @param scanned   tables of more than a few rows that were read from end to end while pages were asked for
/// @param load      of the machine, before the measurement
record Pages(
        int instances,
        int projects,
        double atRest,
        Map<Asked, Cost> asked,
        Cost create,
        List<String> scanned,
        double load,
        Instant at) {
    /// @param millis    the median time
    /// @param millisCpu of our process, which asks too, and of PostgreSQL
    record Cost(double millis, double millisCpu) {
        static Cost median(List<Cost> rounds) {
            return new Cost(middle(rounds, Cost::millis), middle(rounds, Cost::millisCpu));
        }

        private static double middle(List<Cost> rounds, ToDoubleFunction<Cost> figure) {
            return rounds.stream().mapToDouble(figure).sorted().toArray()[rounds.size() / 2];
        }
    }
}
