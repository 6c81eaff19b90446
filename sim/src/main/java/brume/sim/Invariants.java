package brume.sim;

import brume.contract.ExternalNetworkSpec;
import brume.contract.GuestSpec;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import brume.host.hypervisor.Guest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/// What must always hold on hosts, looked at as they act. What the database says is in the [Books]; what holds when all
/// has settled, in [Settlement].
final class Invariants {
    /// Something that only one may have at a time, and who has it where.
    private record Holder(UUID owner, ItemKey item, Machine machine, Predicate<Item> still) {
        boolean holds() {
            return machine.network().item(item).filter(still).isPresent();
        }
    }

    private final World world;
    private final Map<UUID, UUID> instances = new HashMap<>();
    private final Map<UUID, Set<UUID>> residences = new HashMap<>();
    private final Map<String, Map<String, Holder>> holders = new HashMap<>();
    private final Set<UUID> shutDown = new HashSet<>();

    Invariants(World world) {
        this.world = world;
    }

    /// A guest was booted.
    void booted(Machine machine, GuestSpec spec) {
        instances.put(spec.residence(), spec.instance());
        var all = residences.computeIfAbsent(spec.instance(), i -> new HashSet<>());
        all.add(spec.residence());
        for (var other : all) {
            for (var elsewhere : world.machines()) {
                if (elsewhere == machine && other.equals(spec.residence())) continue;
                if (elsewhere
                        .hypervisor()
                        .find(other)
                        .filter(g -> g.state() != Guest.State.STOPPED)
                        .isPresent()) {
                    throw new Violation(
                            "never-two-guests-of-one-instance",
                            spec.instance() + " runs on " + machine.name() + " and on " + elsewhere.name());
                }
            }
        }
    }

    /// A port, a network or a router was made on a host.
    void holds(Machine machine, Item item) {
        switch (item) {
            case PortSpec port -> holds(machine, port);
            case NetworkSpec network ->
                alone(
                        "vni",
                        Integer.toString(network.vni()),
                        network.id(),
                        machine,
                        network.key(),
                        held -> held instanceof NetworkSpec spec && spec.vni() == network.vni());
            case RouterSpec router -> router.gateway().ifPresent(gateway -> holds(machine, router, gateway));
            case ExternalNetworkSpec e -> {}
            case SecurityGroupSpec g -> {}
            case GuestSpec g -> {}
        }
    }

    private void holds(Machine machine, PortSpec port) {
        for (var fixed : port.fixedIps()) {
            alone(
                    "address",
                    port.network() + " " + fixed.ip(),
                    port.id(),
                    machine,
                    port.key(),
                    item -> item instanceof PortSpec spec && spec.fixedIps().contains(fixed));
        }
        alone(
                "mac",
                port.network() + " " + port.mac(),
                port.id(),
                machine,
                port.key(),
                item -> item instanceof PortSpec spec && spec.mac().equals(port.mac()));
        for (var other : world.machines()) {
            if (other == machine || other.network().item(port.key()).isEmpty()) continue;
            throw new Violation(
                    "no-port-twice", "port " + port.id() + " is on " + machine.name() + " and on " + other.name());
        }
    }

    /// Addresses outside: each is one router's, or one floating address's.
    private void holds(Machine machine, RouterSpec router, RouterSpec.Gateway gateway) {
        for (var floating : router.floating()) {
            alone(
                    "outside-address",
                    gateway.network() + " " + floating.external(),
                    floating.id(),
                    machine,
                    router.key(),
                    item -> item instanceof RouterSpec spec
                            && spec.floating().stream()
                                    .anyMatch(f ->
                                            f.external().equals(floating.external()) && f.id().equals(floating.id())));
        }
        for (var address : gateway.addresses()) {
            alone(
                    "outside-address",
                    gateway.network() + " " + address.replaceFirst("/.*", ""),
                    router.id(),
                    machine,
                    router.key(),
                    item -> item instanceof RouterSpec spec
                            && spec.gateway()
                                    .filter(g -> g.addresses().contains(address))
                                    .isPresent());
        }
    }

    private void alone(String what, String value, UUID owner, Machine machine, ItemKey item, Predicate<Item> still) {
        // Who holds it no more is told from what its host has.
        var all = holders.computeIfAbsent(what + " " + value, k -> new LinkedHashMap<>());
        all.values().removeIf(holder -> !holder.holds());
        all.put(owner + machine.name(), new Holder(owner, item, machine, still));
        for (var holder : all.values()) {
            if (!holder.owner.equals(owner)) {
                throw new Violation(
                        "no-" + what + "-twice",
                        what + " " + value + " is held by " + owner + " on " + machine.name() + " and by "
                                + holder.owner + " on " + holder.machine.name());
            }
        }
    }

    /// A guest shuts itself down: its owner will find it stopped.
    void shutDown(UUID residence) {
        var instance = instances.get(residence);
        if (instance == null) return;
        shutDown.add(instance);
        for (var tenant : world.tenants()) {
            tenant.thing(instance).ifPresent(thing -> thing.shutDown());
        }
    }

    /// Whether the guest of an instance has ever shut itself down.
    boolean hasShutDown(UUID instance) {
        return shutDown.contains(instance);
    }

    /// Whoever runs has a residence, and what a host has is not free.
    void all() {
        guests();
        addresses();
    }

    private void addresses() {
        var held = new HashSet<>(
                world.observer().query("""
                    select a.subnet, host(a.ip) as ip, coalesce(b.port, a.port) as port
                      from port_address a left join port_binding b on b.leaves = a.port
                    """, row -> row.uuid("subnet") + " " + row.text("ip") + " " + row.uuid("port")));
        var subnets = new HashSet<>(world.observer().query("select id from subnet", row -> row.uuid("id")));
        for (var machine : world.machines()) {
            for (var key : machine.network().items()) {
                if (!(machine.network().item(key).orElseThrow() instanceof PortSpec port)) continue;
                for (var fixed : port.fixedIps()) {
                    boolean known = held.contains(fixed.subnet() + " " + fixed.ip() + " " + port.id());
                    if (known || !subnets.contains(fixed.subnet())) continue;
                    throw new Violation(
                            "what-hosts-have-is-not-free",
                            machine.name() + " has " + fixed + " of port " + port.id() + ", which is free");
                }
            }
        }
    }

    private void guests() {
        var known = new HashSet<>(world.observer().query("select id from residence", row -> row.uuid("id")));
        var going = new HashSet<>(world.observer()
                .query(
                        "select host, item from host_order where kind = 'GUEST' and spec is null",
                        row -> row.uuid("host") + " " + row.uuid("item")));
        for (var machine : world.machines()) {
            for (var guest : machine.hypervisor().guests()) {
                // What a fenced host has on its disk it is yet to be told of.
                boolean left = machine.fenced()
                        && guest.state() == Guest.State.STOPPED
                        && going.contains(machine.id().value() + " " + guest.residence());
                if (!known.contains(guest.residence()) && !left) {
                    throw new Violation(
                            "no-guest-without-residence", guest.residence() + " on " + machine.name() + " has none");
                }
            }
        }
    }
}
