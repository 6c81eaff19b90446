package brume.bench;

import java.io.IOException;
import java.util.Optional;

/// A cloud that is put through the calls.
///
/// @param cpu    of all its processes; nothing when it is somebody else's
/// @param limits nothing when it is somebody else's: they would be those of another machine
record Subject(
        Table table, Api api, Servers servers, Optional<Cpu> cpu, Optional<Limits> limits, Rates.Patience patience) {
    /// What is measured beside a limit.
    interface Limit {
        double of(Limits limits) throws IOException, InterruptedException;
    }

    /// Measures a call that is made again and again.
    void call(String what, Ask ask, Goal goal, Limit limit, String more) throws IOException, InterruptedException {
        double beside = limits.isPresent() ? limit.of(limits.get()) : 0;
        var measured = Rates.measure(new Load(ask), cpu, patience);
        table.add(row(what, measured, beside, goal, more));
    }

    /// The same for calls that make something. A cloud of ours has no quotas.
    Subject making() {
        return cpu.isPresent() ? this : new Subject(table, api, servers, cpu, limits, patience.few());
    }

    /// Without CPU the figure is the latency of one client.
    private static Row row(String what, Rates measured, double limit, Goal goal, String more) {
        return measured.millisCpu()
                .map(millis -> new Row(what, millis, "ms CPU", limit, goal, measured.rates(), more))
                .orElseGet(() ->
                        new Row(what, measured.rates().get("p50 ms at 1"), "ms", 0, Goal.NONE, measured.rates(), ""));
    }
}
