package brume.base.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Pages by key: a fixed choice of sort columns, none of them ever null, with `id` as the tie-break.
///
/// @param table  the table (or view) that the columns are of; it has a column `id`
/// @param sorts  most important first; what is sorted by already sorts nothing once more, and is left out
/// @param marker the last row of the page before
/// @param limit  rows at most
public record Keyset(String table, List<Sort> sorts, Optional<UUID> marker, int limit) {
    public Keyset {
        var by = new LinkedHashMap<String, Sort>();
        for (var sort : sorts) by.putIfAbsent(sort.expression, sort);
        sorts = List.copyOf(by.values());
    }

    /// One sort key.
    ///
    /// @param expression SQL over columns of the table, never null; from our code, never from a caller
    public record Sort(String expression, boolean ascending) {
        Sort reversed() {
            return new Sort(expression, !ascending);
        }
    }

    /// The same rows from the other end.
    public Keyset reversed() {
        return new Keyset(table, withId().stream().map(Sort::reversed).toList(), marker, limit);
    }

    /// Adds "comes after the marker". What an index can follow stands first, so that a page from the middle costs no
    /// more than the first one.
    public Where after(Where where) {
        if (marker.isEmpty()) return where;
        var keys = withId();
        boolean alike = keys.stream().allMatch(key -> key.ascending == keys.getFirst().ascending);
        if (alike) {
            var columns = String.join(", ", keys.stream().map(Sort::expression).toList());
            var values = String.join(", ", keys.stream().map(this::marked).toList());
            return where.and(
                    "(%s) %s (%s)".formatted(columns, keys.getFirst().ascending ? ">" : "<", values),
                    Collections.nCopies(keys.size(), marker.get()).toArray());
        }
        var first = keys.getFirst();
        where.and("%s %s %s".formatted(first.expression, first.ascending ? ">=" : "<=", marked(first)), marker.get());
        var alternatives = new ArrayList<String>();
        var values = new ArrayList<Object>();
        for (int i = 0; i < keys.size(); i++) {
            var parts = new ArrayList<String>();
            for (int j = 0; j <= i; j++) {
                var key = keys.get(j);
                var sign = j < i ? "=" : key.ascending ? ">" : "<";
                parts.add("%s %s %s".formatted(key.expression, sign, marked(key)));
                values.add(marker.get());
            }
            alternatives.add("(" + String.join(" and ", parts) + ")");
        }
        return where.and(String.join(" or ", alternatives), values.toArray());
    }

    /// The key of the marker's row.
    private String marked(Sort key) {
        return "(select %s from %s where id = ?)".formatted(key.expression, table);
    }

    /// ` order by … limit …`.
    public String order() {
        var keys = withId().stream()
                .map(s -> s.expression + (s.ascending ? " asc" : " desc"))
                .toList();
        return " order by " + String.join(", ", keys) + " limit " + limit;
    }

    private List<Sort> withId() {
        if (sorts.stream().anyMatch(s -> s.expression.equals("id"))) return sorts;
        var all = new ArrayList<>(sorts);
        all.add(new Sort("id", sorts.isEmpty() || sorts.getLast().ascending));
        return all;
    }
}
