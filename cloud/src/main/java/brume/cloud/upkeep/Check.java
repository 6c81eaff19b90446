package brume.cloud.upkeep;

import brume.base.sql.Row;
import brume.base.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// One thing that must always hold, looked at a page of rows at a time. The slice whose tables it is about contributes
/// it.
///
/// @param name  as `placement.room`
/// @param claim what must hold, in words
public record Check(String name, String claim, Look look) {
    /// Looks at one page.
    @FunctionalInterface
    public interface Look {
        /// @param after where the last page ended; the beginning when absent
        /// @param limit how many rows at most
        Page page(Optional<UUID> after, int limit);
    }

    /// What was found on a page.
    ///
    /// @param looked how many rows there were
    /// @param end    where the next page begins; absent when there is none
    public record Page(int looked, List<Finding> findings, Optional<UUID> end) {}

    /// Reads the ids of a page, in order.
    @FunctionalInterface
    public interface Keys {
        List<UUID> page(UUID after, int limit);
    }

    /// A check over ids: first those of the page, then what is wrong with any of them.
    public static Check of(String name, String claim, Keys keys, Function<List<UUID>, List<Finding>> wrong) {
        return new Check(name, claim, (after, limit) -> {
            var page = keys.page(after.orElse(new UUID(0, 0)), limit);
            var findings = page.isEmpty() ? List.<Finding>of() : wrong.apply(page);
            var end = page.size() < limit ? Optional.<UUID>empty() : Optional.of(page.getLast());
            return new Page(page.size(), findings, end);
        });
    }

    /// A check in SQL.
    ///
    /// @param keys    `select id … where id > ? order by id limit ?`: a column `id`
    /// @param wrong   a query with one parameter, the ids of the page; in one statement, so that it sees one moment
    /// @param finding makes a finding of a row of it
    public static Check of(
            String name, String claim, Sql sql, String keys, String wrong, Function<Row, Finding> finding) {
        return of(
                name,
                claim,
                (after, limit) -> sql.query(keys, row -> row.uuid("id"), after, limit),
                page -> sql.query(wrong, finding::apply, page));
    }

    /// As this, for what can't be seen in one moment: what is found is told when a second look finds it, too.
    public Check twice() {
        return new Check(name, claim, (after, limit) -> {
            var first = look.page(after, limit);
            if (first.findings.isEmpty()) return first;
            var second = look.page(after, limit).findings;
            var both = first.findings.stream().filter(second::contains).toList();
            return new Page(first.looked, both, first.end);
        });
    }

    /// As [#of], with a repair: told of as repaired when it brought the thing in order.
    public Check repairing(Repair repair) {
        return new Check(name, claim, (after, limit) -> {
            var page = look.page(after, limit);
            var findings = new ArrayList<Finding>();
            for (var found : page.findings) findings.add(repair.repair(found) ? found.mended() : found);
            return new Page(page.looked, findings, page.end);
        });
    }

    /// Brings in order what is provably ours, in a transaction of its own that looks again first.
    @FunctionalInterface
    public interface Repair {
        /// @return whether it is in order now
        boolean repair(Finding found);
    }

    /// The ids of a page of a table.
    public static String ids(String table) {
        return "select id from " + table + " where id > ? order by id limit ?";
    }

    /// Ids of a page that another slice no longer has: those of `asked` that are not in `there`.
    public static List<UUID> missing(List<UUID> asked, List<UUID> there) {
        return asked.stream().filter(id -> !there.contains(id)).toList();
    }
}
