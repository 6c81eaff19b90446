package brume.cloud.hosts;

import brume.base.fault.CloudFault;
import brume.base.loop.Next;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.journal.Journal;
import brume.cloud.upkeep.Check;
import brume.cloud.upkeep.Finding;
import brume.contract.HostHello;
import brume.contract.HostId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hosts that can't be reached and are known to be off: nobody has to wait for them any more. What was deleted there
/// lets go of its addresses and its room; the tombstones stay, and are carried out when the host is back.
///
/// That is safe because a host that was off makes nothing before it has greeted and been told what is over
/// ([brume.contract.HostWelcome]). One that comes back without having been off belies its fence, which is told.
public final class Fences {
    /// How much of a proof is kept, in characters.
    public static final int MOST_PROOF = 2000;

    private static final Logger LOG = LoggerFactory.getLogger(Fences.class);

    private final Sql sql;
    private final InstantSource clock;
    private final Journal journal;
    private final HostStore hosts;
    private final Collection<HostListener> listeners;
    private final Runnable changed;
    private final FenceStore store = new FenceStore();
    private final Set<HostId> underWay = ConcurrentHashMap.newKeySet();
    private volatile Optional<PowerSwitch> power = Optional.empty();
    /// Whether any host was ever fenced.
    private volatile boolean any;

    /// @param changed is run after each change of a host's standing
    Fences(
            Sql sql,
            InstantSource clock,
            Journal journal,
            HostStore hosts,
            Collection<HostListener> listeners,
            Runnable changed) {
        this.sql = sql;
        this.clock = clock;
        this.journal = journal;
        this.hosts = hosts;
        this.listeners = listeners;
        this.changed = changed;
    }

    /// From now on hosts can be powered off.
    public void by(PowerSwitch power) {
        this.power = Optional.of(power);
    }

    /// Finds the fences of an earlier life of ours.
    void recall() {
        any = store.any(sql);
    }

    /// The last fence of a host.
    ///
    /// @throws CloudFault.NotFound when it was never fenced
    public Fence get(Caller caller, HostId host) {
        caller.require(HostActions.FENCE, Target.ANY);
        return store.find(sql, host).orElseThrow(() -> new CloudFault.NotFound("fence of host", host));
    }

    /// Fences a host on a person's word.
    ///
    /// @param proof how it is known that the host is off
    /// @throws CloudFault.Conflict while it is connected
    public Fence fence(Caller caller, HostId id, String proof) {
        caller.require(HostActions.FENCE, Target.ANY);
        return sql.tx(tx -> write(tx, caller, away(tx, id), Fence.How.PERSON, proof));
    }

    /// Powers a host off by the operator's program, and fences it.
    ///
    /// @throws CloudFault.Conflict while it is connected, when no program is known, or when that does not succeed
    public Fence fence(Caller caller, HostId id) {
        caller.require(HostActions.FENCE, Target.ANY);
        var program = power.orElseThrow(() -> new CloudFault.Conflict(
                "fence-unproven",
                "No program is set that could power the host off (fence-program): tell by `proof` how it is known to"
                        + " be off."));
        if (!underWay.add(id)) throw new CloudFault.Conflict("fence-under-way", "It is being powered off already.");
        try {
            var before = sql.tx(tx -> new Before(away(tx, id), hosts.boot(tx, id)));
            var name = before.host.name();
            var said = program.off(name);
            if (!said.off()) {
                LOG.warn("host {} could not be powered off: {}", name, said.words());
                throw new CloudFault.Conflict(
                        "fence-failed", "Host " + name + " was not powered off: " + cut(said.words()));
            }
            return sql.tx(tx -> {
                var now = away(tx, id);
                // What was powered off may have been started again, and have spoken, before its being off is recorded.
                if (!hosts.boot(tx, id).equals(before.boot)) {
                    throw new CloudFault.Conflict("host-returned", "Host " + name + " has been back meanwhile.");
                }
                return write(tx, caller, now, Fence.How.PROGRAM, said.words());
            });
        } finally {
            underWay.remove(id);
        }
    }

    private record Before(Host host, Optional<UUID> boot) {}

    private Host away(Tx tx, HostId id) {
        var host = hosts.locked(tx, id).orElseThrow(() -> new CloudFault.NotFound("host", id));
        if (host.connected()) {
            throw new CloudFault.Conflict(
                    "host-connected", "Host " + host.name() + " is connected: what is there to be had is told it.");
        }
        return host;
    }

