package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Asked;
import brume.base.sql.Reads;
import brume.base.sql.Select;
import brume.base.sql.Tx;
import brume.cloud.network.address.Ip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Which address is whose: one row for each address in use, under the lock of its network.
final class Addresses {
    private static final int MOST = 50;
    private static final String LOCK = "network";

    /// Holds a network for changes of what is on it: subnets, ports, addresses.
    static void lock(Tx tx, UUID network) {
        tx.lock(LOCK, network);
    }

    /// Takes addresses for a new port.
    ///
    /// @param wishes absent for what is usual: an address of each IP version, and those that follow from the MAC
    /// @return them, in their order
    /// @throws CloudFault.NoCapacity when none is left
    static List<FixedIp> take(Tx tx, Port port, Optional<List<AddressWish>> wishes) {
        var there = there(tx, port.network());
        var subnets = there.first();
        var taken = new ArrayList<FixedIp>();
        var given = new HashSet<UUID>();
        if (wishes.isPresent()) {
            for (var wish : checked(port, subnets, wishes.get())) {
                given.add(wish.subnet().orElseThrow());
                taken.add(take(tx, port, there, subnet(port, subnets, wish), wish.ip(), taken.size()));
            }
        } else {
            if (!subnets.isEmpty() && subnets.stream().noneMatch(s -> s.serves(port.owner())))
                throw full(port.network());
            for (int version : new int[] {4, 6}) {
                var fit = subnets.stream()
                        .filter(s -> s.cidr().version() == version && !s.automatic() && s.serves(port.owner()))
                        .toList();
                if (!fit.isEmpty()) taken.add(takeAny(tx, port, there, fit, taken.size()));
            }
        }
        if (PortOwner.network(port.owner())
                || wishes.isPresent() && wishes.get().isEmpty()) return taken;
        for (var subnet : subnets) {
            if (subnet.automatic() && subnet.serves(port.owner()) && !given.contains(subnet.id())) {
                taken.add(take(tx, port, there, subnet, Optional.empty(), taken.size()));
            }
        }
        return taken;
    }

    /// The subnets of a network, and what is in use of their ranges.
    static Select.Both<Subnet, FreeAddresses.Used> there(Tx tx, UUID network) {
        return tx.both(
                new Select<>(
                        Tables.SUBNETS.select() + " where network = ? order by id",
                        Tables.SUBNETS.reader(),
                        List.of(network)),
                FreeAddresses.on(network));
    }

    /// The subnets of a network, and what of them is in use.
    record There(Asked<Subnet> subnets, Asked<FreeAddresses.Used> used) {}

    /// As [#there], asked together with what else the transaction asks for.
    static There ask(Tx tx, UUID network) {
        var used = FreeAddresses.on(network);
        return new There(
                Tables.SUBNETS.ask(tx, "network = ?", network),
                tx.ask(used.statement(), used.reader(), used.parameters().toArray()));
    }

    private static FixedIp takeAny(
            Tx tx, Port port, Select.Both<Subnet, FreeAddresses.Used> there, List<Subnet> subnets, int place) {
        return takeAny(tx, port, there.second(), subnets, place)
                // The port itself took it, after those in use were looked at.
                .or(() -> takeAny(tx, port, there(tx, port.network()).second(), subnets, place))
                .orElseThrow(() -> full(port.network()));
    }

    private static Optional<FixedIp> takeAny(
            Tx tx, Port port, List<FreeAddresses.Used> used, List<Subnet> subnets, int place) {
        return FreeAddresses.find(tx, used, subnets, 1).stream()
                .filter(free -> insert(tx, port, free.subnet(), free.ip().toString(), place))
                .findFirst();
    }

    static CloudFault full(UUID network) {
        return new CloudFault.NoCapacity("address", "No more IP addresses available on network " + network + ".");
    }

    /// Makes the addresses of a port that no host plugs in those that are wished for; those that it has already stay.
    static void change(Tx tx, Port port, List<AddressWish> wishes) {
        change(tx, port, wishes, Optional.empty());
    }

    /// Makes the port's addresses those that are wished for; those that it has already stay. What goes is kept for a
    /// name of its own, until the port's hosts have confirmed that the port has it no more.
    ///
    /// @param leaving that name
    static void change(Tx tx, Port port, List<AddressWish> wishes, UUID leaving) {
        change(tx, port, wishes, Optional.of(leaving));
    }

    private static void change(Tx tx, Port port, List<AddressWish> wishes, Optional<UUID> leaving) {
        var there = there(tx, port.network());
        var subnets = there.first();
        var wanted = checked(port, subnets, wishes);
        var kept = new HashSet<FixedIp>();
        for (var wish : wanted) {
            port.fixedIps().stream()
                    .filter(ip -> wish.subnet().equals(Optional.of(ip.subnet())))
                    .filter(ip -> wish.ip().isEmpty() || wish.ip().equals(Optional.of(ip.ip())))
                    .filter(ip -> !kept.contains(ip))
                    .findFirst()
                    .ifPresent(kept::add);
        }
        var gone = port.fixedIps().stream().filter(ip -> !kept.contains(ip)).toList();
        var held = leaving.filter(name -> !gone.isEmpty() && Bindings.keep(tx, port.id(), name));
        for (var ip : gone) {
            held.ifPresentOrElse(name -> keep(tx, port.id(), ip, name), () -> free(tx, port.id(), ip));
        }
        var left = new HashSet<>(kept);
        int place = 0;
        for (var wish : wanted) {
            var have = left.stream()
                    .filter(ip -> wish.subnet().equals(Optional.of(ip.subnet())))
                    .filter(ip -> wish.ip().isEmpty() || wish.ip().equals(Optional.of(ip.ip())))
                    .findFirst();
            if (have.isPresent()) {
                left.remove(have.get());
                tx.update(
                        "update port_address set place = ? where subnet = ? and ip = ?::inet",
                        place++,
                        have.get().subnet(),
                        have.get().ip().toString());
                continue;
            }
            var subnet = subnets.stream()
                    .filter(s -> wish.subnet().equals(Optional.of(s.id())))
                    .findFirst()
                    .orElseThrow();
            take(tx, port, there, subnet, wish.ip(), place++);
        }
    }

