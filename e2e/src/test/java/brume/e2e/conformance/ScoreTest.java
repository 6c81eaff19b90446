package brume.e2e.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScoreTest {
    private static final List<String> TOLD = """
            {0} tempest.api.compute.FlavorsTest.test_list[id-1,smoke] [0.064214s] ... ok
            {1} tempest.api.compute.FlavorsTest.test_get[id-2] [0.020000s] ... FAILED

            Captured traceback:
            ~~~~~~~~~~~~~~~~~~~
                Traceback (most recent call last):

                  File "/usr/lib/x.py", line 1, in test_get
                tempest.lib.exceptions.NotFound: Object not found
            Details: {'code': 404}

            {0} tempest.api.compute.FlavorsTest.test_resize ... SKIPPED: resize not enabled
            {0} setUpClass (tempest.api.volume.VolumesTest) [0.000000s] ... SKIPPED: Cinder is not available
            {1} setUpClass (tempest.api.image.ImagesTest) [0.000000s] ... FAILED

            Captured traceback:
                tempest.lib.exceptions.ServerFault: Got server fault
            """.lines().toList();

    private final Score score = Score.read(
            List.of(
                    "tempest.api.compute.FlavorsTest.test_list",
                    "tempest.api.compute.FlavorsTest.test_get",
                    "tempest.api.compute.FlavorsTest.test_resize",
                    "tempest.api.volume.VolumesTest.test_one",
                    "tempest.api.image.ImagesTest.test_one",
                    "tempest.api.image.ImagesTest.test_two",
                    "tempest.api.network.NoSuchTest.test_one"),
            TOLD);

    @Test
    void eachTestOfTheListHasOneVerdict() {
        assertThat(score.tests())
                .extracting(Score.Verdict::outcome)
                .containsExactly(
                        Score.Outcome.PASSED,
                        Score.Outcome.FAILED,
                        Score.Outcome.SKIPPED,
                        Score.Outcome.SKIPPED,
                        Score.Outcome.FAILED,
                        Score.Outcome.FAILED,
                        Score.Outcome.MISSING);
    }

    @Test
    void aFailureIsToldByItsException() {
        assertThat(score.tests().get(1).why())
                .isEqualTo("tempest.lib.exceptions.NotFound: Object not found | Details: {'code': 404}");
        assertThat(score.tests().get(5).why()).startsWith("tempest.lib.exceptions.ServerFault");
    }

    @Test
    void aTestIsFoundHoweverItsTagsAreOrdered() {
        assertThat(Tempest.exact("tempest.api.PortsTest.test_one[id-8e85,compute]"))
                .isEqualTo("tempest.api.PortsTest.test_one[compute,id-8e85]");
        assertThat(Tempest.exact("tempest.api.PortsTest.test_one")).isEqualTo("tempest.api.PortsTest.test_one");
    }

    @Test
    void theRowAddsUp() {
        assertThat(score.row("first")).isEqualTo("| first | 1 | 3 | 2 | 1 | 7 |");
    }
}