    private Fence write(Tx tx, Caller caller, Host host, Fence.How how, String proof) {
        var now = clock.instant();
        var kept = cut(proof);
        var fence = new Fence(
                host.id(), host.name(), now, caller.user(), how, kept, Optional.empty(), Optional.empty(), false);
        store.put(tx, fence, caller.request(), hosts.boot(tx, host.id()));
        listeners.forEach(listener -> listener.fenced(tx, host.id()));
        journal.changed(
                tx,
                caller,
                HostActions.FENCE.name(),
                "host",
                host.id(),
                Optional.empty(),
                Map.of("name", host.name(), "how", how.name(), "proof", kept));
        // Before the host may greet, which waits for this transaction.
        any = true;
        tx.afterCommit(() -> {
            changed.run();
            LOG.warn("host {} is fenced ({}): {}", host.name(), how, kept);
        });
        return fence;
    }

    private static String cut(String proof) {
        var plain = proof.replace('\0', ' ').strip();
        if (plain.length() <= MOST_PROOF) return plain;
        boolean halved = Character.isHighSurrogate(plain.charAt(MOST_PROOF - 1));
        return plain.substring(0, halved ? MOST_PROOF - 1 : MOST_PROOF);
    }

    /// Takes the word back: what is deleted on the host from now on waits for it again. What was let go stays so. Of a
    /// fence that was belied it says that this has been seen to.
    ///
    /// @throws CloudFault.NotFound when the host was never fenced
    public void lift(Caller caller, HostId id) {
        caller.require(HostActions.FENCE, Target.ANY);
        sql.run(tx -> {
            var host = hosts.locked(tx, id).orElseThrow(() -> new CloudFault.NotFound("host", id));
            var fence = store.find(tx, id).orElseThrow(() -> new CloudFault.NotFound("fence of host", id));
            if (!fence.stands() && !fence.belied()) return;
            store.end(tx, id, clock.instant());
            journal.changed(tx, caller, HostActions.UNFENCE, "host", id, Optional.empty(), Map.of("name", host.name()));
            tx.afterCommit(changed);
        });
    }

    /// Hosts whose fences hold.
    List<HostId> standing() {
        return any ? store.standing(sql) : List.of();
    }

    /// What was deleted on a fenced host since lets go, too.
    Next letGo(HostId id) {
        sql.run(tx -> {
            if (hosts.locked(tx, id).isEmpty()) return;
            if (store.find(tx, id).filter(Fence::stands).isEmpty()) return;
            listeners.forEach(listener -> listener.fenced(tx, id));
        });
        return Next.SETTLED;
    }

    /// Hosts have greeted.
    void greeted(Tx tx, List<HostHello> hellos, Instant now) {
        if (!any) return;
        for (var host : store.returned(tx, hellos, now)) {
            var fence = store.find(tx, host).orElseThrow();
            journal.event(
                    tx,
                    "host",
                    host,
                    Optional.empty(),
                    "hosts:fence-belied",
                    Map.of("name", fence.hostName(), "how", fence.how().name(), "proof", fence.proof()));
            tx.afterCommit(() -> LOG.error(
                    "host {} was fenced at {} ({}: {}) and had not been off: what was deleted there ran on while its"
                            + " addresses were free",
                    fence.hostName(),
                    fence.at(),
                    fence.how(),
                    fence.proof()));
        }
    }

    Check check() {
        return Check.of(
                "hosts.fences",
                "a host that was fenced had been off when it came back",
                (after, limit) -> sql.query(
                        "select host as id from fence where host > ? order by host limit ?",
                        row -> row.uuid("id"),
                        after,
                        limit),
                page -> store.belied(sql, page).stream().map(Fences::finding).toList());
    }

    private static Finding finding(Fence fence) {
        return Finding.of(
                        "host",
                        fence.host().value(),
                        "host " + fence.hostName() + " was fenced at " + fence.at() + ", and came back without having"
                                + " been off",
                        "the proof was wrong (" + fence.how() + ": " + fence.proof() + "): guests that were deleted"
                                + " may have used addresses that others had; look at what says so, then lift it by"
                                + " ./brume hosts fence --lift")
                .on(fence.host().value());
    }
}
