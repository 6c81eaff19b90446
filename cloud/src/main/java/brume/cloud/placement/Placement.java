package brume.cloud.placement;

import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.hosts.Host;
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
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Decides which host a guest goes to, and keeps the account of room: chosen in memory from a sample, claimed in the
/// database under the hosts' row locks. What it costs does not grow with the number of hosts, but where hardly any
/// host will do.
public final class Placement implements HostListener {
    private static final int TRIES = 4;
    private final Hosts hosts;
    private final RandomGenerator random;
    private final Overcommit overcommit;
    private final Chooser chooser;
    private final RoomChecks checks;
    private final InventoryStore inventory = new InventoryStore();

    public Placement(Sql sql, Hosts hosts, Overcommit overcommit, RandomGenerator random) {
        this.hosts = hosts;
        this.random = random;
        this.overcommit = overcommit;
        chooser = new Chooser(random);
        checks = new RoomChecks(sql);
        hosts.listen(this);
    }

    /// All hosts with their room, by name.
    public List<Candidate> candidates(Reads reads) {
        return candidates(hosts.all(reads), inventory.all(reads));
    }

    /// A page of hosts with their room, by id.
    public List<Candidate> page(Reads reads, Optional<HostId> after, int limit) {
        return with(reads, hosts.page(reads, after, limit));
    }

    public Optional<Candidate> find(Reads reads, HostId host) {
        return with(reads, hosts.find(reads, host).stream().toList()).stream().findFirst();
    }

    /// Hosts with their room.
    List<Candidate> with(Reads reads, List<Host> some) {
        return candidates(some, inventory.of(reads, some.stream().map(Host::id).toList()));
    }

    private static List<Candidate> candidates(List<Host> hosts, Map<HostId, InventoryStore.Stock> stocks) {
        return hosts.stream()
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
            var wished = choose(tx, waiting, choices);
            var refused = claim(tx, wished, waiting, choices);
            if (attempt == TRIES) refused.forEach(demand -> choices.put(demand.residence(), busy(demand)));
            waiting = attempt == TRIES ? List.of() : refused;
        }
        return demands.stream().map(demand -> choices.get(demand.residence())).toList();
    }

    private static Choice busy(Demand demand) {
        return new Choice(
                demand.residence(),
                Optional.empty(),
                "No valid host was found: those that there were have just been filled.\nThe hosts filled up while this one was chosen.");
    }

    private Map<UUID, HostId> choose(Tx tx, List<Demand> demands, Map<UUID, Choice> choices) {
        var claims = new HashMap<HostId, Room>();
        var walks = new HashMap<Walk.Where, Walk>();
        var wished = new LinkedHashMap<UUID, HostId>();
        for (var demand : demands) {
            var walk = walks.computeIfAbsent(
                    Walk.Where.of(demand),
                    where -> new Walk(tx, hosts, this, where, random.nextLong(), demands.size()));
            var outcome = chooser.choose(claimed(walk.seen(), claims), demand);
            while (outcome.candidate().isEmpty() && walk.goOn()) {
                outcome = chooser.choose(claimed(walk.seen(), claims), demand);
            }
            // Nobody is refused but after a look at all of them, those included that no guest may be placed on.
            if (outcome.candidate().isEmpty()) outcome = chooser.choose(claimed(candidates(tx), claims), demand);
            outcome.candidate().ifPresent(taken -> {
                claims.merge(taken.host().id(), demand.room(), Room::plus);
                wished.put(demand.residence(), taken.host().id());
            });
            choices.put(
                    demand.residence(),
                    new Choice(demand.residence(), outcome.candidate().map(Candidate::host), outcome.explanation()));
        }
        return wished;
    }

    private static List<Candidate> claimed(List<Candidate> candidates, Map<HostId, Room> claims) {
        if (claims.isEmpty()) return candidates;
        return candidates.stream()
                .map(candidate -> Optional.ofNullable(
                                claims.get(candidate.host().id()))
                        .map(candidate::claimed)
                        .orElse(candidate))
                .toList();
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
    public void greeted(Tx tx, List<HostHello> hellos) {
        var rooms = new LinkedHashMap<HostId, Room>();
        hellos.forEach(hello -> rooms.put(hello.host(), room(hello.inventory())));
        inventory.capacity(tx, rooms);
    }

    private Room room(HostHello.Inventory has) {
        return new Room(
                (long) (has.vcpus() * overcommit.vcpus()), (long) (has.memoryBytes() * overcommit.memory()), (long)
                        (has.diskBytes() * overcommit.disk()));
    }
}
