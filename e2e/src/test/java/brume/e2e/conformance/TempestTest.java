package brume.e2e.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.file.Folders;
import brume.e2e.Fittings;
import brume.e2e.GuestDisk;
import brume.e2e.RealCloud;
import brume.testcloud.TestCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    /// `-Dconformance.list=FILE`: the score of any list, told and kept, judged by nobody. With
    /// `-Dconformance.hypervisor=uml` its guests are real ones of the mini image, and are logged in to.
    @Test
    @EnabledIfSystemProperty(named = "conformance.list", matches = ".+")
    void theScoreOfAListIsTold() throws Exception {
        var file = Path.of(System.getProperty("conformance.list"));
        var hypervisor = System.getProperty("conformance.hypervisor", "");
        var score = hypervisor.isEmpty() ? run(list(file)) : runOnGuests(list(file), hypervisor);
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
        try (var cloud = TestCloud.live(4)) {
            var access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
            var fittings = new Fittings(new OpenStack(OpenStack.http(), access)).all();
            return run(list, access, fittings, workers());
        }
    }

    private static Score runOnGuests(List<String> list, String hypervisor) throws IOException, InterruptedException {
        RealCloud.assume();
        try (var cloud = RealCloud.start()) {
            var fittings = new Fittings(cloud.admin()).all(GuestDisk.mini(hypervisor));
            return run(list, cloud.access(), fittings, 2);
        }
    }

    private static Score run(List<String> list, Access access, Map<String, String> fittings, int workers)
            throws IOException, InterruptedException {
        assumeTrue(Tempest.installed(), "Tempest is not installed (Debian: tempest)");
        var folder = Files.createTempDirectory("brume-tempest-");
        try {
            return new Tempest(folder, access, fittings).run(list, workers);
        } finally {
            if (!Boolean.getBoolean("conformance.keep")) Folders.delete(folder);
        }
    }

    /// They sleep most of the time: its client waits for ten seconds before it deletes a subnet.
    private static int workers() {
        return 4 * Runtime.getRuntime().availableProcessors();
    }
}
