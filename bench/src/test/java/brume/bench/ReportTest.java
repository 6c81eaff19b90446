package brume.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    private static final Place HERE = new Place("2 cores", "v1");

    @TempDir
    Path folder;

    private static Row row(String what, double value) {
        var rates = Map.of("per s at 1", Figure.of(List.of(3.0, 1.0, 2.5)));
        return new Row(what, Figure.once(value), "ms CPU", 0.3, Goal.most(2), rates, "more");
    }

    @Test
    void aFileSaysWhatTheRunSaid() throws IOException {
        var run = new Report("now", HERE, List.of(row("one", 1.25)), List.of(new Beside("x", List.of(row("one", 7)))));
        var file = folder.resolve("run.json");
        run.write(file);
        assertThat(Report.read(file)).isEqualTo(run);
    }

    @Test
    void rowsThatWereNotMeasuredAgainStay() {
        var earlier = new Report("then", new Place("2 cores", "v0"), List.of(row("one", 1), row("two", 2)), List.of());
        var both = new Report("now", HERE, List.of(row("two", 3)), List.of()).over(earlier);
        assertThat(both.rows()).containsExactly(row("one", 1), row("two", 3));
        assertThat(both.place().release()).isEqualTo("v0, then v1");
    }

    @Test
    void rowsOfAnotherMachineDoNotStay() {
        var earlier = new Report("then", new Place("4 cores", "v1"), List.of(row("one", 1)), List.of());
        var run = new Report("now", HERE, List.of(row("two", 3)), List.of());
        assertThat(run.over(earlier)).isEqualTo(run);
    }

    @Test
    void whatIsNoRunIsTold() throws IOException {
        var other = Files.writeString(folder.resolve("other.json"), "{\"rows\": []}");
        for (var file : List.of(other, folder.resolve("none.json"))) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Report.read(file))
                    .withMessageContaining(file.toString())
                    .withMessageContaining("--json");
        }
    }
}
