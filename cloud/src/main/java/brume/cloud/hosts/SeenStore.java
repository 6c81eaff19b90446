package brume.cloud.hosts;

import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.HostReport;
import brume.contract.ItemSeen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What hosts say of their orders.
final class SeenStore {
    private SeenStore() {}

    /// A word of a host.
    private record Word(HostId host, ItemSeen item) {}

    // Rows are locked in one order, whatever way the plan goes.
    private static final String TOGETHER = """
            with word as (
                select * from unnest(?::uuid[], ?::text[], ?::uuid[], ?::bigint[], ?::text[], ?::text[])
                         with ordinality as w (host, kind, item, generation, state, fault, place)),
            news as materialized (
                select o.host, o.kind, o.item, w.generation, w.state, w.fault, w.place
                  from host_order o
                  join word w on w.host = o.host and w.kind = o.kind and w.item = o.item
                   and w.generation = o.generation
                 where o.seen <> w.generation or o.state is distinct from w.state or o.fault is distinct from w.fault
                 order by w.place
                   for update of o)
            update host_order o set seen = n.generation, state = n.state, fault = n.fault
              from news n
             where o.host = n.host and o.kind = n.kind and o.item = n.item and o.generation = n.generation
            returning n.place
            """;

    // As the other, for one word.
    private static final String ONE = """
            update host_order set seen = ?, state = ?, fault = ?
             where host = ? and kind = ? and item = ? and generation = ?
               and (seen <> generation or state is distinct from ? or fault is distinct from ?)
            returning item
            """;

    /// As many words are as soon written one by one: the statement for all joins twice.
    private static final int FEW = 4;

    private static final String GONE = """
            delete from host_order
             where host = ? and kind = ? and item = ? and generation <= ? and spec is null
            """;

    /// Records what hosts have said. Words about older orders than the newest are dropped, and so is what is known.
    ///
    /// @return what was news of each host
    static Map<HostId, List<ItemSeen>> write(Tx tx, List<HostReport> reports) {
        var words = sorted(reports);
        var told = words.stream().filter(SeenStore::held).toList();
        var gone = words.stream()
                .filter(word -> word.item.state() == ItemSeen.State.REMOVED)
                .toList();
        var news = new HashMap<HostId, List<ItemSeen>>();
        for (int place : told.isEmpty() ? List.<Integer>of() : record(tx, told)) add(news, told.get(place));
        if (gone.isEmpty()) return news;
        var changed = tx.batch(
                GONE,
                gone.stream()
                        .map(word -> new Object[] {
                            word.host.value(),
                            word.item.key().kind(),
                            word.item.key().id(),
                            word.item.generation()
                        })
                        .toList());
        for (int i = 0; i < changed.length; i++) if (changed[i] > 0) add(news, gone.get(i));
        return news;
    }

    private static boolean held(Word word) {
        return word.item.state() == ItemSeen.State.HELD || word.item.state() == ItemSeen.State.FAILED;
    }

    /// @return the places of what was news
    private static List<Integer> record(Tx tx, List<Word> told) {
        return told.size() <= FEW ? each(tx, told) : together(tx, told);
    }

    private static List<Integer> each(Tx tx, List<Word> told) {
        var asked = told.stream()
                .map(word -> {
                    var item = word.item;
                    return tx.ask(
                            ONE,
                            row -> row.uuid("item"),
                            item.generation(),
                            item.state(),
                            item.fault(),
                            word.host.value(),
                            item.key().kind(),
                            item.key().id(),
                            item.generation(),
                            item.state(),
                            item.fault());
                })
                .toList();
        return IntStream.range(0, asked.size())
                .filter(place -> asked.get(place).first().isPresent())
                .boxed()
                .toList();
    }

    private static List<Integer> together(Tx tx, List<Word> told) {
        var places = tx.query(
                TOGETHER,
                row -> row.integer("place") - 1,
                told.stream().map(word -> word.host.value()).toList(),
                told.stream().map(word -> word.item.key().kind()).toList(),
                told.stream().map(word -> word.item.key().id()).toList(),
                told.stream().map(word -> word.item.generation()).toList(),
                told.stream().map(word -> word.item.state()).toList(),
                told.stream().map(word -> word.item.fault()).toList());
        return places.stream().sorted().toList();
    }

    private static void add(Map<HostId, List<ItemSeen>> news, Word word) {
        news.computeIfAbsent(word.host, host -> new ArrayList<>()).add(word.item);
    }

    private static List<Word> sorted(List<HostReport> reports) {
        // One order of locking for all reports.
        return reports.stream()
                .flatMap(report -> report.items().stream().map(item -> new Word(report.host(), item)))
                .sorted(Comparator.comparing((Word word) -> word.item.key().kind())
                        .thenComparing(word -> word.item.key().id())
                        .thenComparing(word -> word.host.value()))
                .toList();
    }
}
