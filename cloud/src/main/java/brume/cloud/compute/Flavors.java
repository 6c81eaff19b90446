package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.journal.Journal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// The verbs of flavors.
public final class Flavors {
    private static final String KIND = "flavor";
    private final Sql sql;
    private final Journal journal;
    private final FlavorStore store = new FlavorStore();

    Flavors(Sql sql, Journal journal) {
        this.sql = sql;
        this.journal = journal;
    }

    /// What a list may be narrowed and ordered by.
    ///
    /// @param open        only those that all may use (true), or that not all may (false); both when empty, for
    ///                    administrators
    /// @param marker      id of the last flavor of the page before
    /// @param sort        one of the keys of [#SORTS]
    public record Listing(
            Optional<Boolean> open,
            long minMemoryBytes,
            long minDiskBytes,
            Optional<String> marker,
            int limit,
            String sort,
            boolean ascending) {}

    /// Sort keys, with the columns behind them.
    public static final Map<String, String> SORTS = Map.of(
            "flavorid", "id",
            "name", "name",
            "vcpus", "vcpus",
            "memory_mb", "memory_bytes",
            "root_gb", "disk_bytes",
            "created_at", "created_at");

    /// @throws CloudFault.NotFound when there is none of that id, or none that the caller may use
    public Flavor find(Caller caller, Reads reads, String id) {
        caller.require(ComputeActions.FLAVORS_SHOW, Target.ANY);
        return store.find(reads, id).filter(f -> usable(caller, reads, f)).orElseThrow(() -> missing(id));
    }

    /// As [#find], asked together with what else the transaction asks for.
    Supplier<Flavor> ask(Caller caller, Tx tx, String id) {
        caller.require(ComputeActions.FLAVORS_SHOW, Target.ANY);
        var asked = store.ask(tx, id);
        return () -> asked.first().filter(f -> usable(caller, tx, f)).orElseThrow(() -> missing(id));
    }

    public Flavor find(Caller caller, String id) {
        return find(caller, sql, id);
    }

    private boolean usable(Caller caller, Reads reads, Flavor flavor) {
        if (flavor.open() || caller.admin()) return true;
        return caller.project()
                .filter(project -> store.accessible(reads, flavor.id(), project))
                .isPresent();
    }

    private static CloudFault.NotFound missing(String id) {
        return new CloudFault.NotFound(KIND, id);
    }

    /// Flavors that the caller may use.
    ///
    /// @throws CloudFault.Invalid when the marker is unknown
    /// The id of the flavor that bears a name now.
    Optional<String> idOf(Reads reads, String name) {
        return reads.first("select id from flavor where name = ?", row -> row.text("id"), name);
    }

    public List<Flavor> list(Caller caller, Listing listing) {
        caller.require(ComputeActions.FLAVORS_LIST, Target.ANY);
        var where = new Where();
        if (!caller.admin()) {
            where.and(
                    "public or exists (select 1 from flavor_access a where a.flavor = flavor.id and a.project = ?)",
                    caller.project());
        } else {
            listing.open().ifPresent(open -> where.and("public = ?", open));
        }
        if (listing.minMemoryBytes() > 0) where.and("memory_bytes >= ?", listing.minMemoryBytes());
        if (listing.minDiskBytes() > 0) where.and("disk_bytes >= ?", listing.minDiskBytes());
        var column = SORTS.getOrDefault(listing.sort(), "id");
        var sign = listing.ascending() ? ">" : "<";
        listing.marker().ifPresent(marker -> {
            // Where another's flavor stands among mine would tell its size.
            if (store.find(sql, marker).filter(f -> usable(caller, sql, f)).isEmpty()) {
                throw new CloudFault.Invalid("marker [" + marker + "] not found");
            }
            where.and("(%s, id) %s (select %s, id from flavor where id = ?)".formatted(column, sign, column), marker);
        });
        var way = listing.ascending() ? "asc" : "desc";
        return store.list(sql, where, " order by %s %s, id %s limit %d".formatted(column, way, way, listing.limit()));
    }

