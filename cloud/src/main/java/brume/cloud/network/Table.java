package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Asked;
import brume.base.sql.Keyset;
import brume.base.sql.Reads;
import brume.base.sql.RowReader;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// How one kind of resource is read: alone, locked, and in lists. Each is one query.
///
/// @param kind    the resource's name in the model
/// @param name    of the table
/// @param select  `select … from name`, without conditions
/// @param columns by attribute of the model
record Table<T>(String kind, String name, String select, RowReader<T> reader, Map<String, Column> columns) {
    /// Adds the columns that all resources have.
    static Map<String, Column> standard(Map<String, Column> own) {
        var all = new HashMap<>(own);
        all.put("id", Column.id("id"));
        all.putIfAbsent("project", Column.reference("project"));
        all.put("description", Column.text("description"));
        all.put("created_at", new Column(Column.Type.TEXT, "created_at::text = any(?)", Optional.of("created_at")));
        all.put("updated_at", new Column(Column.Type.TEXT, "updated_at::text = any(?)", Optional.of("updated_at")));
        all.put("revision", Column.number("revision"));
        return Map.copyOf(all);
    }

    /// Adds names and tags.
    static Map<String, Column> named(Map<String, Column> own) {
        var all = new HashMap<>(tagged(own));
        all.put("name", Column.text("name"));
        return Map.copyOf(all);
    }

    /// Adds tags. Several values mean all of them.
    static Map<String, Column> tagged(Map<String, Column> own) {
        var all = new HashMap<>(standard(own));
        all.put("tags", Column.matching("tags @> ?"));
        all.put("tags-any", Column.matching("tags && ?"));
        all.put("not-tags", Column.matching("not tags @> ?"));
        all.put("not-tags-any", Column.matching("not tags && ?"));
        return Map.copyOf(all);
    }

    Optional<T> find(Reads reads, UUID id) {
        return reads.first(select + " where id = ?", reader, id);
    }

    /// Holds the row until the transaction ends.
    Optional<T> lock(Tx tx, UUID id) {
        return tx.first(select + " where id = ? for update", reader, id);
    }

    List<T> all(Reads reads, Collection<UUID> ids) {
        return reads.query(select + " where id = any(?::uuid[]) order by id", reader, ids);
    }

    List<T> where(Reads reads, String condition, Object... parameters) {
        return reads.query(where(condition), reader, parameters);
    }

    Asked<T> ask(Tx tx, String condition, Object... parameters) {
        return tx.ask(where(condition), reader, parameters);
    }

    private String where(String condition) {
        return select + " where " + condition + " order by id";
    }

    /// Where another's thing stands in the order of mine would tell what it is.
    private void requireSeen(Reads reads, Where sight, UUID marker) {
        var among = select + (sight.text().isEmpty() ? " where" : sight.text() + " and") + " id = ?";
        if (reads.first(among, reader, sight.parameters(marker)).isEmpty()) throw new CloudFault.NotFound(kind, marker);
    }

    /// @param sight what the caller may see
    /// @throws CloudFault.NotFound when the caller may not see the marker
    List<T> list(Reads reads, Where sight, Listing listing) {
        listing.marker().ifPresent(marker -> requireSeen(reads, sight, marker));
        listing.where().forEach((name, values) -> {
            var column = columns.get(name);
            if (column == null) throw new IllegalArgumentException(kind + " has no column " + name);
            column.add(sight, name, values);
        });
        var sorts = new ArrayList<Keyset.Sort>();
        for (var order : listing.orders()) {
            var column = columns.get(order.attribute());
            if (column == null || column.sort().isEmpty()) {
                throw new CloudFault.Invalid(order.attribute() + " is not a sort key");
            }
            sorts.add(new Keyset.Sort(column.sort().get(), order.ascending()));
        }
        var keyset = new Keyset(name, sorts, listing.marker(), listing.limit().orElse(Integer.MAX_VALUE));
        if (listing.reverse()) keyset = keyset.reversed();
        keyset.after(sight);
        var rows = reads.query(select + sight.text() + keyset.order(), reader, sight.parameters());
        return listing.reverse() ? rows.reversed() : rows;
    }
}
