package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Ip;
import brume.cloud.quota.Limit;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Subnet pools, and what can be done to them.
public final class SubnetPools {
    private static final Table<SubnetPool> POOLS = new Table<>(
            "subnet_pool",
            "subnet_pool",
            "select subnet_pool.* from subnet_pool",
            SubnetPools::row,
            Table.named(Map.of(
                    "ip_version", Column.number("ip_version"),
                    "shared", Column.flag("shared"),
                    "standard", Column.flag("standard"),
                    "shortest", Column.number("shortest"),
                    "longest", Column.number("longest"),
                    "usual", Column.number("usual"))));
    private final Means means;

    SubnetPools(Means means) {
        this.means = means;
    }

    /// What a pool is to be: what is absent is as usual, or stays as it is.
    public record Wish(
            Optional<String> name,
            Optional<String> description,
            Optional<List<Cidr>> prefixes,
            Optional<Integer> shortest,
            Optional<Integer> longest,
            Optional<Integer> usual,
            Optional<Boolean> shared,
            Optional<Boolean> standard,
            Optional<Optional<Long>> quota) {}

    /// @param project absent for the caller's own
    public record Draft(Optional<UUID> project, Wish wish) {}

    private static SubnetPool row(Row row) {
        return new SubnetPool(
                Standard.row(row),
                row.integer("ip_version"),
                row.texts("prefixes").stream().map(Cidr::of).toList(),
                row.integer("shortest"),
                row.integer("longest"),
                row.integer("usual"),
                row.flag("shared"),
                row.flag("standard"),
                row.optWhole("quota"));
    }

    private static Where sight(Caller caller) {
        var where = new Where();
        if (!Sight.all(caller)) where.and("project = ? or shared", Sight.project(caller));
        return where;
    }

    public List<SubnetPool> list(Caller caller, Listing listing) {
        return POOLS.list(means.sql(), sight(caller), listing);
    }

    /// @throws CloudFault.NotFound also when the caller may not see it
    public SubnetPool get(Caller caller, UUID id) {
        return visible(means.sql(), caller, id);
    }

    static SubnetPool visible(Reads reads, Caller caller, UUID id) {
        boolean all = Sight.all(caller);
        return POOLS.find(reads, id)
                .filter(pool -> pool.shared()
                        || all
                        || Sight.owns(caller, pool.standing().project()))
                .orElseThrow(() -> new CloudFault.NotFound("subnet_pool", id));
    }

    /// All of them, or none.
    public List<SubnetPool> create(Caller caller, List<Draft> drafts) {
        return means.tx(tx -> {
            var made = new ArrayList<SubnetPool>();
            for (var draft : drafts)
                made.add(POOLS.find(tx, create(tx, caller, draft)).orElseThrow());
            return made;
        });
    }

