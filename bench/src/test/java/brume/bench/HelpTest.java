package brume.bench;

import static org.assertj.core.api.Assertions.assertThat;

import brume.bench.dataplane.Dataplane;
import brume.bench.growth.Growth;
import brume.bench.growth.Lists;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// No program of the bench begins to measure when it was asked for help, or for something that it does not know.
final class HelpTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of("brume bench ", "--against", new Main()),
                Arguments.of("brume bench growth ", "--hosts", new Growth()),
                Arguments.of("brume bench lists ", "--instances", new Lists()),
                Arguments.of("brume bench dataplane ", "--paths", new Dataplane()));
    }

    private int execute(Callable<Integer> program, String... words) {
        return Program.line(program)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void helpTellsTheOptions(String name, String option, Callable<Integer> program) {
        assertThat(execute(program, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: " + name).contains(option, "--json");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void whatIsUnknownIsRefusedWithWhatThereIs(String name, String option, Callable<Integer> program) {
        assertThat(execute(program, "--everything")).isEqualTo(2);
        assertThat(err.toString()).contains("--everything", "Usage: " + name, option, "--json");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void valuesThatMakeNoSenseAreRefused(String name, String option, Callable<Integer> program) {
        // No cloud is asked for what --json can't keep; no number, no path is named so.
        var words = option.equals("--against")
                ? new String[] {"--json", "/no/such/folder/x"}
                : new String[] {option, "-7x"};
        assertThat(execute(program, words)).isEqualTo(2);
        assertThat(err.toString()).contains(words[1], "Usage: " + name);
    }
}
