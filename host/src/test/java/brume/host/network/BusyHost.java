package brume.host.network;

import brume.contract.HostId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;

/// A process that makes and removes networks until it is killed: its arguments are the host's id and a folder.
final class BusyHost {
    private BusyHost() {}

    public static void main(String[] arguments) {
        var options = LinuxNetwork.Options.of(new HostId(UUID.fromString(arguments[0])), Path.of(arguments[1]));
        var network = new LinuxNetwork(options, new SecureRandom());
        while (true) {
            var specs = new Specs();
            network.external(specs.external);
            network.router(specs.router);
            network.network(specs.network);
            network.group(specs.group);
            network.port(specs.port);
            network.network(specs.network);
            network.items().forEach(network::remove);
        }
    }
}
