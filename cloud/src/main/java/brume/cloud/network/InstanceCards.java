package brume.cloud.network;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.cloud.network.address.Ip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/// Ports of many instances, for long lists: one statement, and nothing in it that such a list does not tell. Sorting by
/// the database would cost half as much again.
final class InstanceCards {
    private static final String CARDS = """
            select p.instance, p.slot, p.id, p.mac, n.name as network, a.place, host(a.ip) as ip, a.subnet,
                   host(f.ip) as floating, g.name as group_name, g.id as group_id
              from port p
              join network n on n.id = p.network
              left join port_address a on a.port = p.id
              left join floating_ip f on f.port = p.id
              left join port_group pg on pg.port = p.id
              left join security_group g on g.id = pg.security_group
             where p.instance = any(?::uuid[])
            """;

    private static final int PAGE = 100;
    private static final Comparator<String> BY_ADDRESS = Comparator.comparing(Ip::of);

    private InstanceCards() {}

    /// A port with one of its addresses, one of its floating addresses and one of its groups.
    private record Piece(
            UUID instance,
            int slot,
            UUID port,
            String mac,
            String network,
            Optional<Fixed> fixed,
            Optional<String> floating,
            Optional<InstancePortRow.Group> group)
            implements Comparable<Piece> {
        static Piece of(Row row) {
            return new Piece(
                    row.uuid("instance"),
                    row.integer("slot"),
                    row.uuid("id"),
                    row.text("mac"),
                    row.text("network"),
                    row.optText("ip").map(ip -> new Fixed(row.integer("place"), ip, row.uuid("subnet"))),
                    row.optText("floating"),
                    row.optText("group_name").map(name -> new InstancePortRow.Group(name, row.uuid("group_id"))));
        }

        @Override
        public int compareTo(Piece other) {
            return slot != other.slot
                    ? Integer.compare(slot, other.slot)
                    : port.toString().compareTo(other.port.toString());
        }

        /// All of it, as most ports have no more of anything than one.
        InstanceCard alone() {
            return new InstanceCard(
                    network,
                    mac,
                    fixed.map(Fixed::ip).map(List::of).orElse(List.of()),
                    floating.map(List::of).orElse(List.of()),
                    group.map(InstancePortRow.Group::name).map(List::of).orElse(List.of()));
        }
    }

    private record Fixed(int place, String ip, UUID subnet) implements Comparable<Fixed> {
        private static final Comparator<Fixed> ORDER = Comparator.comparingInt(Fixed::place)
                .thenComparing(Fixed::ip, BY_ADDRESS)
                .thenComparing(Fixed::subnet);

        @Override
        public int compareTo(Fixed other) {
            return ORDER.compare(this, other);
        }
    }

    /// The cards of each instance, in their order.
    static Map<UUID, List<InstanceCard>> of(Reads reads, Collection<UUID> instances) {
        var cards = new HashMap<UUID, List<InstanceCard>>();
        if (instances.isEmpty()) return cards;
        var pieces = new HashMap<UUID, List<Piece>>();
        // PostgreSQL goes through all networks for a page of some length.
        var found = instances.size() > PAGE
                ? reads.query(CARDS, Piece::of, instances)
                : reads.byIndex(CARDS, Piece::of, instances);
        for (var piece : found) {
            pieces.computeIfAbsent(piece.instance, id -> new ArrayList<>(1)).add(piece);
        }
        pieces.forEach((instance, its) -> cards.put(instance, whole(its)));
        return cards;
    }

    private static List<InstanceCard> whole(List<Piece> pieces) {
        if (pieces.size() == 1) return List.of(pieces.getFirst().alone());
        pieces.sort(Comparator.naturalOrder());
        var cards = new ArrayList<InstanceCard>(pieces.size());
        for (int from = 0, to; from < pieces.size(); from = to) {
            var port = pieces.get(from).port;
            for (to = from + 1; to < pieces.size() && pieces.get(to).port.equals(port); ) to++;
            cards.add(one(pieces.subList(from, to)));
        }
        return cards;
    }

    private static InstanceCard one(List<Piece> pieces) {
        var fixed = new TreeSet<Fixed>();
        var floating = new TreeSet<>(BY_ADDRESS);
        var groups = new TreeSet<InstancePortRow.Group>();
        for (var piece : pieces) {
            piece.fixed.ifPresent(fixed::add);
            piece.floating.ifPresent(floating::add);
            piece.group.ifPresent(groups::add);
        }
        return new InstanceCard(
                pieces.getFirst().network,
                pieces.getFirst().mac,
                fixed.stream().map(Fixed::ip).toList(),
                List.copyOf(floating),
                groups.stream().map(InstancePortRow.Group::name).toList());
    }
}
