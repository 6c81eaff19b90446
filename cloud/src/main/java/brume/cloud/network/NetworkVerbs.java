package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.quota.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Networks, and what can be done to them.
public final class NetworkVerbs {
    private static final int MTU = 1450;
    private static final Map<String, ?> NOTHING = Map.of();
    private final Means means;
    private final Ports ports;

    NetworkVerbs(Means means, Ports ports) {
        this.means = means;
        this.ports = ports;
    }

    /// @param project absent for the caller's own
    public record Draft(Optional<UUID> project, NetworkWish wish) {}

    public List<Network> list(Caller caller, Listing listing) {
        return Tables.NETWORKS.list(means.sql(), Sight.networks(caller), listing);
    }

    /// @throws CloudFault.NotFound also when the caller may not see it
    public Network get(Caller caller, UUID id) {
        return visible(means.sql(), caller, id);
    }

    static Network visible(Reads reads, Caller caller, UUID id) {
        var where = Sight.networks(caller).and("id = ?", id);
        return reads.first(Tables.NETWORKS.select() + where.text(), Tables.NETWORKS.reader(), where.parameters())
                .orElseThrow(() -> new CloudFault.NotFound("network", id));
    }

    /// As [#visible], asked together with what else the transaction asks for.
    static Supplier<Network> ask(Tx tx, Caller caller, UUID id) {
        var where = Sight.networks(caller).and("id = ?", id);
        var asked = tx.ask(Tables.NETWORKS.select() + where.text(), Tables.NETWORKS.reader(), where.parameters());
        return () -> asked.first().orElseThrow(() -> new CloudFault.NotFound("network", id));
    }

    /// As [#visible], under the network's lock, which is held until the transaction ends.
    static Network held(Tx tx, Caller caller, UUID id) {
        Addresses.lock(tx, id);
        return visible(tx, caller, id);
    }

    /// Checks, under the network's lock, that it was not deleted meanwhile.
    static void still(Tx tx, UUID id) {
        if (!tx.exists("select 1 from network where id = ?", id)) throw new CloudFault.NotFound("network", id);
    }

    /// Whether a project may use it though it is another's.
    static boolean sharedWith(Reads reads, Network network, UUID project) {
        return network.shared()
                || reads.exists(
                        "select 1 from network_share where network = ? and access = 'SHARED' and target = ?",
                        network.id(),
                        project);
    }

    /// Whether a project may have its gateways and floating addresses there.
    static boolean externalTo(Reads reads, Network network, Optional<UUID> project) {
        return network.external()
                || reads.exists(
                        "select 1 from network_share where network = ? and access = 'EXTERNAL' and target = ?",
                        network.id(),
                        project);
    }

    /// All of them, or none.
    public List<Network> create(Caller caller, List<Draft> drafts) {
        return means.tx(tx -> {
            var made = new ArrayList<Network>();
            for (var draft : drafts) {
                made.add(Tables.NETWORKS.find(tx, create(tx, caller, draft)).orElseThrow());
            }
            return made;
        });
    }

