package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.cloud.hosts.HostListener;
import brume.cloud.journal.Journal;
import brume.cloud.placement.Placement;
import brume.contract.GuestSeen;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.ItemSeen;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// What hosts say of guests: recorded with the residence, then looked at by the reconciler.
final class GuestNews implements HostListener {
    private final InstantSource clock;
    private final Journal journal;
    private final Placement placement;
    private final InstanceStore store;
    private final InstanceActions actions;
    private final Consumer<UUID> wake;

    GuestNews(
            InstantSource clock,
            Journal journal,
            Placement placement,
            InstanceStore store,
            InstanceActions actions,
            Consumer<UUID> wake) {
        this.clock = clock;
        this.journal = journal;
        this.placement = placement;
        this.store = store;
        this.actions = actions;
        this.wake = wake;
    }

    /// A residence as it was before the news.
    private record Before(
            UUID residence,
            UUID instance,
            UUID project,
            HostId host,
            long generation,
            String state,
            int boots,
            int losses,
            boolean shutDownInside,
            Optional<String> hypervisor) {
        /// Whether the word says no more than what is written.
        boolean says(GuestSeen guest) {
            return same(guest)
                    && generation == guest.generation()
                    && hypervisor.equals(Optional.of(guest.hypervisor().name()));
        }

        /// Whether the guest is as it was: nobody has to look at it.
        boolean same(GuestSeen guest) {
            return guest.fault().isEmpty()
                    && state.equals(guest.state().name())
                    && boots == guest.boots()
                    && losses == guest.losses()
                    && shutDownInside == guest.shutDownInside();
        }
    }

    @Override
    public void seen(Tx tx, List<News> news) {
        var orders = new LinkedHashMap<UUID, ItemSeen>();
        var guests = new ArrayList<GuestSeen>();
        var speakers = new HashMap<UUID, HostId>();
        for (var of : news) {
            for (var item : of.items()) {
                if (item.key().kind() != ItemKey.Kind.GUEST) continue;
                // What it is then, the guest's own word says.
                if (item.state() == ItemSeen.State.HELD) continue;
                orders.put(item.key().id(), item);
                speakers.put(item.key().id(), of.host());
            }
            guests.addAll(of.guests());
            of.guests().forEach(guest -> speakers.put(guest.residence(), of.host()));
        }
        if (speakers.isEmpty()) return;
        var known = known(tx, speakers);
        guests.removeIf(guest -> Optional.ofNullable(known.get(guest.residence()))
                .filter(before -> !before.says(guest))
                .isEmpty());
        var about = new LinkedHashSet<UUID>();
        orders.keySet().stream().filter(known::containsKey).forEach(about::add);
        guests.stream()
                .filter(guest -> !known.get(guest.residence()).same(guest))
                .forEach(guest -> about.add(guest.residence()));
        guests(tx, known, guests);
        orders(tx, known, orders.values());
        var instances = about.stream()
                .map(residence -> known.get(residence).instance)
                .distinct()
                .sorted()
                .toList();
        var settled = settle(tx, instances);
        var others = instances.stream()
                .filter(instance -> !settled.contains(instance))
                .toList();
        if (others.isEmpty()) return;
        store.news(tx, others, clock.instant());
        others.forEach(instance -> tx.afterCommit(() -> wake.accept(instance)));
    }

    /// Those that go wait for no word of it: they are gone for their owners.
    @Override
    public void lost(Tx tx, HostId host) {
        tx.query("""
                        select i.id from residence r join instance i on i.id = r.instance
                         where r.host = ? and i.residency = 'GONE' and i.deleted_at is null
                        """, row -> row.uuid("id"), host.value())
                .forEach(instance -> tx.afterCommit(() -> wake.accept(instance)));
    }

    @Override
    public void removed(Tx tx, HostId host) {
        long homes = tx.only(
                "select count(*) as n from residence where host = ? and role = 'ACTIVE'",
                row -> row.whole("n"),
                host.value());
        if (homes > 0) {
            throw new CloudFault.Conflict(
                    "host-in-use",
                    "The host is the home of " + homes + " instances; delete them, or move them, first.");
        }
        tx.update("delete from residence where host = ?", host.value());
    }

    /// Those that were to go are gone.
    @Override
    public void fenced(Tx tx, HostId host) {
        tx.query(
                        "delete from residence where host = ? and role = 'OUTGOING' returning id, instance",
                        row -> List.of(row.uuid("id"), row.uuid("instance")),
                        host.value())
                .forEach(gone -> {
                    placement.release(tx, gone.getFirst());
                    tx.afterCommit(() -> wake.accept(gone.getLast()));
                });
    }

