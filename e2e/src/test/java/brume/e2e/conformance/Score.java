package brume.e2e.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What became of each test of a list.
///
/// @param tests in the list's order
record Score(List<Verdict> tests) {
    enum Outcome {
        PASSED,
        FAILED,
        SKIPPED,
        /// No result at all: a worker died, or this Tempest lacks the test.
        MISSING
    }

    /// @param why the first words of an error, or the reason of a skip
    record Verdict(String test, Outcome outcome, String why) {}

    private static final Pattern LINE = Pattern.compile(
            "^\\{\\d+\\} (.+?)(?:\\[.*?\\])?(?: \\[[\\d.]+s\\])? \\.\\.\\. (ok|FAILED|SKIPPED)(?:: (.*))?$");
    private static final Pattern CLASS = Pattern.compile("setUpClass \\(([\\w.]+)\\)");
    private static final Pattern RAISED = Pattern.compile("^ {4}([A-Za-z_][\\w.]*(?:: .*)?)$");

    /// Reads what `tempest run` tells while it runs. A class that could not be set up, or was skipped whole, is the
    /// verdict on each of its tests.
    ///
    /// @param list ids of tests, without what stands in brackets
    static Score read(List<String> list, List<String> told) {
        Map<String, Verdict> seen = new HashMap<>();
        for (int i = 0; i < told.size(); i++) {
            var line = LINE.matcher(told.get(i));
            if (!line.matches()) continue;
            var name = line.group(1).strip();
            var verdict = switch (line.group(2)) {
                case "ok" -> new Verdict(name, Outcome.PASSED, "");
                case "SKIPPED" -> new Verdict(name, Outcome.SKIPPED, line.group(3) == null ? "" : line.group(3));
                default -> new Verdict(name, Outcome.FAILED, raised(told.subList(i + 1, told.size())));
            };
            seen.put(name, verdict);
            var whole = CLASS.matcher(name);
            if (whole.matches()) seen.put(whole.group(1), verdict);
        }
        var verdicts = new ArrayList<Verdict>();
        for (var test : list) {
            var own = seen.get(test);
            if (own == null) own = seen.get(test.substring(0, test.lastIndexOf('.')));
            verdicts.add(
                    own == null
                            ? new Verdict(test, Outcome.MISSING, "no result")
                            : new Verdict(test, own.outcome, own.why));
        }
        return new Score(List.copyOf(verdicts));
    }

    /// The last exception named before the next test's line, with the line after it.
    private static String raised(List<String> rest) {
        var last = "";
        for (int i = 0; i < rest.size() && !LINE.matcher(rest.get(i)).matches(); i++) {
            var match = RAISED.matcher(rest.get(i));
            if (!match.matches() || match.group(1).startsWith("Traceback")) continue;
            var next = i + 1 < rest.size() ? rest.get(i + 1).strip() : "";
            last = match.group(1) + (next.isEmpty() ? "" : " | " + next);
        }
        return last.length() > 400 ? last.substring(0, 400) : last;
    }

    long count(Outcome outcome) {
        return tests.stream().filter(test -> test.outcome == outcome).count();
    }

    List<Verdict> with(Outcome outcome) {
        return tests.stream().filter(test -> test.outcome == outcome).toList();
    }

    /// A row of a Markdown table: passed, failed, skipped, missing, of.
    String row(String name) {
        return "| %s | %d | %d | %d | %d | %d |"
                .formatted(
                        name,
                        count(Outcome.PASSED),
                        count(Outcome.FAILED),
                        count(Outcome.SKIPPED),
                        count(Outcome.MISSING),
                        tests.size());
    }

    /// The reasons of skips, each with how many have it.
    Map<String, Integer> skips() {
        var reasons = new TreeMap<String, Integer>();
        with(Outcome.SKIPPED).forEach(test -> reasons.merge(test.why, 1, Integer::sum));
        return reasons;
    }
}
