package brume.host.agent;

import brume.base.loop.Backoff;
import brume.base.loop.Next;
import brume.base.loop.ReconcileLoop;
import brume.base.loop.Scheduler;
import brume.contract.ControlLink;
import brume.contract.GuestSeen;
import brume.contract.HostId;
import brume.contract.HostReport;
import brume.contract.ItemKey;
import brume.contract.ItemSeen;
import brume.contract.LinkFault;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// What this host has to tell. Words about the same thing replace each other until they are told; while one report is
/// on its way, others gather for the next.
final class Outbox implements AutoCloseable {
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    /// How long a word that nobody waits for may wait for others.
    private static final Duration SOON = Duration.ofMillis(500);

    private final HostId host;
    private final ControlLink control;
    private final Scheduler scheduler;
    private final Consumer<ItemSeen> told;
    private final Map<ItemKey, ItemSeen> items = new LinkedHashMap<>();
    private final Map<UUID, GuestSeen> guests = new LinkedHashMap<>();
    private final Map<ItemKey, ItemSeen> lastItems = new HashMap<>();
    private final Map<UUID, GuestSeen> lastGuests = new HashMap<>();
    private final Runnable greet;
    private final ReconcileLoop<HostId> loop;
    private UUID session = new UUID(0, 0);
    private long serial;
    private boolean greeted;
    private boolean soon;

    /// @param told  called with each word about an item, once the control has recorded it
    /// @param greet called when the control does not know who speaks
    Outbox(
            HostId host,
            ControlLink control,
            Scheduler scheduler,
            RandomGenerator random,
            Consumer<ItemSeen> told,
            Runnable greet) {
        this.host = host;
        this.control = control;
        this.scheduler = scheduler;
        this.told = told;
        this.greet = greet;
        loop = new ReconcileLoop<>("reports", scheduler, random, RETRY, 1, key -> flush());
    }

    void item(ItemSeen seen) {
        synchronized (this) {
            if (seen.equals(lastItems.get(seen.key())) && !items.containsKey(seen.key())) return;
            items.put(seen.key(), seen);
            if (waits(seen)) {
                soon();
                return;
            }
        }
        loop.wake(host);
    }

    /// Each port on a network changes what all its hosts hold of it, and its groups: that they have got it is on
    /// record, and nothing follows from it. A port that is there for the first time waits for its guest's word.
    private boolean waits(ItemSeen seen) {
        if (seen.state() != ItemSeen.State.HELD) return false;
        var last = lastItems.get(seen.key());
        return switch (seen.key().kind()) {
            case NETWORK, SECURITY_GROUP -> last != null && last.state() == ItemSeen.State.HELD;
            case PORT -> last == null;
            case GUEST, ROUTER, EXTERNAL_NETWORK -> false;
        };
    }

    /// A guest that is about to be made is known not to be there.
    private boolean waits(GuestSeen seen) {
        return seen.state() == GuestSeen.State.ABSENT
                && seen.fault().isEmpty()
                && !lastGuests.containsKey(seen.residence());
    }

    private void soon() {
        if (soon) return;
        soon = true;
        scheduler.runAt(scheduler.clock().instant().plus(SOON), "reports", () -> {
            synchronized (this) {
                soon = false;
            }
            loop.wake(host);
        });
    }

    void guest(GuestSeen seen) {
        synchronized (this) {
            if (seen.equals(lastGuests.get(seen.residence())) && !guests.containsKey(seen.residence())) return;
            guests.put(seen.residence(), seen);
            if (waits(seen)) {
                soon();
                return;
            }
        }
        loop.wake(host);
    }

    /// Everything is to be told anew, once the control has been greeted: the line is a new one.
    synchronized void restart(UUID session) {
        this.session = session;
        greeted = false;
        serial = 0;
        lastItems.clear();
        lastGuests.clear();
    }

    /// The control knows who speaks.
    void greeted(UUID session) {
        synchronized (this) {
            if (!session.equals(this.session)) return;
            greeted = true;
        }
        loop.wake(host);
    }

    /// Whether the session is still the one that speaks; it is to be greeted again.
    private synchronized boolean ends(UUID session) {
        if (!session.equals(this.session)) return false;
        greeted = false;
        return true;
    }

    private Next flush() {
        HostReport report;
        synchronized (this) {
            if (!greeted || items.isEmpty() && guests.isEmpty()) return Next.SETTLED;
            report = new HostReport(
                    host, session, ++serial, List.copyOf(items.values()), List.copyOf(guests.values()), false);
        }
        try {
            control.report(report);
        } catch (LinkFault.NotGreeted e) {
            // One greeting for all that was said before it; what follows waits for it.
            if (ends(report.session())) greet.run();
            return Next.SETTLED;
        }
        synchronized (this) {
            for (var item : report.items()) {
                items.remove(item.key(), item);
                if (item.state() == ItemSeen.State.REMOVED) lastItems.remove(item.key());
                else lastItems.put(item.key(), item);
            }
            for (var guest : report.guests()) {
                guests.remove(guest.residence(), guest);
                if (guest.state() == GuestSeen.State.ABSENT) lastGuests.remove(guest.residence());
                else lastGuests.put(guest.residence(), guest);
            }
        }
        report.items().forEach(told);
        return Next.AGAIN;
    }

    @Override
    public void close() {
        loop.close();
    }
}
