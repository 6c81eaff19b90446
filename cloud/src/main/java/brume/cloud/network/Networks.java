package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.loop.Scheduler;
import brume.base.sql.Asked;
import brume.base.sql.Few;
import brume.base.sql.Reads;
import brume.base.sql.Select;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.HostOrders;
import brume.cloud.hosts.Hosts;
import brume.cloud.journal.Journal;
import brume.cloud.quota.Quotas;
import brume.cloud.upkeep.Belongings;
import brume.cloud.upkeep.Check;
import brume.cloud.upkeep.Removal;
import brume.cloud.upkeep.Watch;
import brume.cloud.upkeep.Work;
import brume.contract.HostId;
import brume.contract.PortSpec;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Networks, and all that hangs on them: the front door of the slice. Verbs by noun, and what instances need.
public final class Networks implements AutoCloseable {
    private final NetworkVerbs networks;
    private final Subnets subnets;
    private final Ports ports;
    private final Routers routers;
    private final FloatingIps floatingIps;
    private final SecurityGroups securityGroups;
    private final SecurityGroupRules securityGroupRules;
    private final SubnetPools subnetPools;
    private final NetworkShares shares;
    private final NetworkRoom room;
    private final Tags tags;
    private final NetworkLimits limits;
    private final InstancePorts instances;
    private final Planner planner;
    private final GatewayWatch gatewayWatch;
    private final Due due;
    private final Sql sql;
    private final Hosts hosts;
    private final NetworkChecks checks;
    private final StrangePorts strangers;

    /// @param random thread-safe
    public Networks(
            Sql sql,
            Scheduler scheduler,
            Ids ids,
            RandomGenerator random,
            Quotas quotas,
            Journal journal,
            Hosts hosts) {
        this.sql = sql;
        this.hosts = hosts;
        due = new Due(scheduler.clock());
        var means = new Means(sql, scheduler.clock(), ids, random, quotas, journal, hosts, due);
        var bindings = new Bindings(hosts, due);
        ports = new Ports(means, bindings);
        networks = new NetworkVerbs(means, ports);
        subnets = new Subnets(means, ports);
        instances = new InstancePorts(means, ports, bindings);
        routers = new Routers(means, ports);
        floatingIps = new FloatingIps(means, ports);
        securityGroups = new SecurityGroups(means);
        securityGroupRules = new SecurityGroupRules(means);
        subnetPools = new SubnetPools(means);
        shares = new NetworkShares(means);
        room = new NetworkRoom(sql);
        tags = new Tags(means);
        limits = new NetworkLimits(sql, quotas);
        planner = new Planner(means, bindings, scheduler, random);
        checks = new NetworkChecks(sql, hosts.orders(), bindings, due);
        hosts.listen(bindings);
        strangers = new StrangePorts(means, bindings);
        hosts.listen(strangers);
        gatewayWatch = new GatewayWatch(hosts, due);
        hosts.listen(gatewayWatch);
    }

    /// Starts to look for what hosts were not told, because a process died.
    public void start() {
        gatewayWatch.start(sql);
        planner.start();
    }

    /// Says whom to tell, within the transaction, of instances whose cards have changed: addresses, floating ones too,
    /// and security groups.
    public void tells(BiConsumer<Tx, List<UUID>> listener) {
        due.tells(listener);
    }

    /// Takes away, with a project that ends, what nobody made and nobody could delete.
    public void leave(Tx tx, UUID project) {
        securityGroups.leave(tx, project);
    }

    public NetworkVerbs networks() {
        return networks;
    }

    public Subnets subnets() {
        return subnets;
    }

    public Ports ports() {
        return ports;
    }

    public Routers routers() {
        return routers;
    }

    public FloatingIps floatingIps() {
        return floatingIps;
    }

    public SecurityGroups securityGroups() {
        return securityGroups;
    }

    public SecurityGroupRules securityGroupRules() {
        return securityGroupRules;
    }

    public SubnetPools subnetPools() {
        return subnetPools;
    }

    public NetworkShares shares() {
        return shares;
    }

    public NetworkRoom room() {
        return room;
    }

    /// The hosts that carry networks; none for those who may not see hosts.
    public List<Host> agents(Caller caller) {
        return caller.may(NetworkActions.SEE_AGENTS, Target.ANY) ? hosts.all(sql) : List.of();
    }

    public Tags tags() {
        return tags;
    }

    public NetworkLimits limits() {
        return limits;
    }

    /// Gives an instance its ports: makes those that are asked for by network, takes those that are named.
    ///
    /// @param asked          in the order of the cards
    /// @param securityGroups ids or names, for ports that are made; the project's standard group when empty
    /// @param auto           whether, when nothing is asked, the project's only network is meant
    /// @return all ports of the instance
    /// @throws CloudFault.NotFound of `network`, `port`, `security_group`
    /// @throws CloudFault.Conflict `port-in-use`, `address-in-use`, `ambiguous`
    /// @throws CloudFault.NoCapacity when a network has no address left
    public List<InstancePort> claim(
            Tx tx,
            Caller caller,
            UUID instance,
            List<NetworkRequest> asked,
            List<String> securityGroups,
            boolean auto) {
        return instances.claim(tx, caller, instance, asked, securityGroups, auto);
    }

