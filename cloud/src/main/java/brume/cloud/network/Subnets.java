package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.json.Json;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Range;
import brume.cloud.quota.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Subnets, and what can be done to them.
public final class Subnets {
    private final Means means;
    private final Ports ports;
    private final DhcpPorts dhcp;

    Subnets(Means means, Ports ports) {
        this.means = means;
        this.ports = ports;
        dhcp = new DhcpPorts(ports);
    }

    public List<Subnet> list(Caller caller, Listing listing) {
        return Tables.SUBNETS.list(means.sql(), Sight.subnets(caller), listing);
    }

    /// @throws CloudFault.NotFound also when the caller may not see it
    public Subnet get(Caller caller, UUID id) {
        return visible(means.sql(), caller, id);
    }

    static Subnet visible(Reads reads, Caller caller, UUID id) {
        var where = Sight.subnets(caller).and("id = ?", id);
        return reads.first(Tables.SUBNETS.select() + where.text(), Tables.SUBNETS.reader(), where.parameters())
                .orElseThrow(() -> new CloudFault.NotFound("subnet", id));
    }

    /// All of them, or none.
    public List<Subnet> create(Caller caller, List<SubnetDraft> drafts) {
        return means.tx(tx -> {
            var made = new ArrayList<Subnet>();
            for (var draft : drafts) {
                made.add(Tables.SUBNETS.find(tx, create(tx, caller, draft)).orElseThrow());
            }
            return made;
        });
    }

    private UUID create(Tx tx, Caller caller, SubnetDraft draft) {
        var network = NetworkVerbs.visible(tx, caller, draft.network());
        Sight.change(caller, network.standing(), "network", true);
        var project =
                Sight.home(caller, draft.project().or(() -> network.standing().project()));
        means.quotas().check(tx, project, Limit.SUBNETS, 1, () -> used(tx, project));
        Addresses.lock(tx, network.id());
        NetworkVerbs.still(tx, network.id());
        var id = means.ids().next();
        var pool =
                draft.standardPool() ? Optional.of(SubnetPools.standard(tx, caller, draft.ipVersion())) : draft.pool();
        var wish = pool.isPresent() ? SubnetPools.carve(tx, caller, project, pool.get(), draft) : draft.wish();
        var cidr = wish.cidr()
                .orElseThrow(() -> new CloudFault.Invalid(
                        "Bad subnets request: a subnetpool must be specified in the absence of a cidr."));
        var gateway = wish.gateway().orElseGet(() -> SubnetPools.firstHost(cidr));
        boolean serves = wish.dhcp().orElse(true);
        var ranges = wish.ranges()
                .orElseGet(() -> Range.usable(cidr, gateway.stream().toList()));
        var dns = wish.dnsServers().orElse(List.of());
        var routes = wish.routes().orElse(List.of());
        SubnetRules.check(
                cidr, draft.ipVersion(), gateway, serves, dns, routes, ranges, wish.raMode(), wish.addressMode());
        alone(tx, network.id(), cidr);
        var now = means.now();
        tx.update(
                """
                insert into subnet (id, project, name, description, created_at, updated_at, network, cidr, ip_version,
                                    gateway, dhcp, dns, routes, ra_mode, address_mode, subnet_pool, service_types)
                values (?, ?, ?, ?, ?, ?, ?, ?::cidr, ?, ?::inet, ?, ?, ?, ?, ?, ?, ?)
                """,
                id,
                project,
                wish.name().orElse(""),
                wish.description().orElse(""),
                now,
                now,
                network.id(),
                cidr.toString(),
                cidr.version(),
                gateway.map(Object::toString),
                serves,
                dns.stream().map(Object::toString).toList(),
                Json.MAPPER.valueToTree(routes),
                wish.raMode(),
                wish.addressMode(),
                pool,
                wish.serviceTypes().orElse(List.of()));
        ranges(tx, id, ranges);
        var subnet = Tables.SUBNETS.find(tx, id).orElseThrow();
        dhcp.keep(tx, caller, network);
        if (subnet.automatic()) addressAll(tx, subnet);
        touched(tx, network.id());
        changed(tx, caller, subnet.standing());
        return id;
    }

    static long used(Reads reads, UUID project) {
        return reads.only("select count(*) as n from subnet where project = ?", row -> row.whole("n"), project);
    }

    private static void alone(Tx tx, UUID network, Cidr cidr) {
        var other = tx.first(
                "select id from subnet where network = ? and cidr && ?::cidr",
                row -> row.uuid("id"),
                network,
                cidr.toString());
        if (other.isPresent()) {
            throw new CloudFault.Invalid(
                    "input",
                    "Invalid input for operation: Requested subnet with cidr: " + cidr + " for network: " + network
                            + " overlaps with another subnet.");
        }
    }

    private static void ranges(Tx tx, UUID subnet, List<Range> ranges) {
        tx.update("delete from subnet_range where subnet = ?", subnet);
        var rows = new ArrayList<Object[]>();
        for (var range : ranges) {
            rows.add(new Object[] {subnet, range.low().toString(), range.high().toString()});
        }
        if (!rows.isEmpty()) {
            tx.batch("insert into subnet_range (subnet, low, high) values (?, ?::inet, ?::inet)", rows);
        }
    }

