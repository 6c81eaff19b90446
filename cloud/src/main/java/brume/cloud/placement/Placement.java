package brume.cloud.placement;

import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.hosts.HostListener;
import brume.cloud.hosts.Hosts;
import brume.cloud.upkeep.Check;
import brume.contract.HostHello;
import brume.contract.HostId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Decides which host a guest goes to, and keeps the account of room: chosen in memory from a snapshot, claimed in the
/// database under the hosts' row locks.
public final class Placement implements HostListener {
    private static final int TRIES = 4;
    private final Hosts hosts;
    private final Overcommit overcommit;
    private final Chooser chooser;
    private final RoomChecks checks;
    private final InventoryStore inventory = new InventoryStore();

    public Placement(Sql sql, Hosts hosts, Overcommit overcommit, RandomGenerator random) {
        this.hosts = hosts;
        this.overcommit = overcommit;
        chooser = new Chooser(random);
        checks = new RoomChecks(sql);
        hosts.listen(this);
    }

    /// All hosts with their room, by name.
    public List<Candidate> candidates(Reads reads) {
        var stocks = inventory.all(reads);
        return hosts.all(reads).stream()
                .map(host -> {
                    var stock = stocks.getOrDefault(host.id(), InventoryStore.Stock.NONE);
                    return new Candidate(host, stock.capacity(), stock.used());
                })
                .toList();
    }

    /// Chooses a host for each demand and claims its room there. To be called late in a transaction: the hosts' rows
    /// stay locked until its end.
    ///
    /// @return one choice for each demand, in their order
    public List<Choice> place(Tx tx, List<Demand> demands) {
        var choices = new HashMap<UUID, Choice>();
        var waiting = demands;
        for (int attempt = 1; !waiting.isEmpty(); attempt++) {
            var wished = choose(candidates(tx), waiting, choices);
            var refused = claim(tx, wished, waiting, choices);
            if (attempt == TRIES) refused.forEach(demand -> choices.put(demand.residence(), busy(demand)));
            waiting = attempt == TRIES ? List.of() : refused;
        }
        return demands.stream().map(demand -> choices.get(demand.residence())).toList();
    }

    private static Choice busy(Demand demand) {
        return new Choice(
                demand.residence(),
                java.util.Optional.empty(),
                "No valid host was found. The hosts filled up while this one was chosen.");
    }

    private Map<UUID, HostId> choose(List<Candidate> snapshot, List<Demand> demands, Map<UUID, Choice> choices) {
        var candidates = new ArrayList<>(snapshot);
        var wished = new LinkedHashMap<UUID, HostId>();
        for (var demand : demands) {
            var outcome = chooser.choose(candidates, demand);
            outcome.candidate().ifPresent(taken -> {
                candidates.set(candidates.indexOf(taken), taken.claimed(demand.room()));
                wished.put(demand.residence(), taken.host().id());
            });
            choices.put(
                    demand.residence(),
                    new Choice(
                            demand.residence(),
                            outcome.candidate().map(c -> c.host().id()),
                            outcome.explanation()));
        }
        return wished;
    }

    /// Claims what was wished for, as far as it still fits.
    ///
    /// @return the demands that no longer fit where they were to go
    private List<Demand> claim(Tx tx, Map<UUID, HostId> wished, List<Demand> demands, Map<UUID, Choice> choices) {
        if (wished.isEmpty()) return List.of();
        var targets = new TreeSet<HostId>(Comparator.comparing(HostId::value));
        targets.addAll(wished.values());
        var free = new HashMap<HostId, Room>();
        inventory
                .locked(tx, targets)
                .forEach((host, stock) -> free.put(host, stock.capacity().minus(stock.used())));
        var homes = new LinkedHashMap<UUID, HostId>();
        var rooms = new HashMap<UUID, Room>();
        var refused = new ArrayList<Demand>();
        for (var demand : demands) {
            var host = wished.get(demand.residence());
            if (host == null) continue;
            var left = free.getOrDefault(host, Room.NONE).minus(demand.room());
            if (left.vcpus() < 0 || left.memoryBytes() < 0 || left.diskBytes() < 0) {
                refused.add(demand);
                choices.remove(demand.residence());
                continue;
            }
            free.put(host, left);
            homes.put(demand.residence(), host);
            rooms.put(demand.residence(), demand.room());
        }
        if (!homes.isEmpty()) inventory.claim(tx, homes, rooms);
        return refused;
    }

    /// Claims room that is taken already, whether or not it is there.
    public void occupy(Tx tx, HostId host, UUID residence, Room room) {
        if (!claiming(tx, List.of(residence)).isEmpty()) return;
        inventory.occupy(tx, host, residence, room);
    }

    /// Gives the room of a residence back.
    public void release(Tx tx, UUID residence) {
        inventory.release(tx, residence);
    }

    /// Hosts whose account is wrong: none, or there is a bug.
    public List<HostId> audit(Reads reads) {
        return inventory.wrong(reads);
    }

    /// What must hold of this slice's tables.
    public List<Check> checks() {
        return checks.all();
    }

    /// Those who hold claims, a page of them.
    public List<UUID> claimants(Reads reads, UUID after, int limit) {
        return reads.query(
                "select distinct residence as id from claim where residence > ? order by residence limit ?",
                row -> row.uuid("id"),
                after,
                limit);
    }

    /// Those of several residences that hold claims.
    public List<UUID> claiming(Reads reads, List<UUID> residences) {
        return reads.query(
                "select distinct residence as id from claim where residence = any(?::uuid[])",
                row -> row.uuid("id"),
                residences);
    }

    @Override
    public void removed(Tx tx, HostId host) {
        inventory.forget(tx, host);
    }

    @Override
    public void greeted(Tx tx, HostHello hello) {
        var has = hello.inventory();
        inventory.capacity(
                tx,
                hello.host(),
                new Room(
                        (long) (has.vcpus() * overcommit.vcpus()),
                        (long) (has.memoryBytes() * overcommit.memory()),
                        (long) (has.diskBytes() * overcommit.disk())));
    }
}
