package brume.host.network;

import brume.contract.NetworkSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/// What the firewall of a host judges, of all that is held.
record Judged(HeldSpecs held, BridgedNetworks networks) {
    /// Whether rules have anything to judge yet.
    boolean any() {
        return !held.ports().isEmpty()
                || !held.routers().isEmpty()
                || !held.externals().isEmpty()
                || held.networks().values().stream().anyMatch(this::reached);
    }

    /// Whether frames of the network reach a rule: its first port, or its first router, brings the rules along.
    boolean reached(NetworkSpec network) {
        return networks.tunnelled(network)
                || !held.portsOf(network.id()).isEmpty()
                || !held.routersOf(network.id()).isEmpty();
    }

    Firewall.Wanted wanted() {
        var tunnels = new HashMap<UUID, List<Cidr>>();
        for (var network : held.networks().values()) {
            if (networks.tunnelled(network)) tunnels.put(network.id(), own(network));
        }
        return new Firewall.Wanted(
                List.copyOf(held.ports().values()),
                held.groups(),
                new TreeMap<>(held.zones()),
                held.externals().keySet(),
                tunnels);
    }

    /// The addresses in a network that are this host's own: of its DHCP server, and of routers.
    private List<Cidr> own(NetworkSpec network) {
        var own = new ArrayList<Cidr>();
        network.subnets().forEach(subnet -> subnet.dhcpAddress().ifPresent(ip -> own.add(Cidr.of(ip))));
        held.routersOf(network.id()).stream()
                .flatMap(router -> router.interfaces().stream())
                .filter(leg -> leg.network().equals(network.id()))
                .flatMap(leg -> leg.addresses().stream())
                .forEach(address -> own.add(Cidr.of(Cidr.onLink(address).replaceFirst("/.*", ""))));
        return own;
    }
}
