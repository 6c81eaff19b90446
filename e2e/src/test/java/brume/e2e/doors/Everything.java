package brume.e2e.doors;

import brume.base.sql.Sql;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// All that a cloud has written down, row by row, but for what each request may leave (the audit's rows) and what goes
/// on by itself.
final class Everything {
    /// What a refused request leaves, or what is written without any.
    private static final Set<String> ASIDE = Set.of("audit", "finding", "host");

    private Everything() {}

    /// The rows of each table, as text.
    static SortedMap<String, Set<String>> of(Sql sql) {
        var all = new TreeMap<String, Set<String>>();
        var tables = sql.query("""
                SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                """, row -> row.text("relname"));
        for (var table : tables)
            if (!ASIDE.contains(table))
                all.put(
                        table,
                        new TreeSet<>(
                                sql.query("SELECT t::text AS row FROM \"" + table + "\" t", row -> row.text("row"))));
        return all;
    }
}
