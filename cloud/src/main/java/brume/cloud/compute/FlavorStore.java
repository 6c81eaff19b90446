package brume.cloud.compute;

import brume.base.json.Json;
import brume.base.sql.Asked;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Flavors, and who may use those that are not open to all.
final class FlavorStore {
    private static final String COLUMNS = """
            select id, name, vcpus, memory_bytes, disk_bytes, ephemeral_bytes, swap_bytes, rxtx_factor, public,
                   description, extra_specs, created_at
              from flavor
            """;

    Optional<Flavor> find(Reads reads, String id) {
        return reads.first(COLUMNS + " where id = ?", FlavorStore::row, id);
    }

    /// As [#find].
    Asked<Flavor> ask(Tx tx, String id) {
        return tx.ask(COLUMNS + " where id = ?", FlavorStore::row, id);
    }

    boolean accessible(Reads reads, String id, UUID project) {
        return reads.exists("select 1 from flavor_access where flavor = ? and project = ?", id, project);
    }

    /// @param order ` order by …`, from our code
    List<Flavor> list(Reads reads, Where where, String order) {
        return reads.query(COLUMNS + where.text() + order, FlavorStore::row, where.parameters());
    }

    void insert(Tx tx, Flavor flavor) {
        tx.update(
                """
                insert into flavor (id, name, vcpus, memory_bytes, disk_bytes, ephemeral_bytes, swap_bytes, rxtx_factor,
                                    public, description, extra_specs, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                flavor.id(),
                flavor.name(),
                flavor.vcpus(),
                flavor.memoryBytes(),
                flavor.diskBytes(),
                flavor.ephemeralBytes(),
                flavor.swapBytes(),
                flavor.rxtxFactor(),
                flavor.open(),
                flavor.description(),
                Json.MAPPER.valueToTree(flavor.extraSpecs()),
                flavor.createdAt());
    }

    int describe(Tx tx, String id, Optional<String> description) {
        return tx.update("update flavor set description = ? where id = ?", description, id);
    }

    int delete(Tx tx, String id) {
        return tx.update("delete from flavor where id = ?", id);
    }

    void specs(Tx tx, String id, Map<String, String> specs) {
        tx.update("update flavor set extra_specs = ? where id = ?", Json.MAPPER.valueToTree(specs), id);
    }

    /// The flavor, unchanged by others until the transaction ends.
    Optional<Flavor> locked(Tx tx, String id) {
        return tx.first(COLUMNS + " where id = ? for update", FlavorStore::row, id);
    }

    List<UUID> access(Reads reads, String id) {
        return reads.query(
                "select project from flavor_access where flavor = ? order by project", row -> row.uuid("project"), id);
    }

    int grant(Tx tx, String id, UUID project) {
        return tx.update(
                "insert into flavor_access (flavor, project) values (?, ?) on conflict do nothing", id, project);
    }

    int revoke(Tx tx, String id, UUID project) {
        return tx.update("delete from flavor_access where flavor = ? and project = ?", id, project);
    }

    private static Flavor row(Row row) {
        return new Flavor(
                row.text("id"),
                row.text("name"),
                row.integer("vcpus"),
                row.whole("memory_bytes"),
                row.whole("disk_bytes"),
                row.whole("ephemeral_bytes"),
                row.whole("swap_bytes"),
                row.number("rxtx_factor"),
                row.flag("public"),
                row.optText("description"),
                strings(row.json("extra_specs")),
                row.instant("created_at"));
    }

    /// A JSON object of strings as a map.
    static Map<String, String> strings(JsonNode node) {
        if (node.isEmpty()) return Map.of();
        var map = new HashMap<String, String>();
        for (var entry : node.properties())
            map.put(entry.getKey(), entry.getValue().asString());
        return map;
    }
}
