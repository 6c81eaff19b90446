package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import brume.cloud.compute.Task;
import brume.cloud.upkeep.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The one table of all work.
final class WorkTest {
    @Test
    void everyKindOfWorkIsWatchedOnce() {
        try (var cloud = TestCloud.stepped(0)) {
            assertThat(cloud.control().stuck().watched()).containsExactly(Work.values());
        }
    }

    @Test
    void everyTaskHasAPlaceOfItsOwnInTheTable() {
        assertThat(Arrays.stream(Task.Kind.values()).map(Task.Kind::work)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Task.Kind.values()).map(Task.Kind::most)).allMatch(most -> most.isPositive());
    }

    /// A slice that keeps a deadline in a column keeps work, and that belongs in the table.
    @Test
    void everyColumnWithADeadlineIsInTheTable() {
        try (var cloud = TestCloud.stepped(0)) {
            var columns = cloud.sql().query("""
                    select table_name || '.' || column_name as place from information_schema.columns
                     where table_schema = 'public' and data_type like 'timestamp%'
                       and (column_name ~ '(^|_)(due|deadline)(_|$)' or column_name ~ '_until$')
                    """, row -> row.text("place"));
            assertThat(new TreeSet<>(columns))
                    .isEqualTo(Arrays.stream(Work.values())
                            .flatMap(work -> work.columns().stream())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void theTableIsWhatTheGuideSays() throws IOException {
        var rows = Files.readAllLines(guide()).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(Work.values())
                        .map(work -> "| `%s` | %d s | %s |"
                                .formatted(work.word(), work.most().toSeconds(), work.past()))
                        .toList());
    }

    private static Path guide() {
        var here = Path.of("").toAbsolutePath();
        return (Files.exists(here.resolve("docs")) ? here : here.getParent()).resolve("docs/deadlines.md");
    }
}
