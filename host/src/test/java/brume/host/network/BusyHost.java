package brume.host.network;

import brume.contract.HostId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;

/// A process that makes and removes networks until it is killed, and writes a line after each step: its arguments are
/// the
/// host's id and a folder.
final class BusyHost {
    private BusyHost() {}

    public static void main(String[] arguments) {
        var options = LinuxNetwork.Options.of(new HostId(UUID.fromString(arguments[0])), Path.of(arguments[1]));
        var network = new LinuxNetwork(options, new SecureRandom());
        while (true) {
            var specs = new Specs();
            step(() -> network.external(specs.external));
            step(() -> network.router(specs.router));
            step(() -> network.network(specs.network));
            step(() -> network.group(specs.group));
            step(() -> network.port(specs.port));
            step(() -> network.network(specs.network));
            network.items().forEach(item -> step(() -> network.remove(item)));
        }
    }

    private static void step(Runnable step) {
        step.run();
        System.out.println("done");
    }
}
