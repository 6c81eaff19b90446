package brume.sim;

import brume.contract.GuestSpec;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.host.hypervisor.Guest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What must always hold. What hosts do is looked at as they do it; what the database says, whenever it was written to;
/// the rest now and then, and at the end.
final class Invariants {
    private static final Duration GRACE = Duration.ofSeconds(150);

    /// Something that only one may have at a time, and who has it where.
    private record Holder(UUID owner, Machine machine) {}

    private final World world;
    private final Map<UUID, UUID> instances = new HashMap<>();
    private final Map<UUID, Set<UUID>> residences = new HashMap<>();
    private final Map<String, Set<Holder>> holders = new HashMap<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Set<UUID> shutDown = new HashSet<>();
    private Instant calmSince;
    private int life;
    private Duration skew = Duration.ZERO;

    Invariants(World world) {
        this.world = world;
        calmSince = world.timeline().now();
    }

    /// A guest was booted.
    void booted(Machine machine, GuestSpec spec) {
        instances.put(spec.residence(), spec.instance());
        var all = residences.computeIfAbsent(spec.instance(), i -> new HashSet<>());
        all.add(spec.residence());
        for (var other : all) {
            if (other.equals(spec.residence())) continue;
            for (var elsewhere : world.machines()) {
                if (elsewhere
                        .hypervisor()
                        .find(other)
                        .filter(g -> g.state() == Guest.State.RUNNING)
                        .isPresent()) {
                    throw new Violation(
                            "never-two-guests-of-one-instance",
                            spec.instance() + " runs on " + machine.name() + " and on " + elsewhere.name());
                }
            }
        }
    }

    void holds(Machine machine, PortSpec port) {
        for (var fixed : port.fixedIps()) {
            alone(
                    "address",
                    fixed.subnet() + " " + fixed.ip(),
                    port.id(),
                    machine,
                    ItemKey.Kind.PORT,
                    item -> item instanceof PortSpec spec && spec.fixedIps().contains(fixed));
        }
        alone("mac", port.network() + " " + port.mac(), port.id(), machine, ItemKey.Kind.PORT, item -> true);
    }

    void holds(Machine machine, NetworkSpec network) {
        alone("vni", Integer.toString(network.vni()), network.id(), machine, ItemKey.Kind.NETWORK, item -> true);
    }

    private void alone(
            String what,
            String value,
            UUID owner,
            Machine machine,
            ItemKey.Kind kind,
            java.util.function.Predicate<brume.contract.Item> still) {
        var all = holders.computeIfAbsent(what + " " + value, k -> new HashSet<>());
        all.removeIf(holder -> holder.machine
                .network()
                .item(new ItemKey(kind, holder.owner))
                .filter(still)
                .isEmpty());
        all.add(new Holder(owner, machine));
        for (var holder : all) {
            if (!holder.owner.equals(owner)) {
                throw new Violation(
                        "no-" + what + "-twice",
                        what + " " + value + " is held by " + owner + " on " + machine.name() + " and by "
                                + holder.owner + " on " + holder.machine.name());
            }
        }
    }