    private UUID create(Tx tx, Caller caller, Draft draft) {
        var project = Sight.home(caller, draft.project());
        var wish = draft.wish();
        boolean open = wish.shared().orElse(false) || wish.standard().orElse(false);
        if (open) caller.require(NetworkActions.SHARE, Target.ANY);
        means.quotas().check(tx, project, Limit.SUBNET_POOLS, 1, () -> used(tx, project));
        var prefixes = prefixes(wish.prefixes().orElse(List.of()));
        int version = prefixes.getFirst().version();
        int bits = version == 4 ? 32 : 128;
        int shortest = wish.shortest().orElse(version == 4 ? 8 : 64);
        int longest = wish.longest().orElse(bits);
        int usual = wish.usual().orElse(shortest);
        bounds(shortest, longest, usual, bits);
        if (wish.standard().orElse(false)) alone(tx, version, Optional.empty());
        var id = means.ids().next();
        var now = means.now();
        tx.update(
                """
                insert into subnet_pool (id, project, name, description, created_at, updated_at, ip_version, prefixes,
                                         shortest, longest, usual, shared, standard, quota)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                id,
                project,
                wish.name().orElse(""),
                wish.description().orElse(""),
                now,
                now,
                version,
                prefixes.stream().map(Cidr::toString).toList(),
                shortest,
                longest,
                usual,
                wish.shared().orElse(false),
                wish.standard().orElse(false),
                wish.quota().orElse(Optional.empty()));
        means.changed(tx, caller, "subnet_pool", id, Optional.of(project));
        return id;
    }

    private static long used(Tx tx, UUID project) {
        return tx.only("select count(*) as n from subnet_pool where project = ?", row -> row.whole("n"), project);
    }

    /// Of one version, and each piece once: neighbours and ranges within others are joined.
    private static List<Cidr> prefixes(List<Cidr> asked) {
        if (asked.isEmpty()) throw new CloudFault.Invalid("Empty subnet pool prefix list.");
        int version = asked.getFirst().version();
        if (asked.stream().anyMatch(cidr -> cidr.version() != version)) {
            throw new CloudFault.Invalid("Cannot mix IPv4 and IPv6 prefixes in a subnet pool.");
        }
        var all = new ArrayList<Cidr>();
        for (var cidr : asked.stream()
                .sorted((a, b) -> Integer.compare(a.length(), b.length()))
                .toList()) {
            if (all.stream().noneMatch(have -> have.contains(cidr))) all.add(cidr);
        }
        return joined(all).stream()
                .sorted((a, b) -> a.first().compareTo(b.first()))
                .toList();
    }

    /// Two halves of a range become that range, which may be half of another.
    private static Set<Cidr> joined(List<Cidr> pieces) {
        var all = new HashSet<>(pieces);
        var waiting = new ArrayDeque<>(pieces);
        while (!waiting.isEmpty()) {
            var one = waiting.poll();
            if (one.length() == 0 || !all.contains(one)) continue;
            var whole = new Cidr(one.first(), one.length() - 1);
            var other = whole.first().equals(one.first())
                    ? new Cidr(whole.last(), one.length())
                    : new Cidr(whole.first(), one.length());
            if (!all.contains(other)) continue;
            all.removeAll(List.of(one, other));
            all.add(whole);
            waiting.add(whole);
        }
        return all;
    }

    private static void bounds(int shortest, int longest, int usual, int bits) {
        if (longest > bits) {
            throw new CloudFault.Invalid(
                    "pool-too-long", "Illegal prefix bounds: max_prefixlen=" + longest + " too long.");
        }
        if (shortest > longest) {
            throw new CloudFault.Invalid(
                    "pool-too-long",
                    "Illegal prefix bounds: min_prefixlen=" + shortest + ", max_prefixlen=" + longest + ".");
        }
        if (usual < shortest || usual > longest) {
            throw new CloudFault.Invalid(
                    "pool-too-long",
                    "Illegal prefix bounds: default_prefixlen=" + usual + " is not between " + shortest + " and "
                            + longest + ".");
        }
    }

    private static void alone(Tx tx, int version, Optional<UUID> but) {
        tx.lock("subnet-pool", "standard");
        boolean taken = tx.exists(
                "select 1 from subnet_pool where standard and ip_version = ? and id is distinct from ?::uuid",
                version,
                but);
        if (taken) {
            throw new CloudFault.Conflict(
                    "default-pool", "A default subnetpool for this IP family has already been set.");
        }
    }

    public SubnetPool update(Caller caller, UUID id, Optional<Long> revision, Wish wish) {
        return means.tx(tx -> {
            Sight.change(caller, visible(tx, caller, id).standing(), "subnet_pool", true);
            var pool = POOLS.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("subnet_pool", id));
            Sight.unchanged(revision, pool.standing());
            boolean opened = wish.shared().filter(on -> on != pool.shared()).isPresent()
                    || wish.standard().filter(on -> on != pool.standard()).isPresent();
            if (opened) caller.require(NetworkActions.SHARE, Target.ANY);
            if (wish.shared().filter(on -> on != pool.shared()).isPresent()) {
                throw new CloudFault.Invalid("Cannot update read-only attribute shared");
            }
            if (wish.standard().orElse(false)) alone(tx, pool.ipVersion(), Optional.of(id));
            bounds(
                    wish.shortest().orElse(pool.shortest()),
                    wish.longest().orElse(pool.longest()),
                    wish.usual().orElse(pool.usual()),
                    pool.ipVersion() == 4 ? 32 : 128);
            var prefixes = wish.prefixes().map(asked -> grown(pool, prefixes(asked)));
            tx.update(
                    """
                    update subnet_pool
                       set name = coalesce(?, name), description = coalesce(?, description),
                           prefixes = coalesce(?::text[], prefixes), shortest = coalesce(?::integer, shortest),
                           longest = coalesce(?::integer, longest), usual = coalesce(?::integer, usual),
                           standard = coalesce(?::boolean, standard), quota = ?::bigint, revision = revision + 1,
                           updated_at = ?
                     where id = ?
                    """,
                    wish.name(),
                    wish.description(),
                    prefixes.map(all -> all.stream().map(Cidr::toString).toList()),
                    wish.shortest(),
                    wish.longest(),
                    wish.usual(),
                    wish.standard(),
                    wish.quota().orElse(pool.quota()),
                    means.now(),
                    id);
            means.changed(tx, caller, "subnet_pool", id, pool.standing().project());
            return POOLS.find(tx, id).orElseThrow();
        });
    }

    /// Prefixes may be added, never taken away.
    private static List<Cidr> grown(SubnetPool pool, List<Cidr> prefixes) {
        for (var old : pool.prefixes()) {
            if (prefixes.stream().noneMatch(cidr -> cidr.contains(old))) {
                throw new CloudFault.Invalid(
                        "pool-prefixes",
                        "Illegal update to prefixes: existing prefix " + old + " is not in the new list.");
            }
        }
        return prefixes;
    }

    /// @throws CloudFault.Conflict when a subnet was carved from it
    public void delete(Caller caller, UUID id) {
        delete(caller, id, Optional.empty());
    }

    /// As the other.
    ///
    /// @param revision the one that the caller has seen, if that matters
    /// @throws CloudFault.Stale when the resource has moved on
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        means.run(tx -> {
            Sight.change(caller, visible(tx, caller, id).standing(), "subnet_pool", true);
            var pool = POOLS.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("subnet_pool", id));
            Sight.unchanged(revision, pool.standing());
            if (tx.exists("select 1 from subnet where subnet_pool = ? limit 1", id)) {
                throw new CloudFault.Conflict(
                        "pool-in-use", "Unable to delete subnet pool: Subnet pool has existing allocations.");
            }
            tx.update("delete from subnet_pool where id = ?", id);
            means.changed(tx, caller, "subnet_pool", id, pool.standing().project());
        });
    }

    /// The address that a gateway has when nobody says otherwise.
    static Optional<Ip> firstHost(Cidr cidr) {
        if (cidr.length() >= cidr.first().bits() - 1) return Optional.of(cidr.first());
        return Optional.of(cidr.first().plus(1));
    }

    /// The cloud's own pool of an IP version.
    ///
    /// @throws CloudFault.NotFound also when the caller may not see it
    static UUID standard(Reads reads, Caller caller, int ipVersion) {
        var where = sight(caller).and("standard and ip_version = ?", ipVersion);
        return reads.first(POOLS.select() + where.text(), POOLS.reader(), where.parameters())
                .map(SubnetPool::id)
                .orElseThrow(() -> new CloudFault.NotFound("subnet_pool", "default"));
    }

    /// The wish with addresses from its pool; the pool stays locked, so that nobody else is given them.
    static SubnetWish carve(Tx tx, Caller caller, UUID project, UUID id, SubnetDraft draft) {
        var pool = visible(tx, caller, id);
        tx.lock("subnet-pool", id);
        if (pool.ipVersion() != draft.ipVersion()) {
            throw new CloudFault.Invalid(
                    "Bad subnets request: The IP version of the subnet pool is " + pool.ipVersion() + ".");
        }
        var taken = tx.query(
                "select cidr::text as cidr, project from subnet where subnet_pool = ? order by cidr",
                row -> Map.entry(Cidr.of(row.text("cidr")), row.uuid("project")),
                id);
        var cidr = draft.wish().cidr().isPresent()
                ? asked(
                        pool,
                        draft.wish().cidr().get(),
                        taken.stream().map(Map.Entry::getKey).toList())
                : free(
                        pool,
                        draft.prefixLength().orElse(pool.usual()),
                        taken.stream().map(Map.Entry::getKey).toList());
        if (pool.quota().isPresent()) {
            var have = taken.stream()
                    .filter(entry -> entry.getValue().equals(project))
                    .map(entry -> size(entry.getKey()))
                    .reduce(BigInteger.ZERO, BigInteger::add);
            if (have.add(size(cidr)).compareTo(BigInteger.valueOf(pool.quota().get())) > 0) {
                throw new CloudFault.OverQuota("subnetpool", pool.quota().get(), have.longValue(), 1);
            }
        }
        return draft.wish().at(cidr);
    }

    /// In IPv4 addresses, or IPv6 /64 ranges.
    private static BigInteger size(Cidr cidr) {
        int free = (cidr.version() == 4 ? 32 : 64) - cidr.length();
        return free <= 0 ? BigInteger.ONE : BigInteger.ONE.shiftLeft(free);
    }

    private static void length(SubnetPool pool, int length) {
        if (length < pool.shortest()) {
            throw new CloudFault.Invalid(
                    "prefix-too-short",
                    "Unable to allocate subnet with prefix length " + length + ", minimum allowed prefix is "
                            + pool.shortest() + ".");
        }
        if (length > pool.longest()) {
            throw new CloudFault.Invalid(
                    "prefix-too-long",
                    "Unable to allocate subnet with prefix length " + length + ", maximum allowed prefix is "
                            + pool.longest() + ".");
        }
    }

    private static Cidr asked(SubnetPool pool, Cidr cidr, List<Cidr> taken) {
        length(pool, cidr.length());
        boolean within = pool.prefixes().stream().anyMatch(prefix -> prefix.contains(cidr));
        if (!within || taken.stream().anyMatch(cidr::overlaps)) {
            throw new CloudFault.NoCapacity(
                    "pool",
                    "Failed to allocate subnet: Cannot allocate requested subnet from the available set of prefixes.");
        }
        return cidr;
    }

    /// The lowest range of that length that is free: after each taken one, the next may begin.
    private static Cidr free(SubnetPool pool, int length, List<Cidr> taken) {
        length(pool, length);
        for (var prefix : pool.prefixes()) {
            if (length < prefix.length()) continue;
            var at = new Cidr(prefix.first(), length);
            while (prefix.contains(at)) {
                var here = at;
                var hit = taken.stream().filter(here::overlaps).findFirst();
                if (hit.isEmpty()) return at;
                var last = hit.get().last().compareTo(at.last()) > 0 ? hit.get().last() : at.last();
                if (last.compareTo(prefix.last()) >= 0) break;
                at = new Cidr(last.plus(1), length);
            }
        }
        throw new CloudFault.NoCapacity(
                "pool",
                "Failed to allocate subnet: Insufficient prefix space to allocate subnet size /" + length + ".");
    }
}
