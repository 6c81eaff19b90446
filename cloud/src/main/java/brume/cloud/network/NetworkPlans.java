package brume.cloud.network;

import brume.base.sql.Asked;
import brume.base.sql.Tx;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.Hosts;
import brume.contract.ExternalNetworkSpec;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Networks as hosts should carry them: a host needs one when a port of it is plugged in there, or when a router that
/// the host needs has a leg on it; an external one when a gateway or floating addresses are there.
final class NetworkPlans {
    record Place(UUID network, HostId host) {}

    record Plugged(UUID network, NetworkSpec.Neighbour neighbour) {}

    /// What is to be known of networks to plan them.
    record Inquiry(
            Collection<UUID> ids,
            Asked<Network> networks,
            Asked<Subnet> subnets,
            Asked<Map.Entry<UUID, String>> dhcp,
            Asked<Place> places,
            Asked<Plugged> plugged) {}

    static Inquiry ask(Tx tx, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return new Inquiry(
                    ids, Asked.nothing(), Asked.nothing(), Asked.nothing(), Asked.nothing(), Asked.nothing());
        }
        return new Inquiry(
                ids,
                Tables.NETWORKS.ask(tx, "id = any(?::uuid[])", ids),
                Tables.SUBNETS.ask(tx, "network = any(?::uuid[])", ids),
                dhcpAddresses(tx, ids),
                places(tx, ids),
                plugged(tx, ids));
    }

    /// Networks, and where they are needed.
    record Carried(
            Inquiry inquiry,
            Map<UUID, Network> networks,
            Map<UUID, Set<HostId>> places,
            Map<UUID, Set<HostId>> outside,
            Asked<Host> carriers) {}

    /// Asks for what depends on where they are needed.
    static Carried carried(Tx tx, Hosts hosts, Plan plan, Inquiry inquiry) {
        for (var id : inquiry.ids) {
            plan.covers(new ItemKey(ItemKey.Kind.NETWORK, id));
            plan.covers(new ItemKey(ItemKey.Kind.EXTERNAL_NETWORK, id));
        }
        var networks = inquiry.networks.rows().stream().collect(Collectors.toMap(Network::id, n -> n));
        var places = gather(inquiry.places.rows());
        var outside = outside(
                tx,
                networks.values().stream()
                        .filter(Network::external)
                        .map(Network::id)
                        .toList());
        var carriers = places.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        return new Carried(inquiry, networks, places, outside, hosts.ask(tx, carriers));
    }

    static void add(Plan plan, Carried carried) {
        var inquiry = carried.inquiry;
        var subnets = inquiry.subnets.rows().stream().collect(Collectors.groupingBy(Subnet::network));
        var dhcp = new HashMap<UUID, String>();
        inquiry.dhcp.rows().forEach(entry -> dhcp.put(entry.getKey(), entry.getValue()));
        var plugged = inquiry.plugged.rows().stream().collect(Collectors.groupingBy(Plugged::network));
        var underlays = carried.carriers.rows().stream().collect(Collectors.toMap(Host::id, Host::underlay));
        for (var id : inquiry.ids) {
            var network = carried.networks.get(id);
            if (network == null) continue;
            var own = subnets.getOrDefault(id, List.of());
            var here = carried.places.getOrDefault(id, Set.of());
            if (!here.isEmpty()) {
                plan.wants(here, spec(network, own, dhcp, here, underlays, plugged.getOrDefault(id, List.of())));
            }
            for (var host : carried.outside.getOrDefault(id, Set.of())) plan.wants(host, external(network, own));
        }
    }

    /// As it is for all hosts that carry it: each is told of the others alone.
    private static NetworkSpec spec(
            Network network,
            List<Subnet> subnets,
            Map<UUID, String> dhcp,
            Set<HostId> hosts,
            Map<HostId, String> underlays,
            List<Plugged> plugged) {
        return new NetworkSpec(
                network.id(),
                network.vni(),
                network.mtu(),
                subnets.stream()
                        .map(subnet -> subnet(subnet, Optional.ofNullable(dhcp.get(subnet.id()))))
                        .toList(),
                hosts.stream()
                        .filter(underlays::containsKey)
                        .sorted((a, b) -> a.value().compareTo(b.value()))
                        .map(other -> new NetworkSpec.Peer(other, underlays.get(other)))
                        .toList(),
                sorted(plugged.stream().map(Plugged::neighbour).toList()));
    }

    /// The same neighbours in the same order, however they were found.
    static List<NetworkSpec.Neighbour> sorted(Collection<NetworkSpec.Neighbour> neighbours) {
        return neighbours.stream()
                .sorted(Comparator.comparing(NetworkSpec.Neighbour::mac)
                        .thenComparing(neighbour -> neighbour.host().value()))
                .toList();
    }

    private static NetworkSpec.Subnet subnet(Subnet subnet, Optional<String> dhcp) {
        return new NetworkSpec.Subnet(
                subnet.id(),
                subnet.cidr().toString(),
                subnet.gateway().map(Object::toString),
                subnet.dhcp() && dhcp.isPresent(),
                subnet.dhcp() ? dhcp : Optional.empty(),
                subnet.dnsServers().stream().map(Object::toString).toList(),
                subnet.routes(),
                subnet.raMode());
    }

    private static ExternalNetworkSpec external(Network network, List<Subnet> subnets) {
        return new ExternalNetworkSpec(
                network.id(),
                network.mtu(),
                subnets.stream().map(s -> s.cidr().toString()).toList(),
                subnets.stream()
                        .filter(s -> s.cidr().version() == 4)
                        .flatMap(s -> s.gateway().stream()
                                .map(gateway -> gateway + "/" + s.cidr().length()))
                        .findFirst());
    }

    private static Asked<Map.Entry<UUID, String>> dhcpAddresses(Tx tx, Collection<UUID> networks) {
        return tx.ask("""
                select a.subnet, host(a.ip) as ip from port p join port_address a on a.port = p.id
                 where p.network = any(?::uuid[]) and p.owner = ?
                """, row -> Map.entry(row.uuid("subnet"), row.text("ip")), networks, PortOwner.DHCP);
    }

    private static Asked<Place> places(Tx tx, Collection<UUID> networks) {
        return tx.ask("""
                select b.network, b.host from port_binding b where b.wanted and b.network = any(?::uuid[])
                union
                select s.network, b.host
                  from subnet s
                  join router_interface i on i.subnet = s.id
                  join router_interface j on j.router = i.router
                  join subnet t on t.id = j.subnet
                  join port_binding b on b.network = t.network and b.wanted
                 where s.network = any(?::uuid[])
                """, row -> new Place(row.uuid("network"), new HostId(row.uuid("host"))), networks, networks);
    }

    private static Map<UUID, Set<HostId>> outside(Tx tx, Collection<UUID> networks) {
        if (networks.isEmpty()) return Map.of();
        return gather(
                tx.query("""
                select r.gateway_network as network, h.host from router r join router_home h on h.router = r.id
                 where r.gateway_network = any(?::uuid[])
                union
                select f.network, b.host from floating_ip f join port_binding b on b.port = f.port and b.wanted
                 where f.network = any(?::uuid[])
                """, row -> new Place(row.uuid("network"), new HostId(row.uuid("host"))), networks, networks));
    }

    private static Map<UUID, Set<HostId>> gather(List<Place> places) {
        var by = new HashMap<UUID, Set<HostId>>();
        for (var place : places)
            by.computeIfAbsent(place.network, n -> new HashSet<>()).add(place.host);
        return by;
    }

    private static Asked<Plugged> plugged(Tx tx, Collection<UUID> networks) {
        return tx.ask(
                """
                select b.network, b.host, p.mac,
                       array(select host(a.ip) from port_address a where a.port = p.id order by a.place, a.ip) as ips
                  from port_binding b join port p on p.id = b.port
                 where b.wanted and b.network = any(?::uuid[])
                """,
                row -> new Plugged(
                        row.uuid("network"),
                        new NetworkSpec.Neighbour(row.text("mac"), row.texts("ips"), new HostId(row.uuid("host")))),
                networks);
    }
}
