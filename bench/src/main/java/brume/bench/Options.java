package brume.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What the command was told.
final class Options {
    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "some parts, in small letters or capitals: ${COMPLETION-CANDIDATES}")
    private List<Part> only = new ArrayList<>();

    @Option(names = "--quick", description = "less time for each, more noise")
    private boolean quick;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "writes the rows there; rows of an earlier run on the same kind of machine that are not"
                    + " measured now stay")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--picture",
            paramLabel = "FILE.svg",
            description = "draws the rows of CPU beside their limits and goals")
    private Optional<Path> picture = Optional.empty();

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "what got slower or faster since the run that wrote that file by --json, beyond noise")
    private Optional<Path> compare = Optional.empty();

    @Option(
            names = "--against",
            paramLabel = "CLOUD",
            description = "the same calls in another cloud too: a name in clouds.yaml, or - for the one that OS_CLOUD"
                    + " names")
    private Optional<String> against = Optional.empty();

    /// @throws picocli.CommandLine.ParameterException when they make no sense
    static Options of(String... words) {
        var options = new Options();
        Program.line(options).parseArgs(words);
        return options;
    }

    Optional<Path> json() {
        return json;
    }

    Optional<Path> picture() {
        return picture;
    }

    Optional<Path> compare() {
        return compare;
    }

    /// The name of a cloud in `clouds.yaml`.
    Optional<String> against() {
        return against;
    }

    Rates.Patience patience() {
        return quick ? Rates.Patience.QUICK : Rates.Patience.WHOLE;
    }

    /// Whether a part is measured: all that this run can measure unless some are named.
    boolean wants(Part part) {
        return only.isEmpty() ? against.isEmpty() || part.asGuest() : only.contains(part);
    }
}
