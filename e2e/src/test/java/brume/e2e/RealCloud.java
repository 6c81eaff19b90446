package brume.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.app.machine.MiniImage;
import brume.torture.RealGround;
import brume.torture.Traces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A cloud of real guests on this machine, in a process of its own, beside any other. Its external network is one that
/// nothing else here uses.
public final class RealCloud implements AutoCloseable {
    /// What `./brume` has beside its jars: here the recipe of the mini image.
    private static final Path HOME =
            Path.of("..", "app", "src", "dist").toAbsolutePath().normalize();

    private final CloudProcess process;
    private final String outside;
    private final Traces traces;
    private final OpenStack admin;

    private RealCloud(CloudProcess process, String outside) {
        this.process = process;
        this.outside = outside;
        traces = new Traces(process.data());
        admin = new OpenStack(OpenStack.http(), process.admin());
    }

    /// Skips the test, with the reason, where this machine can't run real guests.
    public static void assume() {
        var lacks = RealGround.lacks(mini());
        assumeTrue(lacks.isEmpty(), () -> lacks.orElse(""));
    }

    /// @param options of `up`, beside where it is
    public static RealCloud start(String... options) {
        var outside = RealGround.freeNetwork();
        var all = new ArrayList<>(List.of("--public-network", outside));
        all.addAll(List.of(options));
        return new RealCloud(CloudProcess.start(HOME, all), outside);
    }

    /// The guest image that each real cloud begins with.
    public static MiniImage mini() {
        return RealGround.mini(HOME);
    }

    public CloudProcess process() {
        return process;
    }

    /// Its external network.
    String outside() {
        return outside;
    }

    public Access access() {
        return admin.access();
    }

    public OpenStack admin() {
        return admin;
    }

    /// What of it is on this machine.
    public Traces traces() {
        return traces;
    }

    /// Takes everything off this machine again, also what a failed test left.
    @Override
    public void close() {
        process.stop();
        traces.erase();
        process.close();
    }
}
