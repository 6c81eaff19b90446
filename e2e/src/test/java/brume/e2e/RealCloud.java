package brume.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.app.machine.MiniImage;
import brume.app.machine.Packages;
import brume.app.machine.Tool;
import brume.base.postgres.PostgresSettings;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A cloud of real guests on this machine, in a process of its own, beside any other. Its external network is one that
/// nothing else here uses.
public final class RealCloud implements AutoCloseable {
    /// What `./brume` has beside its jars: here the recipe of the mini image.
    private static final Path HOME =
            Path.of("..", "app", "src", "dist").toAbsolutePath().normalize();

    private final CloudProcess process;
    private final Traces traces;
    private final OpenStack admin;

    private RealCloud(CloudProcess process) {
        this.process = process;
        traces = new Traces(process.data());
        admin = new OpenStack(OpenStack.http(), process.admin());
    }

    /// Skips the test, with the reason, where this machine can't run real guests.
    public static void assume() {
        assumeTrue("root".equals(System.getProperty("user.name")), "real guests need root");
        var missing = Packages.missing(Tool.RUN).keySet();
        assumeTrue(missing.isEmpty(), () -> "real guests need Debian's " + String.join(", ", missing));
        assumeTrue(mini().fresh(), "real guests need the mini image: ./brume image mini");
    }

    /// @param options of `up`, beside where it is
    public static RealCloud start(String... options) {
        var all = new ArrayList<>(List.of("--public-network", freeNetwork()));
        all.addAll(List.of(options));
        return new RealCloud(CloudProcess.start(HOME, all));
    }

    /// The guest image that each real cloud begins with.
    public static MiniImage mini() {
        return new MiniImage(
                HOME.resolve("mini"), PostgresSettings.defaultCache().resolve("mini"));
    }

    public CloudProcess process() {
        return process;
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

    /// One of the networks for tests between machines (RFC 2544, appendix C.2.2).
    private static String freeNetwork() {
        var taken = addresses();
        for (int third = 0; third < 256; third++) {
            var start = "198.18." + third + ".";
            if (taken.stream().noneMatch(address -> address.startsWith(start))) return start + "0/24";
        }
        throw new IllegalStateException("no network of 198.18.0.0/16 is free");
    }

    private static Set<String> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(address -> address.getHostAddress())
                    .collect(Collectors.toSet());
        } catch (SocketException e) {
            throw new IllegalStateException(e);
        }
    }
}