    /// As [#claim], for instances that are made together.
    public void claim(
            Tx tx,
            Caller caller,
            Collection<UUID> several,
            List<NetworkRequest> asked,
            List<String> securityGroups,
            boolean auto) {
        instances.claim(tx, caller, several, asked, securityGroups, auto);
    }

    /// Asks for the ports of instances, for [#plug].
    public Asked<Plug> plugs(Tx tx, Collection<UUID> instances) {
        return InstancePorts.plugs(tx, instances);
    }

    /// Plugs all cards of instances in, each at its own home.
    ///
    /// @return what their hosts are to be told of them, yet to be written
    public List<HostOrders.Held> plug(Tx tx, List<Plug> plugs, Map<UUID, InstanceHome> homes) {
        return instances.plug(tx, plugs, homes);
    }

    /// Makes ports of strangers on a host, for an instance that was one itself.
    ///
    /// @param ports in the order of its cards
    /// @return those that are ports now: the others' networks are not known
    public List<UUID> adopt(Tx tx, UUID project, UUID instance, HostId host, List<PortSpec> ports, Instant now) {
        return strangers.adopt(tx, project, instance, host, ports, now);
    }

    /// Plugs a port in at a host, for a residence.
    public void bind(Tx tx, UUID port, UUID residence, HostId host) {
        instances.bind(tx, port, residence, host);
    }

    /// Pulls a port's plug; an unknown port has none.
    public void unbind(Tx tx, UUID port) {
        instances.unbind(tx, port);
    }

    /// Lets go of all ports of an instance: those that were made for it go, the others are free again.
    public void release(Tx tx, UUID instance) {
        instances.release(tx, instance);
    }

    /// Lets go of one port of an instance.
    ///
    /// @throws CloudFault.NotFound when it is no port of this instance
    public void detach(Tx tx, UUID instance, UUID port) {
        instances.detach(tx, instance, port);
    }

    /// The ports of instances, each in the order of its cards.
    public Map<UUID, List<InstancePort>> ofInstances(Reads reads, Collection<UUID> of) {
        return instances.of(reads, of);
    }

    /// The ports of instances as long lists show them, each instance's in the order of its cards.
    public Map<UUID, List<InstanceCard>> cards(Reads reads, Collection<UUID> instances) {
        return InstanceCards.of(reads, instances);
    }

    /// As the other for a few instances, to be asked together with something else: [InstancePortRow#gather] makes the
    /// same of it.
    public Select<InstancePortRow> ofInstances(Few of) {
        return InstanceViews.of(of);
    }

    /// The cards of instances as their guests are to have them, asked for together with what else the transaction asks
    /// for. One without a card is not among them.
    public Supplier<Map<UUID, GuestCards>> guestCards(Tx tx, Collection<UUID> instances) {
        return InstanceViews.ask(tx, instances);
    }

    /// What must hold of this slice's tables.
    public List<Check> checks() {
        return checks.all();
    }

    /// How resources of this slice are deleted, in an order that works. A router goes with its legs.
    public List<Removal> removals() {
        return List.of(
                new Removal("floating-ip", (caller, id) -> floatingIps.delete(caller, UUID.fromString(id))),
                new Removal("router", (caller, id) -> routers.remove(caller, UUID.fromString(id))),
                new Removal("port", (caller, id) -> ports.delete(caller, UUID.fromString(id))),
                new Removal("network-share", (caller, id) -> shares.delete(caller, UUID.fromString(id))),
                new Removal("network", (caller, id) -> networks.delete(caller, UUID.fromString(id))),
                new Removal("subnet", (caller, id) -> subnets.delete(caller, UUID.fromString(id))),
                new Removal("subnet-pool", (caller, id) -> subnetPools.delete(caller, UUID.fromString(id))),
                new Removal("security-group", (caller, id) -> securityGroups.delete(caller, UUID.fromString(id))));
    }

    /// What this slice knows of deletes.
    public Belongings belongings() {
        return NetworkBelongings.all();
    }

    /// Those who have claimed ports, a page of them.
    public List<UUID> claimants(Reads reads, UUID after, int limit) {
        return reads.query(
                "select distinct instance as id from port where instance > ? order by instance limit ?",
                row -> row.uuid("id"),
                after,
                limit);
    }

    /// Finds what is late of this slice's work.
    public List<Watch> watches() {
        return List.of(new Watch(Work.NETWORK_PLAN, Due::late));
    }

    @Override
    public void close() {
        planner.close();
    }
}
