package brume.torture;

import brume.app.machine.MiniImage;
import brume.app.machine.Packages;
import brume.app.machine.Tool;
import brume.base.postgres.PostgresSettings;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a cloud of real guests needs of this machine, and what of it nobody else uses.
public final class RealGround {
    private RealGround() {}

    /// The guest image that each real cloud begins with.
    ///
    /// @param home what an installation has beside its jars
    public static MiniImage mini(Path home) {
        return new MiniImage(
                home.resolve("mini"), PostgresSettings.defaultCache().resolve("mini"));
    }

    /// Why real guests can't be run here; empty when they can.
    public static Optional<String> lacks(MiniImage mini) {
        if (!"root".equals(System.getProperty("user.name"))) return Optional.of("real guests need root");
        var missing = Packages.missing(Tool.RUN).keySet();
        if (!missing.isEmpty()) return Optional.of("real guests need Debian's " + String.join(", ", missing));
        return mini.fresh() ? Optional.empty() : Optional.of("real guests need the mini image: ./brume image mini");
    }

    /// One of the networks for tests between machines (RFC 2544, appendix C.2.2).
    public static String freeNetwork() {
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