    /// Cards that are there already give themselves an address of a new subnet with router advertisements.
    private void addressAll(Tx tx, Subnet subnet) {
        for (var port : Tables.PORTS.where(tx, "network = ? and owner not like 'network:%'", subnet.network())) {
            Addresses.add(tx, port, subnet);
            ports.refresh(tx, port.id());
        }
    }

    public Subnet update(Caller caller, UUID id, Optional<Long> revision, SubnetWish wish) {
        return means.tx(tx -> {
            var subnet = changeable(tx, caller, id);
            Sight.unchanged(revision, subnet.standing());
            var gateway = wish.gateway().orElse(subnet.gateway());
            var ranges = wish.ranges().orElse(subnet.ranges());
            SubnetRules.check(
                    subnet.cidr(),
                    subnet.cidr().version(),
                    gateway,
                    wish.dhcp().orElse(subnet.dhcp()),
                    wish.dnsServers().orElse(subnet.dnsServers()),
                    wish.routes().orElse(subnet.routes()),
                    ranges,
                    subnet.raMode(),
                    subnet.addressMode());
            if (!gateway.equals(subnet.gateway())) RouterPorts.gatewayMayMove(tx, subnet);
            tx.update(
                    """
                    update subnet
                       set name = coalesce(?, name), description = coalesce(?, description), gateway = ?::inet,
                           dhcp = coalesce(?::boolean, dhcp), dns = coalesce(?::text[], dns),
                           routes = coalesce(?, routes), service_types = coalesce(?::text[], service_types),
                           revision = revision + 1, updated_at = ?
                     where id = ?
                    """,
                    wish.name(),
                    wish.description(),
                    gateway.map(Object::toString),
                    wish.dhcp(),
                    wish.dnsServers()
                            .map(all -> all.stream().map(Object::toString).toList()),
                    wish.routes().map(routes -> Json.MAPPER.valueToTree(routes)),
                    wish.serviceTypes(),
                    means.now(),
                    id);
            if (wish.ranges().isPresent()) ranges(tx, id, ranges);
            dhcp.keep(tx, caller, Tables.NETWORKS.find(tx, subnet.network()).orElseThrow());
            means.due().network(tx, subnet.network());
            var now = Tables.SUBNETS.find(tx, id).orElseThrow();
            if (!now.looksAs(subnet)) means.due().cardsOn(tx, subnet.network());
            changed(tx, caller, subnet.standing());
            return now;
        });
    }

    private static Subnet changeable(Tx tx, Caller caller, UUID id) {
        var subnet = visible(tx, caller, id);
        if (!Sight.owns(caller, subnet.standing().project())) {
            var network =
                    Tables.NETWORKS.find(tx, subnet.network()).orElseThrow(() -> new CloudFault.NotFound("subnet", id));
            Sight.change(caller, network.standing(), "subnet", true);
        } else {
            Sight.change(caller, subnet.standing(), "subnet", true);
        }
        Addresses.lock(tx, subnet.network());
        return Tables.SUBNETS.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("subnet", id));
    }

    /// @throws CloudFault.Conflict when a port has an address of it that it did not give itself
    public void delete(Caller caller, UUID id) {
        delete(caller, id, Optional.empty());
    }

    /// As the other.
    ///
    /// @param revision the one that the caller has seen, if that matters
    /// @throws CloudFault.Stale when the resource has moved on
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        means.run(tx -> {
            var subnet = changeable(tx, caller, id);
            Sight.unchanged(revision, subnet.standing());
            free(tx, subnet);
            tx.update("delete from subnet where id = ?", id);
            Tables.NETWORKS.find(tx, subnet.network()).ifPresent(network -> dhcp.keep(tx, caller, network));
            touched(tx, subnet.network());
            changed(tx, caller, subnet.standing());
        });
    }

    private void free(Tx tx, Subnet subnet) {
        var users = Tables.PORTS.where(
                tx,
                "id in (select a.port from port_address a where a.subnet = ?) and owner <> ?",
                subnet.id(),
                PortOwner.DHCP);
        for (var port : users) {
            if (!subnet.automatic() || PortOwner.network(port.owner())) {
                throw new CloudFault.Conflict(
                        "subnet-in-use",
                        "Unable to complete operation on subnet " + subnet.id()
                                + ": One or more ports have an IP allocation from this subnet.");
            }
        }
        tx.update("delete from port_address where subnet = ?", subnet.id());
        for (var port : users) ports.refresh(tx, port.id());
    }

    private void touched(Tx tx, UUID network) {
        tx.update("update network set revision = revision + 1, updated_at = ? where id = ?", means.now(), network);
        means.due().network(tx, network);
    }

    private void changed(Tx tx, Caller caller, Standard standing) {
        means.journal()
                .changed(
                        tx,
                        caller,
                        NetworkActions.CHANGE.name(),
                        "subnet",
                        standing.id(),
                        standing.project(),
                        Map.of());
    }
}
