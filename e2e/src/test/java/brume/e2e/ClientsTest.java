package brume.e2e;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.testcloud.TestCloud;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The road by a client that nobody here wrote, Debian's openstacksdk, on simulated guests; on real ones it goes, as
/// `openstack` does, in [RealGuestsTest]. Skipped where it is not installed.
final class ClientsTest {
    private static TestCloud cloud;
    private static Access access;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(2);
        access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
        var fittings = new Fittings(new OpenStack(OpenStack.http(), access));
        fittings.external();
        fittings.flavor("e2e.nano", "n42", 128, 1);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    void openstacksdkGoesTheRoad(@TempDir Path folder) {
        ClientProcess.assumeSdk();
        SdkRoad.go(access, GuestDisk.blank(folder), folder, false);
    }
}
