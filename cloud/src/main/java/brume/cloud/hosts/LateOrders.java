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
    private static final String LATE = """
            select o.host, o.kind, o.item, o.spec is null as tombstone, o.ordered_at, o.fault, h.name, h.connected
              from host_order o join host h on h.id = o.host
             where (o.seen < o.generation or o.state = 'FAILED') and o.ordered_at <= ?
               and (o.spec is not null or not exists (
                       select 1 from fence f where f.host = o.host and f.ended_at is null))
               and (o.host, o.kind, o.item) > (?, ?, ?)
             order by o.host, o.kind, o.item limit ?
            """;

    private LateOrders() {}

    private record Place(UUID host, String kind, UUID item) {
        /// @throws CloudFault.Invalid when it is no place
        static Place parse(String text) {
            var parts = text.split("/", -1);
            if (parts.length != 3) throw new CloudFault.Invalid("marker", "no such marker: " + text);
            return new Place(Keys.after(Optional.of(parts[0])), parts[1], Keys.after(Optional.of(parts[2])));
        }
    }

    static List<Overdue> late(Reads reads, Instant now, Optional<String> after, int limit) {
        var place = after.map(Place::parse).orElse(new Place(new UUID(0, 0), "", new UUID(0, 0)));
        return reads.query(
                LATE, LateOrders::row, now.minus(Work.HOST_ORDER.most()), place.host, place.kind, place.item, limit);
    }

    private static Overdue row(Row row) {
        var since = row.instant("ordered_at");
        var kind = row.text("kind");
        var item = row.uuid("item");
        var name = row.text("name");
        boolean tombstone = row.flag("tombstone");
        return new Overdue(
                Work.HOST_ORDER,
                row.uuid("host") + "/" + kind + "/" + item,
                kind.toLowerCase(Locale.ROOT).replace('_', '-'),
                item.toString(),
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
