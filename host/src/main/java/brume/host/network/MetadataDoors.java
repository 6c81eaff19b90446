package brume.host.network;

import brume.contract.GuestMetadata;
import brume.host.metadata.MetadataService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Where guests find their metadata: a socket in the namespace of each network and of each router. The namespace and
/// the address that asks tell who it is; addresses are forged nowhere (see [PortRules]).
final class MetadataDoors {
    private static final int PORT = 80;

    private final Names names;
    private final HeldSpecs held;
    private final MetadataService service;
    /// By namespace and address; replaced whole, since guests ask while it changes.
    private volatile Map<String, Map<InetAddress, GuestMetadata>> guests = Map.of();

    MetadataDoors(Names names, HeldSpecs held, RandomGenerator random) {
        this.names = names;
        this.held = held;
        this.service = new MetadataService(random);
    }

    /// Learns anew who may ask where: guests of the network, or of the router's networks.
    void index() {
        var next = new HashMap<String, Map<InetAddress, GuestMetadata>>();
        held.metadata().forEach((id, told) -> {
            var port = held.ports().get(id);
            if (port == null) return;
            var doors = new TreeSet<String>(List.of(names.networkNamespace(port.network())));
            held.routersOf(port.network()).forEach(router -> doors.add(names.routerNamespace(router.id())));
            for (var door : doors)
                for (var fixed : port.fixedIps())
                    next.computeIfAbsent(door, name -> new HashMap<>()).put(Cidr.address(fixed.ip()), told);
        });
        guests = Map.copyOf(next);
    }

    /// Serves again wherever an earlier process did.
    void openAll() {
        guests.keySet().stream().filter(Namespaces::exists).forEach(this::open);
    }

    void open(String namespace) {
        if (service.isOpen(namespace)) return;
        service.open(
                namespace,
                Namespaces.inside(namespace, MetadataDoors::listen),
                from -> Optional.ofNullable(
                        guests.getOrDefault(namespace, Map.of()).get(from)));
    }

    void shut(String namespace) {
        service.shut(namespace);
    }

    void shutAll() {
        service.open().forEach(service::shut);
    }

    void close() {
        service.close();
    }

    private static ServerSocketChannel listen() throws IOException {
        var socket = ServerSocketChannel.open();
        socket.bind(new InetSocketAddress(Cidr.address(Names.METADATA), PORT));
        return socket;
    }
}
