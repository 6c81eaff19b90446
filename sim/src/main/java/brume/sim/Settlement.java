package brume.sim;

import brume.base.json.Json;
import brume.cloud.access.Caller;
import brume.cloud.compute.Condition;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.host.hypervisor.Guest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What holds when there is peace, and time has passed.
final class Settlement {
    private final World world;
    private final Books books;
    private final Causes causes;
    private Optional<Set<String>> before = Optional.empty();

    Settlement(World world) {
        this.world = world;
        books = world.books();
        causes = new Causes(world);
    }

    /// Everything is planned anew, once, and nobody may be told anything else for it.
    ///
    /// @return whether that has been seen
    boolean planned() {
        var now = told();
        if (before.isEmpty()) {
            before = Optional.of(now);
            enableHosts();
            var clock = world.control().party().clock().instant();
            world.observer().update("""
                insert into network_due (kind, id, due_at)
                select 'NETWORK', id, ?::timestamptz from network
                union all select 'ROUTER', id, ?::timestamptz from router
                union all select 'GROUP', id, ?::timestamptz from security_group
                order by 1, 2
                """, clock, clock, clock);
            world.observer()
                    .update("insert into guest_due (instance, due_at) select id, ? from instance order by id", clock);
            return false;
        }
        var old = before.get();
        if (now.equals(old)) return true;
        var fresh = new LinkedHashSet<>(now);
        fresh.removeAll(old);
        old.removeAll(now);
        throw new Violation("hosts-are-told-what-a-fresh-plan-says", "told " + fresh + ", and was " + old);
    }

    /// Gateways stay on a host that was disabled while no other was in reach.
    private void enableHosts() {
        var plane = world.control().plane();
        world.machines()
                .forEach(machine ->
                        plane.sql().run(tx -> plane.hosts().enable(tx, machine.id(), true, Optional.empty())));
    }

    private Set<String> told() {
        return new LinkedHashSet<>(world.observer().query("""
            select o.host || ' ' || o.kind || ' ' || o.item || ' '
                   || coalesce(case when o.spec is null then null when o.shared = o.ordered_at then s.spec else o.spec end::text, 'nothing')
                   as line
              from host_order o left join shared_spec s on s.kind = o.kind and s.item = o.item
             order by line
            """, row -> row.text("line")));
    }

    /// @throws Violation of a rule `settled-…` for what may need some more time yet
    void look() {
        for (var machine : world.machines()) {
            if (machine.party().dead() || machine.cut())
                throw new Violation("settled-hosts", machine.name() + " is away");
        }
        if (!world.control().up()) throw new Violation("settled-control", "the controller is away");
        nothingWaits();
        hostsHoldWhatTheyAreTold();
        guestsAreAsWanted();
        theDeletedIsGone();
        auditFindsNothing();
        everybodyFindsWhatTheyKnow();
    }