    /// Each wish with its subnet, and fit for it.
    private static List<AddressWish> checked(Port port, List<Subnet> subnets, List<AddressWish> wishes) {
        if (wishes.size() > MOST)
            throw new CloudFault.Invalid("too-many-addresses", "Exceeded maximum amount of fixed ips per port.");
        var checked = new ArrayList<AddressWish>();
        for (var wish : wishes) {
            var subnet = subnet(port, subnets, wish);
            wish.ip().ifPresent(ip -> fits(port, subnet, ip));
            checked.add(new AddressWish(Optional.of(subnet.id()), wish.ip()));
        }
        return checked;
    }

    private static Subnet subnet(Port port, List<Subnet> subnets, AddressWish wish) {
        if (wish.subnet().isPresent()) {
            return subnets.stream()
                    .filter(s -> s.id().equals(wish.subnet().get()))
                    .findFirst()
                    .orElseThrow(() -> new CloudFault.Invalid(
                            "address-wrong-network",
                            "Failed to create port on network " + port.network()
                                    + ", because fixed_ips included invalid subnet "
                                    + wish.subnet().get() + "."));
        }
        var ip = wish.ip()
                .orElseThrow(() -> new CloudFault.Invalid(
                        "Invalid input for fixed_ips. Reason: IP allocation requires subnet_id or ip_address."));
        return subnets.stream()
                .filter(s -> s.cidr().contains(ip))
                .findFirst()
                .orElseThrow(() -> new CloudFault.Invalid(
                        "address-wrong-network",
                        "IP address " + ip + " is not a valid IP for any of the subnets on the specified network."));
    }

    private static void fits(Port port, Subnet subnet, Ip ip) {
        if (!subnet.cidr().usable(ip)) {
            throw new CloudFault.Invalid(
                    "address-wrong-subnet", "IP address " + ip + " is not a valid IP for the specified subnet.");
        }
        if (subnet.automatic()
                && !PortOwner.network(port.owner())
                && !ip.equals(subnet.cidr().eui64(port.mac()))) {
            throw new CloudFault.Invalid(
                    "address-automatic",
                    "IPv6 address " + ip + " can not be directly assigned to a port on subnet " + subnet.id()
                            + " as the subnet is configured for automatic addresses");
        }
    }

    private static FixedIp take(
            Tx tx,
            Port port,
            Select.Both<Subnet, FreeAddresses.Used> there,
            Subnet subnet,
            Optional<Ip> ip,
            int place) {
        if (ip.isPresent() || subnet.automatic() && !PortOwner.network(port.owner())) {
            var address = ip.orElseGet(() -> subnet.cidr().eui64(port.mac()));
            if (!insert(tx, port, subnet.id(), address.toString(), place)
                    && !takeBack(tx, port, subnet, address.toString(), place)) {
                throw new CloudFault.Conflict(
                        "address-in-use", "IP address " + address + " already allocated in subnet " + subnet.id());
            }
            return new FixedIp(subnet.id(), address);
        }
        return takeAny(tx, port, there, List.of(subnet), place);
    }

    private static boolean insert(Tx tx, Port port, UUID subnet, String ip, int place) {
        return tx.update(
                        "insert into port_address (subnet, ip, port, place) values (?, ?::inet, ?, ?)"
                                + " on conflict do nothing",
                        subnet,
                        ip,
                        port.id(),
                        place)
                > 0;
    }

    /// Gives a port an address again that just leaves it.
    private static boolean takeBack(Tx tx, Port port, Subnet subnet, String ip, int place) {
        return tx.update("""
                        update port_address set port = ?, place = ?
                         where subnet = ? and ip = ?::inet and port in (select port from port_binding where leaves = ?)
                        """, port.id(), place, subnet.id(), ip, port.id()) > 0;
    }

    /// Gives a port an address that it has not: one of a subnet that was made later.
    static void add(Tx tx, Port port, Subnet subnet) {
        take(
                tx,
                port,
                there(tx, port.network()),
                subnet,
                Optional.empty(),
                port.fixedIps().size());
    }

    private static void keep(Tx tx, UUID port, FixedIp ip, UUID leaving) {
        tx.update(
                "update port_address set port = ? where port = ? and subnet = ? and ip = ?::inet",
                leaving,
                port,
                ip.subnet(),
                ip.ip().toString());
    }

    private static void free(Tx tx, UUID port, FixedIp ip) {
        tx.update(
                "delete from port_address where port = ? and subnet = ? and ip = ?::inet",
                port,
                ip.subnet(),
                ip.ip().toString());
    }

    /// Whether a port of these owners, or none of these when `others`, has an address of the subnet.
    static boolean used(Reads reads, UUID subnet, Collection<String> but) {
        return reads.exists("""
                select 1 from port_address a join port p on p.id = a.port
                 where a.subnet = ? and not p.owner = any(?) limit 1
                """, subnet, but);
    }
}