    /// A host has lost what it held.
    void lost(Machine machine) {
        holders.values()
                .forEach(all -> all.removeIf(holder -> holder.machine == machine
                        && machine.network()
                                .item(new ItemKey(ItemKey.Kind.PORT, holder.owner))
                                .or(() -> machine.network().item(new ItemKey(ItemKey.Kind.NETWORK, holder.owner)))
                                .isEmpty()));
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

    void acknowledged(String request) {
        acknowledged.add(request);
    }

    void refused(String request) {
        refused.add(request);
    }

    /// What is cheap, after each step that has written.
    void cheap() {
        if (!world.database().wrote()) return;
        none("room-is-the-sum-of-claims", """
                select i.host || ' ' || i.class || ' uses ' || i.used || ', claimed ' || coalesce(c.amount, 0) as what
                  from inventory i
                  left join (select host, class, sum(amount) as amount from claim group by host, class) c
                    on c.host = i.host and c.class = i.class
                 where i.used <> coalesce(c.amount, 0)
                union all
                select 'claim of ' || c.residence || ' without a residence' from claim c
                 where not exists (select 1 from residence r where r.id = c.residence)
                union all
                select 'residence ' || r.id || ' without a claim' from residence r
                 where not exists (select 1 from claim c where c.residence = r.id)
                """);
    }

    private void none(String rule, String query, Object... parameters) {
        var found = world.observer().query(query, row -> row.text("what"), parameters);
        if (!found.isEmpty()) throw new Violation(rule, String.join("; ", found.subList(0, Math.min(5, found.size()))));
    }

    private void calm() {
        if (!world.control().up()
                || world.control().lives() != life
                || !world.control().party().skew().equals(skew)) {
            calmSince = world.timeline().now();
            life = world.control().lives();
            skew = world.control().party().skew();
        }
    }

    /// Everything that holds in the midst of it.
    void all() {
        guestsHaveResidences();
        rows();
        journal();
        calm();
        if (Duration.between(calmSince, world.timeline().now()).compareTo(GRACE) > 0) deadlines();
    }

    private void guestsHaveResidences() {
        var known = new HashSet<>(world.observer().query("select id from residence", row -> row.uuid("id")));
        for (var machine : world.machines()) {
            for (var guest : machine.hypervisor().guests()) {
                if (!known.contains(guest.residence())) {
                    throw new Violation(
                            "no-guest-without-residence", guest.residence() + " on " + machine.name() + " has none");
                }
            }
        }
    }

    private void rows() {
        none("addresses-belong", """
                select 'address ' || host(a.ip) || ' of no port and no host' as what from port_address a
                 where not exists (select 1 from port p where p.id = a.port)
                   and not exists (select 1 from port_binding b where b.port = a.port)
                """);
        none("the-deleted-lets-go", """
                select 'instance ' || i.id || ' is gone, and has port ' || p.id as what
                  from instance i join port p on p.instance = i.id where i.deleted_at is not null
                union all
                select 'instance ' || i.id || ' is gone, and has an active residence'
                  from instance i join residence r on r.instance = i.id
                 where i.deleted_at is not null and r.role = 'ACTIVE'
                """);
        none("limits-hold", """
                select 'project ' || q.project || ' has ' || n.used || ' of ' || q.value || ' ' || q.name as what
                  from quota_limit q
                  join (select 'INSTANCES' as name, project, count(*) as used
                          from instance where deleted_at is null group by project
                        union all select 'CORES', project, sum(vcpus) from instance where deleted_at is null group by project
                        union all select 'NETWORKS', project, count(*) from network group by project
                        union all select 'SUBNETS', project, count(*) from subnet group by project
                        union all select 'ROUTERS', project, count(*) from router group by project
                        union all select 'FLOATING_IPS', project, count(*) from floating_ip group by project
                        union all select 'SECURITY_GROUPS', project, count(*) from security_group group by project
                        union all select 'SERVER_GROUPS', project, count(*) from server_group group by project) n
                    on n.name = q.name and n.project = q.project
                 where n.used > q.value
                """);
    }

    /// Each change has its rows, and what was refused has none.
    private void journal() {
        var journaled = new HashSet<>(world.observer()
                .query(
                        "select distinct request from audit where outcome = 'allowed' and request = any(?)",
                        row -> row.text("request"),
                        concat(acknowledged, refused)));
        for (var request : refused) {
            if (journaled.contains(request)) {
                throw new Violation("the-refused-changes-nothing", request + " was refused, and has an audit row");
            }
        }
        for (var request : acknowledged) {
            if (!journaled.contains(request)) {
                throw new Violation("each-change-is-recorded", request + " was acknowledged, and has no audit row");
            }
        }
        acknowledged.clear();
        refused.clear();
        none("each-change-has-its-event", """
                select 'audit row ' || a.id || ' (' || a.action || ' of ' || a.resource || ') without an event' as what
                  from audit a
                 where a.outcome = 'allowed'
                   and not exists (select 1 from event e
                                    where e.resource = a.resource and e.what = a.action and e.at = a.at)
                union all
                select 'instance ' || i.id || ' is gone without an event' from instance i
                 where i.deleted_at is not null
                   and not exists (select 1 from event e
                                    where e.resource = i.id::text and e.what = 'compute:instances:deleted')
                """);
    }

    private static List<String> concat(List<String> some, List<String> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /// Nothing is past its deadline, when the controller has had the time to see to it.
    private void deadlines() {
        var late = world.control().party().clock().instant().minus(GRACE);
        none("settled-deadlines", """
                select 'instance ' || id || ' was to be done with ' || task || ' at ' || task_deadline as what
                  from instance where task_deadline < ?
                union all
                select 'instance ' || id || ' was to be looked at at ' || due_at from instance where due_at < ?
                union all
                select 'networks were to be looked at at ' || min(due_at) from network_due having min(due_at) < ?
                """, late, late, late);
    }

    /// What holds when there is peace, and time has passed.
    void settled() {
        for (var machine : world.machines()) {
            if (machine.party().dead() || machine.cut())
                throw new Violation("settled-hosts", machine.name() + " is away");
        }
        if (!world.control().up()) throw new Violation("settled-control", "the controller is away");
        nothingWaits();
        hostsHoldWhatTheyAreTold();
        guestsAreAsWanted();
        tenantsFindWhatTheyKnow();
    }

    private void nothingWaits() {
        none("settled-tasks", """
                select 'instance ' || id || ' is still at ' || task || ' since ' || task_since as what
                  from instance where task is not null
                union all
                select 'instance ' || id || ' is due at ' || due_at from instance where due_at is not null
                union all
                select 'instance ' || id || ' is going' from instance where residency = 'GONE' and deleted_at is null
                union all
                select 'action ' || action || ' of ' || instance || ' has no end' from instance_action
                 where finished_at is null
                union all
                select 'network_due ' || kind || ' ' || id from network_due
                union all
                select 'failed without a cause: ' || id from instance
                 where fault_blocks and (fault is null or fault = '')
                """);
        none("settled-residences", """
                select 'residence ' || r.id || ' is ' || r.role || ' of ' || i.residency || ' ' || i.id as what
                  from residence r join instance i on i.id = r.instance
                 where r.role <> 'ACTIVE' or i.residency <> 'HOSTED'
                """);
        none("settled-orders", """
                select 'order ' || kind || ' ' || item || ' ' || generation || ' for ' || host
                       || ' is not seen: ' || coalesce(fault, '') as what
                  from host_order where seen < generation or spec is null
                union all
                select 'order ' || kind || ' ' || item || ' for ' || host || ' has failed: ' || fault
                  from host_order where state <> 'HELD'
                """);
        none("settled-bindings", """
                select 'binding of ' || b.port || ' at ' || b.host_name || ' is ' || b.wanted || ', ' || b.up as what
                  from port_binding b where not b.wanted or not b.up
                union all
                select 'binding of ' || b.port || ' hangs on no residence' from port_binding b
                 where not exists (select 1 from residence r where r.id = b.residence)
                union all
                select 'vni ' || vni || ' of no network' from vni
                 where not exists (select 1 from network n where n.id = vni.network)
                """);
    }

    private void hostsHoldWhatTheyAreTold() {
        var told = new LinkedHashMap<UUID, Set<ItemKey>>();
        world.machines().forEach(machine -> told.put(machine.id().value(), new HashSet<>()));
        world.observer()
                .query(
                        "select host, kind, item from host_order where spec is not null",
                        row -> told.get(row.uuid("host"))
                                .add(new ItemKey(row.word("kind", ItemKey.Kind.class), row.uuid("item"))));
        for (var machine : world.machines()) {
            var held = new HashSet<>(machine.network().items());
            machine.hypervisor().guests().forEach(g -> held.add(new ItemKey(ItemKey.Kind.GUEST, g.residence())));
            var wanted = told.get(machine.id().value());
            for (var key : held) {
                if (!wanted.contains(key)) {
                    throw new Violation("settled-leftovers", machine.name() + " holds " + key + ", and is not told to");
                }
            }
            for (var key : wanted) {
                if (!held.contains(key) && key.kind() != ItemKey.Kind.GUEST) {
                    throw new Violation("settled-missing", machine.name() + " does not hold " + key);
                }
            }
        }
    }

    private void guestsAreAsWanted() {
        record Home(UUID residence, UUID host, UUID instance, String power, boolean failed) {}
        var homes = world.observer()
                .query(
                        """
                        select r.id, r.host, i.id as instance, i.power, i.fault_blocks
                          from residence r join instance i on i.id = r.instance
                        """,
                        row -> new Home(
                                row.uuid("id"),
                                row.uuid("host"),
                                row.uuid("instance"),
                                row.text("power"),
                                row.flag("fault_blocks")));
        for (var home : homes) {
            if (home.failed) continue;
            var machine = world.machines().stream()
                    .filter(m -> m.id().value().equals(home.host))
                    .findFirst()
                    .orElseThrow();
            var state =
                    machine.hypervisor().find(home.residence).map(Guest::state).orElse(Guest.State.STOPPED);
            if (!state.name().equals(home.power)) {
                throw new Violation(
                        "settled-guests",
                        "instance " + home.instance + " is to be " + home.power + ", and is " + state + " on "
                                + machine.name());
            }
        }
    }

    private void tenantsFindWhatTheyKnow() {
        for (var tenant : world.tenants()) {
            while (tenant.wonders()) tenant.resolve();
            for (var thing : List.copyOf(tenant.things())) {
                if (thing.kind() == Kind.INSTANCE) instance(tenant, thing);
                else tenant.look(thing);
            }
        }
    }

    private void instance(Tenant tenant, Thing thing) {
        if (thing.state() != Thing.State.GONE) tenant.look(thing);
        if (thing.state() == Thing.State.GONE) {
            if (!world.observer().exists("select 1 from instance where id = ? and deleted_at is not null", thing.id()))
                throw new Violation("the-deleted-is-gone", thing + " is there");
            return;
        }
        var found = world.control().plane().compute().instances().find(tenant.caller("look"), thing.id());
        var condition = found.instance().condition();
        boolean named = found.instance().fault().isPresent();
        if (condition == brume.cloud.compute.Condition.FAILED && named) return;
        if (!thing.conditions().contains(condition)) {
            throw new Violation(
                    "the-acknowledged-is-there", thing + " is " + condition + ", and was to be " + thing.conditions());
        }
    }
}
