package brume.bench.dataplane;

import brume.base.id.Ids;
import brume.contract.ExternalNetworkSpec;
import brume.contract.HostId;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import brume.contract.SecurityGroupSpec.Direction;
import brume.contract.SecurityGroupSpec.Rule;
import brume.host.network.LinuxNetwork;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a host makes of the specs of two guests, their networks and their groups. In place of its tap each has a link
/// of that name, which leads to a namespace: a tap would measure who carries frames to it.
final class OurWay implements Way {
    /// Where iperf3 listens.
    private static final int STREAM_PORT = 5201;
    private static final int TCP = 6;
    private static final String FLOATING = "198.18.1.50";

    private final Lab lab = new Lab();
    private final String sender = lab.namespace();
    private final String receiver = lab.namespace();
    private final List<LinuxNetwork> hosts = new ArrayList<>();
    private final UUID sending = UUID.randomUUID();
    private final UUID receiving = UUID.randomUUID();
    private final Path path;

    /// @param folder for the state of its hosts
    OurWay(Path path, java.nio.file.Path folder) {
        this.path = path;
        try {
            make(folder);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void make(java.nio.file.Path folder) {
        var from = port("fa:16:3e:00:00:0b", "10.199.0.11", path != Path.FLOATING, sending);
        var to = port("fa:16:3e:00:00:0c", path.routed() ? "10.198.0.12" : "10.199.0.12", true, receiving);
        switch (path) {
            case BRIDGE -> {
                var host = host(folder, Optional.empty(), Optional.empty());
                var network = network("10.199.0");
                host.network(network);
                rules(1);
                plug(host, from.on(network.id()), sender, Path.TENANT_MTU);
                plug(host, to.on(network.id()), receiver, Path.TENANT_MTU);
            }
            case TUNNEL -> tunnel(folder, from, to);
            case ROUTER -> {
                var host = host(folder, Optional.empty(), Optional.empty());
                var near = network("10.199.0");
                var far = network("10.198.0");
                host.network(near);
                host.network(far);
                host.router(router(
                        List.of(leg(near, "fa:16:3e:00:02:00", "10.199.0"), leg(far, "fa:16:3e:00:02:01", "10.198.0")),
                        Optional.empty()));
                rules(1);
                plug(host, from.on(near.id()), sender, Path.TENANT_MTU);
                plug(host, to.on(far.id()), receiver, Path.TENANT_MTU);
                lab.ip(sender, "route add default via 10.199.0.1");
                lab.ip(receiver, "route add default via 10.198.0.1");
            }
            case FLOATING -> {
                var host = host(folder, Optional.empty(), Optional.empty());
                var outside = new ExternalNetworkSpec(
                        UUID.randomUUID(), Path.OUTSIDE_MTU, List.of("198.18.1.0/24"), Optional.empty());
                var inside = network("10.198.0");
                host.external(outside);
                host.network(inside);
                host.router(router(List.of(leg(inside, "fa:16:3e:00:02:01", "10.198.0")), Optional.of(outside)));
                rules(1);
                plug(host, from.at("198.18.1.11").on(outside.id()), sender, Path.OUTSIDE_MTU);
                plug(host, to.on(inside.id()), receiver, Path.TENANT_MTU);
                lab.ip(receiver, "route add default via 10.198.0.1");
            }
        }
    }

    private void tunnel(java.nio.file.Path folder, Card from, Card to) {
        String[] underlays = {lab.namespace(), lab.namespace()};
        PlainWay.underlay(lab, underlays);
        for (int i = 0; i < 2; i++) host(folder, Optional.of("192.0.2." + (1 + i)), Optional.of(underlays[i]));
        var plain = network("10.199.0");
        for (int i = 0; i < 2; i++) {
            var host = hosts.get(i);
            var other = hosts.get(1 - i).host();
            var there = i == 0 ? to : from;
            host.network(new NetworkSpec(
                    plain.id(),
                    plain.vni(),
                    plain.mtu(),
                    plain.subnets(),
                    List.of(new NetworkSpec.Peer(other, "192.0.2." + (2 - i))),
                    List.of(new NetworkSpec.Neighbour(there.mac, List.of(there.ip), other))));
        }
        rules(1);
        plug(hosts.getFirst(), from.on(plain.id()), sender, Path.TENANT_MTU);
        plug(hosts.getLast(), to.on(plain.id()), receiver, Path.TENANT_MTU);
    }

    /// Gives both guests a group of so many rules, of which the last lets the stream pass. Each has another port and
    /// another address, so that no two can be written as one.
    void rules(int count) {
        for (var host : hosts) {
            host.group(group(sending, Direction.EGRESS, count));
            host.group(group(receiving, Direction.INGRESS, count));
        }
    }

    private static SecurityGroupSpec group(UUID id, Direction direction, int count) {
        var rules = new ArrayList<Rule>();
        for (int i = 1; i < count; i++) rules.add(rule(direction, 1000 + 2 * i, Optional.of("172.16." + i + ".0/24")));
        rules.add(rule(direction, STREAM_PORT, Optional.empty()));
        return new SecurityGroupSpec(id, true, rules, List.of());
    }

    private static Rule rule(Direction direction, int port, Optional<String> remote) {
        return new Rule(
                direction, false, Optional.of(TCP), Optional.of(port), Optional.of(port), remote, Optional.empty());
    }

    private LinuxNetwork host(java.nio.file.Path folder, Optional<String> underlay, Optional<String> namespace) {
        var id = new HostId(UUID.randomUUID());
        var host = new LinuxNetwork(
                new LinuxNetwork.Options(
                        id,
                        folder.resolve(id.value().toString()),
                        java.nio.file.Path.of("/run/brume"),
                        underlay,
                        namespace,
                        false,
                        Optional.empty()),
                new SecureRandom());
        hosts.add(host);
        return host;
    }

    private void plug(LinuxNetwork host, PortSpec port, String guest, int mtu) {
        var home = host.namespace().getFileName().toString();
        lab.link(home, "tap" + Ids.tail(port.id(), 11), guest, "eth0", port.mac(), mtu);
        host.port(port);
        lab.ip(guest, "addr add " + port.fixedIps().getFirst().ip() + "/24 dev eth0");
    }

    private static NetworkSpec network(String start) {
        var subnet = new NetworkSpec.Subnet(
                UUID.randomUUID(),
                start + ".0/24",
                Optional.of(start + ".1"),
                false,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
        return new NetworkSpec(UUID.randomUUID(), 10, Path.TENANT_MTU, List.of(subnet), List.of(), List.of());
    }

    private static RouterSpec.Interface leg(NetworkSpec network, String mac, String start) {
        return new RouterSpec.Interface(UUID.randomUUID(), network.id(), mac, List.of(start + ".1/24"));
    }

    private static RouterSpec router(List<RouterSpec.Interface> legs, Optional<ExternalNetworkSpec> outside) {
        return new RouterSpec(
                UUID.randomUUID(),
                true,
                legs,
                outside.map(network -> new RouterSpec.Gateway(
                        UUID.randomUUID(),
                        network.id(),
                        "fa:16:3e:00:02:00",
                        List.of("198.18.1.10/24"),
                        List.of("198.18.1.1"),
                        true)),
                List.of(),
                outside.map(network -> List.of(new RouterSpec.FloatingIp(UUID.randomUUID(), FLOATING, "10.198.0.12")))
                        .orElse(List.of()));
    }

    private static Card port(String mac, String ip, boolean secured, UUID group) {
        return new Card(mac, ip, secured, group);
    }

    /// A guest's card that is on no network yet.
    private record Card(String mac, String ip, boolean secured, UUID group) {
        Card at(String other) {
            return new Card(mac, other, secured, group);
        }

        PortSpec on(UUID network) {
            return new PortSpec(
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    network,
                    mac,
                    List.of(new PortSpec.FixedIp(UUID.randomUUID(), ip)),
                    Optional.empty(),
                    true,
                    secured,
                    secured ? List.of(group) : List.of(),
                    List.of(),
                    List.of());
        }
    }

    @Override
    public String sender() {
        return sender;
    }

    @Override
    public String receiver() {
        return receiver;
    }

    @Override
    public String address() {
        return switch (path) {
            case BRIDGE, TUNNEL -> "10.199.0.12";
            case ROUTER -> "10.198.0.12";
            case FLOATING -> FLOATING;
        };
    }

    @Override
    public void close() {
        for (var host : hosts) {
            host.items().forEach(host::remove);
            host.close();
        }
        lab.close();
    }
}