    private void nothingWaits() {
        books.none("settled-tasks", """
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
        books.none("settled-residences", """
            select 'residence ' || r.id || ' is ' || r.role || ' of ' || i.residency || ' ' || i.id as what
              from residence r join instance i on i.id = r.instance
             where r.role <> 'ACTIVE' or i.residency <> 'HOSTED'
            """);
        books.none("settled-orders", """
            select 'order ' || kind || ' ' || item || ' ' || generation || ' for ' || host
                   || ' is not seen: ' || coalesce(fault, '') as what
              from host_order where seen < generation or spec is null
            union all
            select 'order ' || kind || ' ' || item || ' for ' || host || ' has failed: ' || fault
              from host_order where state <> 'HELD'
            """);
        books.none("settled-bindings", """
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
        var told = new LinkedHashMap<UUID, Map<ItemKey, Item>>();
        world.machines().forEach(machine -> told.put(machine.id().value(), new LinkedHashMap<>()));
        world.observer().query("""
            select o.host, o.kind, o.item, coalesce(s.spec, o.spec) as spec
              from host_order o left join shared_spec s on o.shared = o.ordered_at and s.kind = o.kind and s.item = o.item
             where o.spec is not null
            """, row -> {
            var kind = row.word("kind", ItemKey.Kind.class);
            var host = row.uuid("host");
            return told.get(host)
                    .put(
                            new ItemKey(kind, row.uuid("item")),
                            Json.read(row.text("spec"), kind.type()).on(new HostId(host)));
        });
        for (var machine : world.machines()) {
            var held = new HashSet<>(machine.network().items());
            machine.hypervisor().guests().forEach(g -> held.add(new ItemKey(ItemKey.Kind.GUEST, g.residence())));
            var wanted = told.get(machine.id().value());
            for (var key : held) {
                if (!wanted.containsKey(key)) {
                    throw new Violation("settled-leftovers", machine.name() + " holds " + key + ", and is not told to");
                }
            }
            wanted.forEach((key, item) -> {
                if (key.kind() == ItemKey.Kind.GUEST) return;
                var is = machine.network().item(key);
                if (is.filter(item::equals).isEmpty()) {
                    throw new Violation(
                            "settled-missing", machine.name() + " is told to hold " + item + ", and holds " + is);
                }
            });
        }
    }

    private void guestsAreAsWanted() {
        record Home(UUID residence, UUID host, UUID instance, String power, boolean failed, String seen, int boots) {}
        var homes = world.observer()
                .query(
                        """
                        select r.id, r.host, i.id as instance, i.power, i.fault_blocks, r.state, r.boots
                          from residence r join instance i on i.id = r.instance
                        """,
                        row -> new Home(
                                row.uuid("id"),
                                row.uuid("host"),
                                row.uuid("instance"),
                                row.text("power"),
                                row.flag("fault_blocks"),
                                row.text("state"),
                                row.integer("boots")));
        for (var home : homes) {
            var machine = world.machines().stream()
                    .filter(m -> m.id().value().equals(home.host))
                    .findFirst()
                    .orElseThrow();
            var guest = machine.hypervisor().find(home.residence);
            var is = guest.map(g -> g.state().name()).orElse("ABSENT");
            if (!is.equals(home.seen) || guest.map(Guest::boots).orElse(0) != home.boots) {
                throw new Violation(
                        "settled-news",
                        "instance " + home.instance + " is taken for " + home.seen + " after " + home.boots
                                + " boots, and is " + guest + " on " + machine.name());
            }
            if (home.failed) continue;
            var state = guest.map(Guest::state).orElse(Guest.State.STOPPED);
            if (!state.name().equals(home.power)) {
                throw new Violation(
                        "settled-guests",
                        "instance " + home.instance + " is to be " + home.power + ", and is " + state + " on "
                                + machine.name());
            }
        }
    }

    /// Also what no resource shows any more.
    private void theDeletedIsGone() {
        books.none("settled-rests", """
            select 'floating address ' || f.id || ' has lost ' || host(f.ip) as what from floating_ip f
             where not exists (select 1 from port_address a where a.port = f.own_port and a.ip = f.ip)
            union all
            select 'port ' || p.id || ' ends at no router' from port p
             where p.owner = 'network:router_interface'
               and not exists (select 1 from router_interface i where i.port = p.id)
            union all
            select 'port ' || p.id || ' is no floating address''s' from port p
             where p.owner = 'network:floatingip'
               and not exists (select 1 from floating_ip f where f.own_port = p.id)
            union all
            select 'port ' || p.id || ' is no gateway of a router' from port p
             where p.owner = 'network:router_gateway'
               and not exists (select 1 from router r where r.id::text = p.device and r.gateway_network = p.network)
            union all
            select 'residence ' || r.id || ' of ' || i.id || ', which is gone'
              from residence r join instance i on i.id = r.instance where i.deleted_at is not null
            union all
            select 'home of router ' || h.router || ' which has no guests on ' || h.host from router_home h
             where not exists (select 1 from host_order o
                                where o.host = h.host and o.kind = 'ROUTER' and o.item = h.router)
            """);
        var gone = world.operator().things().stream()
                .filter(thing -> thing.kind() == Kind.PROJECT && thing.state() == Thing.State.GONE)
                .map(Thing::id)
                .toList();
        books.none("settled-projects", """
            select 'limits of project ' || project || ', which is gone' as what from quota_limit
             where project = any(?::uuid[])
            union all
            select 'security group ' || id || ' of project ' || project || ', which is gone' from security_group
             where project = any(?::uuid[])
            """, gone, gone);
    }

    /// The audit, which knows more of each part, has nothing to say.
    private void auditFindsNothing() {
        var plane = world.control().plane();
        var cloud = Caller.cloud("settlement");
        plane.audit().run(cloud);
        var found = plane.audit().list(cloud, Optional.empty(), 100);
        if (!found.isEmpty()) {
            var first = found.getFirst();
            throw new Violation("settled-audit", first.check() + ": " + first.finding());
        }
        var stuck = plane.stuck().list(cloud, Optional.empty(), 100);
        if (!stuck.isEmpty())
            throw new Violation("settled-stuck", stuck.getFirst().toString());
    }

    private void everybodyFindsWhatTheyKnow() {
        for (var tenant : world.everybody()) {
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
        if (condition == Condition.FAILED) {
            causes.explain(thing, found.instance().fault().map(f -> f.message()).orElse(""));
            return;
        }
        // One that an operator has had a hand in may be left as it was then.
        if (!thing.wasDisturbed() && !thing.conditions().contains(condition)) {
            throw new Violation(
                    "the-acknowledged-is-there", thing + " is " + condition + ", and was to be " + thing.conditions());
        }
    }
}
