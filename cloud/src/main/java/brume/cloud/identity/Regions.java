package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Parts of the world, in a tree.
public final class Regions {
    private static final String KIND = "region";
    private static final String SELECT = "select id, parent, description, extra from catalog_region";
    private final Ground ground;

    Regions(Ground ground) {
        this.ground = ground;
    }

    /// @param id as `RegionOne`
    public record Region(String id, Optional<String> parent, String description, JsonNode extra) {
        static Region row(Row row) {
            return new Region(row.text("id"), row.optText("parent"), row.text("description"), row.json("extra"));
        }
    }

    public List<Region> list(Caller caller, Optional<String> parent) {
        caller.require(IdentityActions.REGION_READ, Target.ANY);
        return ground.sql()
                .query(
                        SELECT + " where ?::text is null or parent = ? order by id",
                        Region::row,
                        parent.orElse(null),
                        parent.orElse(null));
    }

    public Region get(Caller caller, String id) {
        caller.require(IdentityActions.REGION_READ, Target.ANY);
        return ground.sql()
                .first(SELECT + " where id = ?", Region::row, id)
                .orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    /// @param id empty for one of our making
    /// @throws CloudFault.Conflict when there is such a region
    public Region create(Caller caller, String id, Optional<String> parent, String description, JsonNode extra) {
        caller.require(IdentityActions.CATALOG_CHANGE, Target.ANY);
        var name = id.isEmpty() ? Ids.plain(ground.ids().next()) : id;
        return Rows.unique(
                KIND,
                name,
                () -> ground.sql().tx(tx -> {
                    parent.ifPresent(p -> hold(tx, p));
                    tx.update(
                            "insert into catalog_region (id, parent, description, extra) values (?, ?, ?, ?)",
                            name,
                            parent,
                            description,
                            extra);
                    changed(tx, caller, "identity:regions:create", name);
                    return tx.only(SELECT + " where id = ?", Region::row, name);
                }));
    }

    /// @param parent an inner absence makes it a root
    public Region update(
            Caller caller, String id, Optional<Optional<String>> parent, Optional<String> description, JsonNode extra) {
        caller.require(IdentityActions.CATALOG_CHANGE, Target.ANY);
        return ground.sql().tx(tx -> {
            tx.lock("identity", "regions");
            var old = tx.first(SELECT + " where id = ? for update", Region::row, id)
                    .orElseThrow(() -> new CloudFault.NotFound(KIND, id));
            parent.flatMap(p -> p).ifPresent(p -> {
                hold(tx, p);
                if (above(tx, p).contains(id)) throw new CloudFault.Invalid("region " + p + " lies within " + id);
            });
            tx.update(
                    "update catalog_region set parent = ?, description = ?, extra = ? where id = ?",
                    parent.orElse(old.parent),
                    description.orElse(old.description),
                    Rows.merged(old.extra, extra),
                    id);
            changed(tx, caller, "identity:regions:update", id);
            return tx.only(SELECT + " where id = ?", Region::row, id);
        });
    }

    /// @throws CloudFault.Forbidden while it has regions or endpoints in it
    public void delete(Caller caller, String id) {
        caller.require(IdentityActions.CATALOG_CHANGE, Target.ANY);
        ground.sql().run(tx -> {
            if (tx.first("select id from catalog_region where id = ? for update", row -> true, id)
                    .isEmpty()) {
                throw new CloudFault.NotFound(KIND, id);
            }
            if (tx.exists("select from catalog_region where parent = ? limit 1", id)
                    || tx.exists("select from catalog_endpoint where region = ? limit 1", id)) {
                throw new CloudFault.Forbidden(
                        "Unable to delete region %s because it or its child regions have associated endpoints."
                                .formatted(id));
            }
            tx.update("delete from catalog_region where id = ?", id);
            changed(tx, caller, "identity:regions:delete", id);
        });
    }

    private static void hold(Tx tx, String id) {
        Rows.hold(tx, KIND, "catalog_region", id);
    }

    /// The region itself, and all above it.
    private static List<String> above(Tx tx, String id) {
        return tx.query("""
                with recursive line as (
                    select id, parent from catalog_region where id = ?
                    union
                    select r.id, r.parent from catalog_region r join line l on r.id = l.parent
                )
                select id from line
                """, row -> row.text("id"), id);
    }

    private void changed(Tx tx, Caller caller, String action, String id) {
        ground.journal().changed(tx, caller, action, KIND, id, Optional.empty(), Map.of());
    }
}
