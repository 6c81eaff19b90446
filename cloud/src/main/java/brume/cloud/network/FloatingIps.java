package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.network.address.Ip;
import brume.cloud.quota.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Floating addresses, and what can be done to them.
public final class FloatingIps {
    private final Means means;
    private final Ports ports;

    FloatingIps(Means means, Ports ports) {
        this.means = means;
        this.ports = ports;
    }

    public List<FloatingIp> list(Caller caller, Listing listing) {
        return FloatingTables.FLOATING.list(means.sql(), Sight.own(caller), listing);
    }

    /// @throws CloudFault.NotFound also when the caller may not see it
    public FloatingIp get(Caller caller, UUID id) {
        return visible(means.sql(), caller, id);
    }

    static FloatingIp visible(Reads reads, Caller caller, UUID id) {
        boolean all = Sight.all(caller);
        return FloatingTables.FLOATING
                .find(reads, id)
                .filter(ip -> all || Sight.owns(caller, ip.standing().project()))
                .orElseThrow(() -> new CloudFault.NotFound("floating_ip", id));
    }

    /// All of them, or none.
    public List<FloatingIp> create(Caller caller, List<FloatingWish.Draft> drafts) {
        return means.tx(tx -> {
            var made = new ArrayList<FloatingIp>();
            for (var draft : drafts) {
                made.add(FloatingTables.FLOATING
                        .find(tx, create(tx, caller, draft))
                        .orElseThrow());
            }
            return made;
        });
    }

    private UUID create(Tx tx, Caller caller, FloatingWish.Draft draft) {
        var project = Sight.home(caller, draft.project());
        if (draft.ip().isPresent()) caller.require(NetworkActions.CHOOSE_EXTERNAL, Target.ANY);
        means.quotas().check(tx, project, Limit.FLOATING_IPS, 1, () -> used(tx, project));
        var network = NetworkVerbs.visible(tx, caller, draft.network());
        if (!NetworkVerbs.externalTo(tx, network, Optional.of(project))) {
            throw new CloudFault.Invalid(
                    "bad-floating-ip",
                    "Bad floatingip request: Network " + network.id() + " is not a valid external network.");
        }
        lock(tx, network.id(), draft.wish());
        var id = means.ids().next();
        var want = PortWish.of(id.toString(), PortOwner.FLOATING_IP);
        if (draft.subnet().isPresent() || draft.ip().isPresent()) {
            want = want.at(List.of(new AddressWish(draft.subnet(), draft.ip())));
        }
        var own = ports.make(tx, caller, Optional.empty(), network, want);
        var address = own.fixedIps().stream()
                .filter(ip -> ip.ip().version() == 4)
                .findFirst()
                .orElseThrow(() -> new CloudFault.NoCapacity(
                        "external-address", "No more IP addresses available on network " + network.id() + "."));
        var now = means.now();
        tx.update(
                """
                insert into floating_ip
                       (id, project, description, created_at, updated_at, network, subnet, ip, own_port)
                values (?, ?, ?, ?, ?, ?, ?, ?::inet, ?)
                """,
                id,
                project,
                draft.wish().description().orElse(""),
                now,
                now,
                network.id(),
                address.subnet(),
                address.ip().toString(),
                own.id());
        var made = FloatingTables.FLOATING.find(tx, id).orElseThrow();
        if (draft.wish().port().orElse(Optional.empty()).isPresent()) associate(tx, caller, made, draft.wish());
        else if (draft.wish().fixed().isPresent()) throw withoutPort();
        means.changed(tx, caller, "floating_ip", id, Optional.of(project));
        return id;
    }

    private static CloudFault withoutPort() {
        return new CloudFault.Invalid(
                "bad-floating-ip", "Bad floatingip request: fixed_ip_address cannot be specified without a port_id.");
    }

    static long used(Reads reads, UUID project) {
        return reads.only("select count(*) as n from floating_ip where project = ?", row -> row.whole("n"), project);
    }

    /// Both networks, in order: legs and gateways stay while an address is tied to them.
    private static void lock(Tx tx, UUID external, FloatingWish wish) {
        var inside = wish.port().orElse(Optional.empty()).flatMap(port -> Tables.PORTS.find(tx, port));
        Stream.concat(Stream.of(external), inside.map(Port::network).stream())
                .map(UUID::toString)
                .sorted()
                .forEach(network -> Addresses.lock(tx, UUID.fromString(network)));
    }

