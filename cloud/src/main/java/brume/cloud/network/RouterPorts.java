package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.cloud.network.address.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// What holds for ports that routers have, beside what holds for all.
final class RouterPorts {
    static final Set<String> OWNED =
            Set.of(PortOwner.ROUTER_INTERFACE, PortOwner.ROUTER_GATEWAY, PortOwner.FLOATING_IP);

    private RouterPorts() {}

    /// @throws CloudFault.Conflict when the port goes only with its router or floating address
    static void mayGo(Tx tx, Port port) {
        if (OWNED.contains(port.owner()) && used(tx, port)) {
            throw new CloudFault.Conflict(
                    "service-port",
                    "Port " + port.id() + " cannot be deleted directly via the port API: has device owner "
                            + port.owner() + ".");
        }
    }

    private static boolean used(Tx tx, Port port) {
        return tx.exists("""
                select 1 from router_interface where port = ?
                union all select 1 from floating_ip where own_port = ?
                union all select 1 from router where id::text = ? and gateway_network = ?
                """, port.id(), port.id(), port.device(), port.network());
    }

    static void mayMove(Tx tx, Port port, List<AddressWish> wishes) {
        if (port.owner().equals(PortOwner.FLOATING_IP) && used(tx, port)) {
            throw new CloudFault.Conflict(
                    "service-port",
                    "Port " + port.id() + " stands for a floating IP, and keeps its address: delete that one, and make"
                            + " another.");
        }
        if (!port.owner().equals(PortOwner.ROUTER_INTERFACE)) return;
        if (wishes.isEmpty()) {
            throw new CloudFault.Invalid("bad-router", "Router port must have at least one fixed IP");
        }
    }

    /// The port's addresses have changed: its router's legs follow, and floating addresses of those that went.
    static void moved(Tx tx, Means means, Port before, Port now) {
        for (var ip : before.fixedIps()) {
            if (!now.fixedIps().contains(ip)) FloatingTables.detach(tx, means, before.id(), ip.ip());
        }
        var router =
                tx.first("select router from router_interface where port = ?", row -> row.uuid("router"), before.id());
        if (router.isEmpty()) return;
        oneOfIpv4(now);
        tx.update("delete from router_interface where port = ?", now.id());
        for (var subnet : Port.bySubnet(now.fixedIps()).keySet()) attach(tx, router.get(), now.id(), subnet);
    }

    /// @throws CloudFault.Invalid when a leg would be on more than one subnet of IPv4
    static void oneOfIpv4(Port port) {
        if (port.fixedIps().stream().filter(ip -> ip.ip().version() == 4).count() > 1) {
            throw new CloudFault.Invalid(
                    "bad-router", "Bad router request: Cannot have multiple IPv4 subnets on router port.");
        }
    }

    /// Notes that a router has a leg on a subnet.
    ///
    /// @throws CloudFault.Invalid when the subnet's addresses are another leg's as well
    static void attach(Tx tx, UUID router, UUID port, UUID subnet) {
        var cidr = Tables.SUBNETS.find(tx, subnet).orElseThrow().cidr();
        for (var other : legs(tx, router)) {
            if (other.id().equals(subnet)) {
                throw new CloudFault.Invalid("bad-router", "Router already has a port on subnet " + subnet);
            }
            if (other.cidr().overlaps(cidr)) throw overlap(cidr, subnet, other);
        }
        tx.update("insert into router_interface (router, port, subnet) values (?, ?, ?)", router, port, subnet);
    }

    private static CloudFault overlap(Cidr cidr, UUID subnet, Subnet other) {
        return new CloudFault.Invalid(
                "bad-router",
                "Cidr " + cidr + " of subnet " + subnet + " overlaps with cidr " + other.cidr() + " of subnet "
                        + other.id());
    }

    /// Subnets that a router has a leg on, its gateway's not among them.
    static List<Subnet> legs(Tx tx, UUID router) {
        return new ArrayList<>(
                Tables.SUBNETS.where(tx, "id in (select i.subnet from router_interface i where i.router = ?)", router));
    }

    /// @throws CloudFault.Conflict when a router answers at the subnet's gateway
    static void gatewayMayMove(Tx tx, Subnet subnet) {
        if (subnet.gateway().isEmpty()) return;
        tx.first(
                        """
                        select i.port from router_interface i
                          join port_address a on a.port = i.port and a.subnet = i.subnet
                         where i.subnet = ? and a.ip = ?::inet
                        """,
                        row -> row.uuid("port"),
                        subnet.id(),
                        subnet.gateway().get().toString())
                .ifPresent(port -> {
                    throw new CloudFault.Conflict(
                            "gateway-in-use",
                            "Current gateway ip " + subnet.gateway().get() + " already in use by port " + port
                                    + ". Unable to update.");
                });
    }
}
