package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.network.address.Ip;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The legs of routers on tenant networks.
final class Interfaces {
    private final Means means;
    private final Ports ports;

    Interfaces(Means means, Ports ports) {
        this.means = means;
        this.ports = ports;
    }

    private static CloudFault bad(String message) {
        return new CloudFault.Invalid("bad-router", "Bad router request: " + message + ".");
    }

    RouterLeg add(Tx tx, Caller caller, Router router, Optional<UUID> subnet, Optional<UUID> port) {
        if (subnet.isPresent() && port.isPresent()) throw bad("Cannot specify both subnet-id and port-id");
        if (port.isPresent()) return byPort(tx, caller, router, port.get());
        return bySubnet(
                tx, caller, router, subnet.orElseThrow(() -> bad("Either subnet_id or port_id must be specified")));
    }

    private RouterLeg bySubnet(Tx tx, Caller caller, Router router, UUID id) {
        Addresses.lock(tx, Subnets.visible(tx, caller, id).network());
        var subnet = Tables.SUBNETS.find(tx, id).orElseThrow(() -> new CloudFault.NotFound("subnet", id));
        var gateway = subnet.gateway().orElseThrow(() -> bad("Subnet for router interface must have a gateway IP"));
        if (subnet.raMode().isEmpty() && subnet.addressMode().isPresent()) {
            throw bad("IPv6 subnet " + id + " configured to receive RAs from an external router cannot be added to "
                    + "Neutron Router");
        }
        var network = Tables.NETWORKS.find(tx, subnet.network()).orElseThrow();
        mayBeGateway(caller, network, subnet);
        outside(tx, router, subnet);
        checkLeg(tx, router, subnet);
        var made = ports.make(
                        tx,
                        caller,
                        router.standing().project(),
                        network,
                        PortWish.of(RouterTables.device(router.id()), PortOwner.ROUTER_INTERFACE)
                                .at(List.of(AddressWish.just(id, gateway))))
                .id();
        RouterPorts.attach(tx, router.id(), made, id);
        return new RouterLeg(router.id(), router.standing().project(), made, network.id(), List.of(id));
    }

    /// Who merely uses a network does not become the way out for all who are on it.
    private static void mayBeGateway(Caller caller, Network network, Subnet subnet) {
        if (Sight.owns(caller, network.standing().project())) return;
        var gateway = subnet.gateway().orElseThrow();
        if (subnet.ranges().stream().anyMatch(range -> range.contains(gateway))) return;
        throw bad("Cannot add interface at the gateway of subnet " + subnet.id()
                + ", which is outside its allocation pools, for the network is another project's; use a port of your"
                + " own on it");
    }

    private static void checkLeg(Tx tx, Router router, Subnet subnet) {
        if (RouterPorts.legs(tx, router.id()).stream().anyMatch(leg -> leg.id().equals(subnet.id()))) {
            throw bad("Router already has a port on subnet " + subnet.id());
        }
    }

    /// A leg does not overlap with what the router has outside.
    private static void outside(Tx tx, Router router, Subnet subnet) {
        if (router.gatewayNetwork().isEmpty()) return;
        for (var other :
                Tables.SUBNETS.where(tx, "network = ?", router.gatewayNetwork().get())) {
            if (other.cidr().overlaps(subnet.cidr())) {
                throw bad("Cidr " + subnet.cidr() + " of subnet " + subnet.id() + " overlaps with cidr " + other.cidr()
                        + " of subnet " + other.id());
            }
        }
    }

    private RouterLeg byPort(Tx tx, Caller caller, Router router, UUID id) {
        var seen = Ports.visible(tx, caller, id);
        Addresses.lock(tx, seen.network());
        var port = Tables.PORTS.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("port", id));
        if (!Sight.owns(caller, port.standing().project())) throw new CloudFault.NotFound("port", id);
        if (!port.device().isEmpty()) {
            throw new CloudFault.Conflict(
                    "port-in-use",
                    "Unable to complete operation on port " + id + " for network " + port.network()
                            + ". Port already has an attached device " + port.device() + ".");
        }
        if (port.fixedIps().isEmpty()) throw bad("Router port must have at least one fixed IP");
        RouterPorts.oneOfIpv4(port);
        var subnets = Tables.SUBNETS.all(
                tx, port.fixedIps().stream().map(FixedIp::subnet).distinct().toList());
        for (var subnet : subnets) {
            outside(tx, router, subnet);
            RouterPorts.attach(tx, router.id(), id, subnet.id());
        }
        means.due().groups(tx, port.securityGroups());
        PortStore.groups(tx, id, List.of());
        PortStore.update(
                tx, id, PortWish.of(RouterTables.device(router.id()), PortOwner.ROUTER_INTERFACE), means.now());
        return new RouterLeg(
                router.id(),
                router.standing().project(),
                id,
                port.network(),
                subnets.stream().map(Subnet::id).toList());
    }

    RouterLeg remove(Tx tx, Router router, Optional<UUID> subnet, Optional<UUID> port) {
        if (subnet.isEmpty() && port.isEmpty()) throw bad("Either subnet_id or port_id must be specified");
        var found = tx.first("""
                        select port from router_interface
                         where router = ? and (?::uuid is null or port = ?) and (?::uuid is null or subnet = ?)
                         order by port limit 1
                        """, row -> row.uuid("port"), router.id(), port, port, subnet, subnet)
                .flatMap(id -> Tables.PORTS.find(tx, id))
                .orElseThrow(() -> new CloudFault.NotFound(
                        "router_interface", port.or(() -> subnet).orElseThrow()));
        Addresses.lock(tx, found.network());
        var subnets = found.fixedIps().stream().map(FixedIp::subnet).distinct().toList();
        for (var id : subnets) unused(tx, router, id);
        tx.update("delete from router_interface where port = ?", found.id());
        ports.remove(tx, found);
        return new RouterLeg(router.id(), router.standing().project(), found.id(), found.network(), subnets);
    }

    private static void unused(Tx tx, Router router, UUID subnet) {
        var cidr = Tables.SUBNETS.find(tx, subnet).orElseThrow().cidr();
        boolean floating = tx.exists("""
                select 1 from floating_ip f join port_address a on a.port = f.port and a.ip = f.fixed_ip
                 where f.router = ? and a.subnet = ?
                """, router.id(), subnet);
        if (floating) {
            throw new CloudFault.Conflict(
                    "interface-in-use-by-floating-ip",
                    "Router interface for subnet " + subnet + " on router " + router.id()
                            + " cannot be deleted, as it is required by one or more floating IPs.");
        }
        for (var route : router.routes()) {
            if (Ip.parse(route.nexthop()).filter(cidr::contains).isPresent()) {
                throw new CloudFault.Conflict(
                        "interface-in-use-by-route",
                        "Router interface for subnet " + subnet + " on router " + router.id()
                                + " cannot be deleted, as it is required by one or more routes.");
            }
        }
    }
}
