package brume.cloud.network;

import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.ItemSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What hosts say of plugs, gathered so that the words of many cost few statements.
final class PlugNews {
    private record Place(UUID port, UUID host) {}

    private final List<Object[]> plugged = new ArrayList<>();
    private final List<Place> pulled = new ArrayList<>();
    private final List<Place> settled = new ArrayList<>();

    void add(HostId host, ItemSeen item) {
        var place = new Place(item.key().id(), host.value());
        switch (item.state()) {
            case HELD, FAILED ->
                plugged.add(new Object[] {item.state() == ItemSeen.State.HELD, item.fault(), place.port, place.host});
            case REMOVED -> pulled.add(place);
            case UNKNOWN -> {}
        }
        if (item.state() == ItemSeen.State.HELD || item.state() == ItemSeen.State.REMOVED) settled.add(place);
    }

    /// @return ports, and names of what has left ports, of which something may be free
    List<UUID> write(Tx tx) {
        if (!plugged.isEmpty()) {
            tx.laterAll("update port_binding set up = ?, fault = ? where port = ? and host = ? and wanted", plugged);
        }
        var free = new ArrayList<UUID>();
        if (!pulled.isEmpty()) {
            tx.batch(
                    "delete from port_binding where port = ? and host = ? and not wanted",
                    pulled.stream().map(at -> new Object[] {at.port, at.host}).toList());
            pulled.forEach(at -> free.add(at.port));
        }
        if (!settled.isEmpty()) free.addAll(left(tx));
        return free;
    }

    /// Hosts have these ports as they are now: what has left them is not there any more.
    private List<UUID> left(Tx tx) {
        var ports = settled.stream().map(Place::port).toList();
        return tx.query(
                """
                delete from port_binding
                 where leaves = any(?::uuid[]) and (leaves, host) in (select * from unnest(?::uuid[], ?::uuid[]))
                returning port
                """,
                row -> row.uuid("port"),
                ports,
                ports,
                settled.stream().map(Place::host).toList());
    }
}
