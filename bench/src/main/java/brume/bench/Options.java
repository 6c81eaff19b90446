package brume.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the command was told.
///
/// @param only    the parts that are measured; all that this run can measure when there is none
/// @param against the name of a cloud in `clouds.yaml`
record Options(
        Set<String> only,
        boolean quick,
        Optional<Path> json,
        Optional<Path> picture,
        Optional<Path> compare,
        Optional<String> against) {
    static final String USAGE = """
            usage: ./brume bench [--only PART,…] [--quick] [--json FILE] [--picture FILE.svg] [--compare FILE]
                                 [--against CLOUD]
              --only     some parts: %s
              --quick    less time for each, more noise
              --json     writes the rows there; rows of an earlier run that are not measured now stay
              --picture  draws the rows of CPU beside their limits and goals
              --compare  what got slower or faster since the run in that file, beyond noise
              --against  the same calls in another cloud too, a name in clouds.yaml (or OS_CLOUD, by "--against -")
            """.formatted(String.join(", ", Part.names()));

    /// @throws IllegalArgumentException when they make no sense
    static Options of(String... arguments) {
        var left = new ArrayList<>(Arrays.asList(arguments));
        boolean quick = left.remove("--quick");
        var only = value(left, "--only").map(names -> List.of(names.split(","))).orElse(List.of());
        var json = value(left, "--json").map(Path::of);
        var picture = value(left, "--picture").map(Path::of);
        var compare = value(left, "--compare").map(Path::of);
        var against = value(left, "--against");
        if (!left.isEmpty()) throw new IllegalArgumentException("not understood: " + String.join(" ", left));
        for (var name : only) {
            if (!Part.names().contains(name)) throw new IllegalArgumentException("no part is named " + name);
        }
        return new Options(new HashSet<>(only), quick, json, picture, compare, against);
    }

    private static Optional<String> value(List<String> left, String name) {
        int at = left.indexOf(name);
        if (at < 0) return Optional.empty();
        if (at + 1 == left.size()) throw new IllegalArgumentException(name + " wants a value");
        left.remove(at);
        return Optional.of(left.remove(at));
    }

    Rates.Patience patience() {
        return quick ? Rates.Patience.QUICK : Rates.Patience.WHOLE;
    }

    /// Whether a part is measured.
    boolean wants(Part part) {
        return only.isEmpty() ? against.isEmpty() || part.asGuest() : only.contains(part.word());
    }
}
