package brume.bench.growth;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where a course's points go, beside the table.
final class Output {
    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "writes the points there; a file that is there already is added to, so that sizes can be"
                    + " measured one after another")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--picture", paramLabel = "FILE.svg", description = "draws what grows")
    private Optional<Path> picture = Optional.empty();

    Optional<Path> json() {
        return json;
    }

    Optional<Path> picture() {
        return picture;
    }
}
