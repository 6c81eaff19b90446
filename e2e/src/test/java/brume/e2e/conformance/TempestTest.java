package brume.e2e.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.file.Folders;
import brume.e2e.Fittings;
import brume.testcloud.TestCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Tempest, by Debian's package, against a simulated cloud. Skipped where it is not installed.
@Tag("conformance")
final class TempestTest {
    private static final Path LISTS = Path.of("conformance");

    /// Reasons of skips that the configuration asks for.
    private static final List<String> UNCLAIMED =
            List.of("is not available", "not available", "not enabled", "disabled", "on non-Xen");

    @Test
    void everyTestOfTheFirstListPassesOrIsNotClaimed() throws Exception {
        var first = list(LISTS.resolve("first.txt"));
        var score = run(first);
        assertThat(score.with(Score.Outcome.FAILED)).isEmpty();
        // A worker of Tempest's that dies takes the rest of its class along: what it left undone is asked once more.
        var missing = score.with(Score.Outcome.MISSING).stream()
                .map(Score.Verdict::test)
                .toList();
        if (!missing.isEmpty()) {
            var again = run(first.stream()
                    .filter(id -> missing.contains(Tempest.bare(id)))
                    .toList());
            assertThat(again.with(Score.Outcome.FAILED)).isEmpty();
            assertThat(again.with(Score.Outcome.MISSING)).isEmpty();
        }
        assertThat(score.with(Score.Outcome.SKIPPED))
                .allSatisfy(test -> assertThat(UNCLAIMED).anyMatch(test.why()::contains));
    }

    /// `-Dconformance.list=FILE`: the score of any list, told and kept, judged by nobody.
    @Test
    @EnabledIfSystemProperty(named = "conformance.list", matches = ".+")
    void theScoreOfAListIsTold() throws Exception {
        var file = Path.of(System.getProperty("conformance.list"));
        var score = run(list(file));
        var out = Files.createDirectories(Path.of("target", "conformance"));
        var name = file.getFileName().toString().replace(".txt", "");
        Files.write(
                out.resolve(name + ".tsv"),
                score.tests().stream()
                        .map(test -> test.test() + "\t" + test.outcome() + "\t" + test.why())
                        .toList());
        Files.writeString(out.resolve(name + ".md"), score.row(name) + "\n");
        assertThat(score.tests()).isNotEmpty();
    }

    private static List<String> list(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static Score run(List<String> list) throws IOException, InterruptedException {
        assumeTrue(Tempest.installed(), "Tempest is not installed (Debian: tempest)");
        var folder = Files.createTempDirectory("brume-tempest-");
        try (var cloud = TestCloud.live(4)) {
            var access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
            var fittings = new Fittings(new OpenStack(OpenStack.http(), access)).all();
            return new Tempest(folder, access, fittings).run(list, workers());
        } finally {
            if (!Boolean.getBoolean("conformance.keep")) Folders.delete(folder);
        }
    }

    /// Its tests of networks sleep for ten seconds before they delete a subnet.
    private static int workers() {
        return 2 * Runtime.getRuntime().availableProcessors();
    }
}