    public FloatingIp update(Caller caller, UUID id, Optional<Long> revision, FloatingWish wish) {
        return means.tx(tx -> {
            var before = visible(tx, caller, id);
            Sight.change(caller, before.standing(), "floating_ip", true);
            var port = wish.port().orElse(before.port());
            lock(tx, before.network(), new FloatingWish(wish.description(), Optional.of(port), wish.fixed()));
            var now =
                    FloatingTables.FLOATING.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("floating_ip", id));
            Sight.unchanged(revision, now.standing());
            tx.update("""
                update floating_ip set description = coalesce(?, description), revision = revision + 1,
                       updated_at = ?
                 where id = ?
                """, wish.description(), means.now(), id);
            if (wish.port().isPresent() || wish.fixed().isPresent()) {
                var target = wish.port().orElse(now.port());
                if (target.isEmpty() && wish.fixed().isPresent()) throw withoutPort();
                dissociate(tx, now);
                if (target.isPresent()) {
                    associate(tx, caller, now, new FloatingWish(wish.description(), Optional.of(target), wish.fixed()));
                }
            }
            means.changed(tx, caller, "floating_ip", id, now.standing().project());
            return FloatingTables.FLOATING.find(tx, id).orElseThrow();
        });
    }

    private void dissociate(Tx tx, FloatingIp floating) {
        tx.update("update floating_ip set port = null, fixed_ip = null, router = null where id = ?", floating.id());
        floating.router().ifPresent(router -> {
            OutsideHolds.add(tx, means.orders(), floating.ownPort(), router);
            means.due().router(tx, router);
        });
        floating.port().ifPresent(port -> means.due().cards(tx, List.of(port)));
    }

    private void associate(Tx tx, Caller caller, FloatingIp floating, FloatingWish wish) {
        var id = wish.port().orElseThrow().orElseThrow();
        var port = Tables.PORTS
                .find(tx, id)
                .filter(p -> Sight.owns(caller, p.standing().project()))
                .orElseThrow(() -> new CloudFault.NotFound("port", id));
        var fixed = fixed(port, wish.fixed());
        var other = tx.first(
                "select id from floating_ip where port = ? and fixed_ip = ?::inet and id <> ?",
                row -> row.uuid("id"),
                id,
                fixed.ip().toString(),
                floating.id());
        if (other.isPresent()) {
            throw new CloudFault.Conflict(
                    "floating-ip-associated",
                    "Cannot associate floating IP " + floating.ip() + " (" + floating.id() + ") with port " + id
                            + " using fixed IP " + fixed.ip() + ", as that fixed IP already has a floating IP on"
                            + " external network " + floating.network() + ".");
        }
        var router = router(tx, floating.network(), fixed.subnet())
                .orElseThrow(() -> new CloudFault.NotFound("gateway_of_subnet", fixed.subnet()));
        tx.update(
                "update floating_ip set port = ?, fixed_ip = ?::inet, router = ? where id = ?",
                id,
                fixed.ip().toString(),
                router,
                floating.id());
        means.due().router(tx, router);
        means.due().cards(tx, List.of(id));
    }

    private static FixedIp fixed(Port port, Optional<Ip> asked) {
        if (asked.isPresent()) {
            return port.fixedIps().stream()
                    .filter(ip -> ip.ip().equals(asked.get()))
                    .findFirst()
                    .orElseThrow(() -> bad("Port " + port.id() + " does not have fixed ip " + asked.get()));
        }
        var all = port.fixedIps().stream().filter(ip -> ip.ip().version() == 4).toList();
        if (all.isEmpty())
            throw bad("Cannot add floating IP to port " + port.id() + " that has no fixed IPv4 addresses");
        if (all.size() > 1) {
            throw bad("Port " + port.id() + " has multiple fixed IPv4 addresses.  Must provide a specific IPv4 address"
                    + " when assigning a floating IP");
        }
        return all.getFirst();
    }

    private static CloudFault bad(String message) {
        return new CloudFault.Invalid("bad-floating-ip", "Bad floatingip request: " + message + ".");
    }

    /// The router by way of which a subnet reaches an external network: rather the one at the subnet's gateway.
    private static Optional<UUID> router(Tx tx, UUID external, UUID subnet) {
        return tx.first("""
            select r.id
              from router_interface i
              join router r on r.id = i.router
              join subnet s on s.id = i.subnet
             where i.subnet = ? and r.gateway_network = ?
             order by exists (select 1 from port_address a
                               where a.port = i.port and a.subnet = s.id and a.ip = s.gateway) desc, r.id
             limit 1 for key share of r
            """, row -> row.uuid("id"), subnet, external);
    }

    public void delete(Caller caller, UUID id) {
        delete(caller, id, Optional.empty());
    }

    /// As the other.
    ///
    /// @param revision the one that the caller has seen, if that matters
    /// @throws CloudFault.Stale when the resource has moved on
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        means.run(tx -> {
            var before = visible(tx, caller, id);
            Sight.change(caller, before.standing(), "floating_ip", true);
            Addresses.lock(tx, before.network());
            var now =
                    FloatingTables.FLOATING.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("floating_ip", id));
            Sight.unchanged(revision, now.standing());
            dissociate(tx, now);
            tx.update("delete from floating_ip where id = ?", id);
            Tables.PORTS.find(tx, now.ownPort()).ifPresent(port -> ports.remove(tx, port));
            means.changed(tx, caller, "floating_ip", id, now.standing().project());
        });
    }
}