    /// Those that are as they are wanted now are recorded at once, all together, and of those whose hosts are at it
    /// there is nothing to do; the others are the reconciler's. One that somebody is just at is left alone: here
    /// orders are locked before instances, there after them.
    ///
    /// @return of which instances nothing is left to do
    private Set<UUID> settle(Tx tx, List<UUID> instances) {
        if (instances.isEmpty()) return Set.of();
        var now = clock.instant();
        var settled = new HashSet<UUID>();
        var arrived = new ArrayList<Found>();
        for (var found : store.free(tx, instances)) {
            var instance = found.instance();
            var step = Lifecycle.next(instance, found.home(), true, now);
            // The others' hosts may have to be told.
            boolean lost = found.home().filter(Residence::lost).isPresent();
            boolean arrives = step instanceof Lifecycle.Step.Arrive && !Lifecycle.untold(instance) && !lost;
            if (arrives) arrived.add(found);
            if (arrives || !lost && Lifecycle.underWay(step, instance, found.home(), now)) settled.add(instance.id());
        }
        if (arrived.isEmpty()) return settled;
        actions.end(tx, arrived, now);
        store.replace(
                tx, arrived.stream().map(found -> found.instance().arrived(now)).toList());
        return settled;
    }

    /// Those residences of which their own hosts speak.
    private static Map<UUID, Before> known(Tx tx, Map<UUID, HostId> speakers) {
        var known = new LinkedHashMap<UUID, Before>();
        // Locked in one order, so that two reports do not wait for each other.
        tx
                .query(
                        """
                        select r.id, r.instance, i.project, r.host, r.seen_generation, r.state, r.boots, r.losses,
                               r.shut_down_inside, r.hypervisor
                          from residence r join instance i on i.id = r.instance
                         where r.id = any(?::uuid[])
                         order by r.id
                           for update of r
                        """,
                        row -> new Before(
                                row.uuid("id"),
                                row.uuid("instance"),
                                row.uuid("project"),
                                new HostId(row.uuid("host")),
                                row.whole("seen_generation"),
                                row.text("state"),
                                row.integer("boots"),
                                row.integer("losses"),
                                row.flag("shut_down_inside"),
                                row.optText("hypervisor")),
                        speakers.keySet())
                .stream()
                .filter(before -> before.host.equals(speakers.get(before.residence)))
                .forEach(before -> known.put(before.residence, before));
        return known;
    }

    /// The newest word about each guest is recorded, unless a newer one is known. A fault stays until the guest does
    /// something else.
    private void guests(Tx tx, Map<UUID, Before> known, List<GuestSeen> guests) {
        var rows = new ArrayList<Object[]>();
        var now = clock.instant();
        for (var guest : guests.stream()
                .sorted(Comparator.comparing(GuestSeen::generation))
                .toList()) {
            var before = known.get(guest.residence());
            if (before == null) continue;
            rows.add(new Object[] {
                guest.generation(),
                guest.state(),
                guest.boots(),
                guest.losses(),
                guest.shutDownInside(),
                guest.hypervisor(),
                guest.fault(),
                guest.state(),
                guest.fault().map(fault -> now),
                guest.state(),
                guest.residence(),
                guest.generation()
            });
            if (guest.losses() > before.losses) lost(tx, before, guest);
        }
        if (rows.isEmpty()) return;
        tx.laterAll("""
                update residence
                   set seen_generation = ?, state = ?, boots = ?, losses = ?, shut_down_inside = ?, hypervisor = ?,
                       fault = coalesce(?, case when state = ? then fault end),
                       fault_at = coalesce(?, case when state = ? then fault_at end)
                 where id = ? and seen_generation <= ?
                """, rows);
    }

    /// The instance itself is written by who looks at it next: here orders are locked already, and verbs lock those
    /// after instances.
    private void lost(Tx tx, Before before, GuestSeen guest) {
        journal.event(
                tx,
                "instance",
                before.instance,
                Optional.of(before.project),
                "compute:instances:lost",
                Map.of("losses", guest.losses()));
    }

    private void orders(Tx tx, Map<UUID, Before> known, Collection<ItemSeen> orders) {
        for (var item : orders) {
            var id = item.key().id();
            if (!known.containsKey(id)) {
                // A stranger: what it used is free. Of any other that is gone, nothing is left to be given back.
                if (item.state() == ItemSeen.State.REMOVED) placement.release(tx, id);
                continue;
            }
            switch (item.state()) {
                case FAILED ->
                    tx.update(
                            "update residence set fault = ?, fault_at = ? where id = ?",
                            item.fault(),
                            clock.instant(),
                            id);
                case REMOVED -> tx.update("""
                            update residence set removed = true, state = 'ABSENT', generation = generation + 1
                             where id = ? and role = 'OUTGOING'
                            """, id);
                case HELD, UNKNOWN -> {}
            }
        }
    }
}
