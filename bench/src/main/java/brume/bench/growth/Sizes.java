package brume.bench.growth;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Numbers of things, as the command line tells them: `1000,5000`; none is a good answer, for a picture of a file.
final class Sizes {
    private Sizes() {}

    /// @param multiple of which each has to be one
    static List<Integer> of(CommandSpec spec, String option, String words, int multiple) {
        return Arrays.stream(words.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .map(word -> size(spec, option, word, multiple))
                .toList();
    }

    private static int size(CommandSpec spec, String option, String word, int multiple) {
        try {
            int size = Integer.parseInt(word);
            if (size > 0 && size % multiple == 0) return size;
        } catch (NumberFormatException e) {
            // As bad as any other.
        }
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "%s takes %s, not %s".formatted(option, multiple > 1 ? "multiples of " + multiple : "numbers", word));
    }
}