    /// @throws CloudFault.Conflict when the id or the name is taken
    public Flavor create(Caller caller, Flavor flavor) {
        caller.require(ComputeActions.FLAVORS_MANAGE, Target.ANY);
        try {
            return sql.tx(tx -> {
                store.insert(tx, flavor);
                changed(tx, caller, flavor.id(), "create");
                return flavor;
            });
        } catch (SqlFault fault) {
            if (!fault.duplicate()) throw fault;
            var what = fault.constraint().equals("flavor_pkey") ? "ID " + flavor.id() : "name " + flavor.name();
            throw new CloudFault.Conflict("Flavor with " + what + " already exists.");
        }
    }

    public Flavor describe(Caller caller, String id, Optional<String> description) {
        caller.require(ComputeActions.FLAVORS_MANAGE, Target.ANY);
        return sql.tx(tx -> {
            if (store.describe(tx, id, description) == 0) throw missing(id);
            changed(tx, caller, id, "update");
            return store.find(tx, id).orElseThrow();
        });
    }

    /// Instances keep their copy.
    public void delete(Caller caller, String id) {
        caller.require(ComputeActions.FLAVORS_MANAGE, Target.ANY);
        sql.run(tx -> {
            if (store.delete(tx, id) == 0) throw missing(id);
            changed(tx, caller, id, "delete");
        });
    }

    /// Adds extra specs, or changes them.
    ///
    /// @return all of them
    public Map<String, String> specify(Caller caller, String id, Map<String, String> specs) {
        caller.require(ComputeActions.FLAVORS_MANAGE, Target.ANY);
        return sql.tx(tx -> {
            var all = new LinkedHashMap<>(
                    store.locked(tx, id).orElseThrow(() -> missing(id)).extraSpecs());
            all.putAll(specs);
            store.specs(tx, id, all);
            changed(tx, caller, id, "update");
            return all;
        });
    }

    /// @throws CloudFault.NotFound when the flavor has no such extra spec
    public void unspecify(Caller caller, String id, String key) {
        caller.require(ComputeActions.FLAVORS_MANAGE, Target.ANY);
        sql.run(tx -> {
            var all = new LinkedHashMap<>(
                    store.locked(tx, id).orElseThrow(() -> missing(id)).extraSpecs());
            if (all.remove(key) == null) throw new CloudFault.NotFound("extra spec", key);
            store.specs(tx, id, all);
            changed(tx, caller, id, "update");
        });
    }

    /// Projects that may use a flavor that is not open to all.
    ///
    /// @throws CloudFault.NotFound when it is open to all
    public List<UUID> access(Caller caller, String id) {
        caller.require(ComputeActions.FLAVORS_MANAGE, Target.ANY);
        var flavor = store.find(sql, id).orElseThrow(() -> missing(id));
        if (flavor.open()) throw new CloudFault.NotFound("access list of public flavor", id);
        return store.access(sql, id);
    }

    /// @throws CloudFault.Conflict when the project may use it already, or all may
    public List<UUID> grant(Caller caller, String id, UUID project) {
        caller.require(ComputeActions.FLAVORS_MANAGE, Target.ANY);
        return sql.tx(tx -> {
            var flavor = store.locked(tx, id).orElseThrow(() -> missing(id));
            if (flavor.open()) throw new CloudFault.Conflict("Can not add access to a public flavor.");
            if (store.grant(tx, id, project) == 0) {
                throw new CloudFault.Conflict(
                        "Flavor access already exists for flavor " + id + " and project " + project + " combination.");
            }
            changed(tx, caller, id, "grant");
            return store.access(tx, id);
        });
    }

    /// @throws CloudFault.NotFound when the project could not use it
    public List<UUID> revoke(Caller caller, String id, UUID project) {
        caller.require(ComputeActions.FLAVORS_MANAGE, Target.ANY);
        return sql.tx(tx -> {
            var flavor = store.locked(tx, id).orElseThrow(() -> missing(id));
            if (flavor.open()) throw new CloudFault.Conflict("Can not remove access of a public flavor.");
            if (store.revoke(tx, id, project) == 0) throw new CloudFault.NotFound("flavor access", project);
            changed(tx, caller, id, "revoke");
            return store.access(tx, id);
        });
    }

    private void changed(Tx tx, Caller caller, String id, String what) {
        journal.changed(tx, caller, "compute:flavors:" + what, KIND, id, Optional.empty(), Map.of());
    }
}
