package brume.cloud.hosts;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.cloud.upkeep.Keys;
import brume.cloud.upkeep.Overdue;
import brume.cloud.upkeep.Work;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Orders of which their hosts have not said, in time, that they are carried out. That a host which is known to be off
/// has to remove something keeps nobody waiting.
final class LateOrders {
    // Each half follows an index of its own: how few orders are open, PostgreSQL can't know.
    private static final String HALF = """
            (select host, kind, item, generation, spec is null as tombstone, ordered_at, fault
               from host_order o
              where %s and ordered_at <= ? and (host, generation) > (?, ?)
                and (spec is not null or not exists (
                        select 1 from fence f where f.host = o.host and f.ended_at is null))
              order by host, generation limit ?)
            """;
    private static final String LATE = """
            with late as materialized (%s union all %s)
            select late.*, h.name, h.connected from late join host h on h.id = late.host
             order by late.host, late.generation limit ?
            """.formatted(
                    HALF.formatted("seen < generation"), HALF.formatted("state = 'FAILED' and seen >= generation"));

    private LateOrders() {}

    private record Place(UUID host, long generation) {
        /// @throws CloudFault.Invalid when it is no place
        static Place parse(String text) {
            var parts = text.split("/", -1);
            try {
                if (parts.length == 2) return new Place(Keys.after(Optional.of(parts[0])), Long.parseLong(parts[1]));
            } catch (NumberFormatException e) {
                throw unknown(text);
            }
            throw unknown(text);
        }

        private static CloudFault.Invalid unknown(String text) {
            return new CloudFault.Invalid("marker", "no such marker: " + text);
        }
    }

    static List<Overdue> late(Reads reads, Instant now, Optional<String> after, int limit) {
        var place = after.map(Place::parse).orElse(new Place(new UUID(0, 0), 0));
        var since = now.minus(Work.HOST_ORDER.most());
        return reads.query(
                LATE,
                LateOrders::row,
                since,
                place.host,
                place.generation,
                limit,
                since,
                place.host,
                place.generation,
                limit,
                limit);
    }

    private static Overdue row(Row row) {
        var since = row.instant("ordered_at");
        var kind = row.text("kind");
        var name = row.text("name");
        boolean tombstone = row.flag("tombstone");
        return new Overdue(
                Work.HOST_ORDER,
                row.uuid("host") + "/" + row.whole("generation"),
                kind.toLowerCase(Locale.ROOT).replace('_', '-'),
                row.uuid("item").toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                since,
                since.plus(Work.HOST_ORDER.most()),
                row.optText("fault"),
                "host " + name + (row.flag("connected") ? " manages to " : " comes back to ")
                        + (tombstone ? "remove it, or is fenced or removed" : "hold it"));
    }
}
