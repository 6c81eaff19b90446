package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Access;
import brume.app.demo.Demo;
import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.testcloud.TestCloud;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The road of `brume demo` on simulated hosts.
final class DemoTest {
    private static TestCloud cloud;
    private static Access access;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(2);
        access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
        var fittings = new Fittings(new OpenStack(OpenStack.http(), access));
        fittings.external();
        fittings.image("mini");
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theRoadIsGoneToItsEndInAnyAllowedOrder(long seed) {
        var told = new ByteArrayOutputStream();
        var options = new Demo.Options(true, Optional.empty(), seed, false, Patience.ordinary());
        boolean arrived = new Demo(access, options, new PrintStream(told, true, StandardCharsets.UTF_8)).go();
        assertThat(arrived).as(told.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("no ping and no SSH")
                .contains("left out");
    }
}
