package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The road by Debian's openstacksdk: `road.py`.
final class SdkRoad {
    private SdkRoad() {}

    /// @param folder for the script and a key
    /// @param real   whether guests can be reached
    static void go(Access admin, GuestDisk disk, Path folder, boolean real) {
        var script = folder.resolve("road.py");
        try (var in = SdkRoad.class.getResourceAsStream("road.py")) {
            Files.copy(in, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var line = List.of(
                ClientProcess.PYTHON.toString(),
                script.toString(),
                disk.file().toString(),
                disk.format(),
                disk.hypervisor(),
                real ? "real" : "simulated");
        assertThat(ClientProcess.run(admin, line)).endsWith("gone\n");
    }
}