    private UUID create(Tx tx, Caller caller, Draft draft) {
        var project = Sight.home(caller, draft.project());
        var wish = draft.wish();
        restrict(caller, wish);
        means.quotas().check(tx, project, Limit.NETWORKS, 1, () -> used(tx, project));
        var id = means.ids().next();
        var now = means.now();
        if (wish.standard().orElse(false)) standard(tx, Optional.empty());
        boolean external = wish.external().orElse(false);
        tx.update(
                """
                insert into network (id, project, name, description, created_at, updated_at, admin_up, shared, external,
                                     standard, port_security, mtu, vni)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                id,
                project,
                wish.name().orElse(""),
                wish.description().orElse(""),
                now,
                now,
                wish.adminUp().orElse(true),
                wish.shared().orElse(false),
                external,
                wish.standard().orElse(false),
                wish.portSecurity().orElse(true),
                wish.mtu().filter(mtu -> mtu > 0).orElse(external ? 1500 : MTU),
                wish.vni().isPresent() ? Vnis.take(tx, id, wish.vni().get()) : Vnis.take(tx, id, means.random()));
        NetworkShares.follow(tx, means, id, project, wish.shared(), wish.external());
        means.journal().changed(tx, caller, NetworkActions.CHANGE.name(), "network", id, Optional.of(project), NOTHING);
        return id;
    }

    static long used(Reads reads, UUID project) {
        return reads.only("select count(*) as n from network where project = ?", row -> row.whole("n"), project);
    }

    private static void restrict(Caller caller, NetworkWish wish) {
        boolean special = wish.shared().orElse(false)
                || wish.external().orElse(false)
                || wish.standard().orElse(false)
                || wish.vni().isPresent();
        if (special) caller.require(NetworkActions.SHARE, Target.ANY);
    }

    /// At most one network is taken when none is named.
    private static void standard(Tx tx, Optional<UUID> but) {
        tx.lock("network", "standard");
        boolean taken = tx.exists("select 1 from network where standard and id is distinct from ?::uuid", but);
        if (taken) {
            throw new CloudFault.Conflict("default-external-network", "A default external network already exists.");
        }
    }

    public Network update(Caller caller, UUID id, Optional<Long> revision, NetworkWish wish) {
        return means.tx(tx -> {
            var network = changeable(tx, caller, id);
            Sight.unchanged(revision, network.standing());
            boolean opens = wish.shared().filter(on -> on != network.shared()).isPresent()
                    || wish.external().filter(on -> on != network.external()).isPresent();
            if (opens) caller.require(NetworkActions.SHARE, Target.ANY);
            restrict(
                    caller,
                    new NetworkWish(
                            wish.name(),
                            wish.description(),
                            wish.adminUp(),
                            Optional.empty(),
                            Optional.empty(),
                            wish.standard(),
                            wish.portSecurity(),
                            wish.mtu(),
                            wish.vni().filter(vni -> vni != network.vni())));
            if (wish.vni().filter(vni -> vni != network.vni()).isPresent()) {
                throw new CloudFault.Invalid("Plugin does not support updating provider attributes");
            }
            if (wish.standard().orElse(false)) standard(tx, Optional.of(id));
            mayClose(tx, network, wish);
            tx.update(
                    """
                    update network
                       set name = coalesce(?, name), description = coalesce(?, description),
                           admin_up = coalesce(?::boolean, admin_up), shared = coalesce(?::boolean, shared),
                           external = coalesce(?::boolean, external), standard = coalesce(?::boolean, standard),
                           port_security = coalesce(?::boolean, port_security), mtu = coalesce(?::integer, mtu),
                           revision = revision + 1, updated_at = ?
                     where id = ?
                    """,
                    wish.name(),
                    wish.description(),
                    wish.adminUp(),
                    wish.shared(),
                    wish.external(),
                    wish.standard(),
                    wish.portSecurity(),
                    wish.mtu().filter(mtu -> mtu > 0),
                    means.now(),
                    id);
            NetworkShares.follow(
                    tx, means, id, network.standing().project().orElseThrow(), wish.shared(), wish.external());
            means.due().network(tx, id);
            changed(tx, caller, network);
            return Tables.NETWORKS.find(tx, id).orElseThrow();
        });
    }

    private static void mayClose(Tx tx, Network network, NetworkWish wish) {
        if (network.external() && wish.external().filter(on -> !on).isPresent()) {
            boolean used = tx.exists("select 1 from router where gateway_network = ?", network.id())
                    || tx.exists("select 1 from floating_ip where network = ?", network.id());
            if (used) {
                throw new CloudFault.Conflict(
                        "external-in-use",
                        "External network " + network.id()
                                + " cannot be updated to be made non-external, since it has existing gateway ports.");
            }
        }
        if (network.shared() && wish.shared().filter(on -> !on).isPresent()) {
            boolean used = tx.exists("""
                    select 1 from port p
                     where p.network = ? and p.project is not null and p.project <> ?
                       and (p.owner not like 'network:%' or p.owner = 'network:router_interface')
                    """, network.id(), network.standing().project());
            if (used) {
                throw new CloudFault.Conflict(
                        "invalid-shared",
                        "Unable to reconfigure sharing settings for network " + network.id()
                                + ". Multiple tenants are using it.");
            }
        }
    }

    private static Network changeable(Tx tx, Caller caller, UUID id) {
        var network = visible(tx, caller, id);
        Sight.change(caller, network.standing(), "network", true);
        Addresses.lock(tx, id);
        return Tables.NETWORKS.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("network", id));
    }

    /// Removes a network with its subnets and its own ports.
    ///
    /// @throws CloudFault.Conflict when anybody else has a port there
    public void delete(Caller caller, UUID id) {
        delete(caller, id, Optional.empty());
    }

    /// As the other.
    ///
    /// @param revision the one that the caller has seen, if that matters
    /// @throws CloudFault.Stale when the resource has moved on
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        means.run(tx -> {
            var network = changeable(tx, caller, id);
            Sight.unchanged(revision, network.standing());
            var all = Tables.PORTS.where(tx, "network = ?", id);
            var others = all.stream()
                    .filter(port -> !port.owner().equals(PortOwner.DHCP))
                    .toList();
            if (!others.isEmpty()) {
                throw new CloudFault.Conflict(
                        "network-in-use",
                        "Unable to complete operation on network " + id
                                + ". There are one or more ports still in use on the network; delete them first,"
                                + " and take routers' interfaces off it.");
            }
            ports.remove(tx, all);
            tx.update("delete from subnet where network = ?", id);
            tx.update("delete from network where id = ?", id);
            means.due().network(tx, id);
            Vnis.leave(tx, means, id);
            changed(tx, caller, network);
        });
    }

    private void changed(Tx tx, Caller caller, Network network) {
        means.journal()
                .changed(
                        tx,
                        caller,
                        NetworkActions.CHANGE.name(),
                        "network",
                        network.id(),
                        network.standing().project(),
                        NOTHING);
    }
}
