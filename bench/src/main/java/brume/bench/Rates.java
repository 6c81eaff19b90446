package brume.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a call does at one, a few and many connections: in a few rounds after the program has become warm.
///
/// @param millisCpu CPU of one request with many connections; nothing when the server is somebody else's
/// @param rates     requests per second and latencies
record Rates(Optional<Figure> millisCpu, Map<String, Figure> rates) {
    private static final int[] CONNECTIONS = {1, 8, 32};
    private static final String PER_SECOND = "per s at ";

    /// @param cpu of the server, as far as it can be told
    static Rates measure(Load load, Optional<Cpu> cpu, Patience patience) throws InterruptedException {
        var millis = new ArrayList<Double>();
        var all = new LinkedHashMap<String, List<Double>>();
        load.run(CONNECTIONS[2], patience.warmRequests(), patience.warm());
        for (int round = 0; round < patience.rounds(); round++) {
            for (int connections : CONNECTIONS) {
                double before = cpu.map(Cpu::seconds).orElse(0.0);
                var outcome = load.run(connections, patience.most(), patience.run());
                if (connections == CONNECTIONS[2] && cpu.isPresent()) {
                    millis.add((cpu.get().seconds() - before) * 1e3 / outcome.requests());
                }
                add(all, PER_SECOND + connections, outcome.perSecond());
                add(all, "p50 ms at " + connections, outcome.millis(0.5));
                add(all, "p99 ms at " + connections, outcome.millis(0.99));
            }
        }
        var rates = new LinkedHashMap<String, Figure>();
        all.forEach((name, runs) -> rates.put(name, Figure.of(runs)));
        return new Rates(millis.isEmpty() ? Optional.empty() : Optional.of(Figure.of(millis)), rates);
    }

    private static void add(Map<String, List<Double>> all, String name, double value) {
        all.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    /// Of what more is better; of all else less is.
    static boolean moreIsBetter(String name) {
        return name.contains("per s") || name.contains("MB/s") || name.contains("Mbit/s");
    }

    /// In a few words: `5812/9120/9300 per s at 1/8/32; p50 0.2/0.8/3.1, p99 0.4/2.2/9.0 ms`.
    static String told(Map<String, Figure> rates) {
        if (!rates.containsKey(PER_SECOND + CONNECTIONS[0])) {
            return rates.entrySet().stream()
                    .map(rate -> Row.figure(rate.getValue().median()) + " " + rate.getKey())
                    .collect(Collectors.joining(", "));
        }
        return slashed(rates, PER_SECOND) + " per s at 1/8/32; p50 " + slashed(rates, "p50 ms at ") + ", p99 "
                + slashed(rates, "p99 ms at ") + " ms";
    }

    private static String slashed(Map<String, Figure> rates, String start) {
        return Stream.of("1", "8", "32")
                .map(connections -> rates.get(start + connections).median())
                .map(value -> String.format(Locale.ROOT, value >= 10 ? "%.0f" : "%.2f", value))
                .collect(Collectors.joining("/"));
    }

    /// How long a measurement may take.
    ///
    /// @param warmRequests after which the program is taken to be warm, if the time is not over before
    /// @param run          of one round with one number of connections
    /// @param most         requests of such a round
    record Patience(Duration warm, long warmRequests, int rounds, Duration run, long most) {
        static final Patience WHOLE =
                new Patience(Duration.ofSeconds(15), 60_000, 3, Duration.ofMillis(1500), Long.MAX_VALUE);
        /// For whoever wants to know now, with more noise.
        static final Patience QUICK =
                new Patience(Duration.ofSeconds(4), 20_000, 3, Duration.ofMillis(400), Long.MAX_VALUE);
        private static final int FEW = 30;

        /// For what stays until it is deleted, and a quota counts: some 300 in all.
        Patience few() {
            return new Patience(warm, Math.min(FEW, warmRequests), rounds, run, FEW);
        }
    }
}
