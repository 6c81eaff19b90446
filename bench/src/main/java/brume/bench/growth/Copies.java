package brume.bench.growth;

import brume.app.Database;
import brume.contract.HostId;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Fills further hosts with what the first ones hold: the same rows under other ids. To have a hundred thousand
/// instances made by the verbs would take an hour.
final class Copies {
    // In the order in which they refer to each other.
    private static final List<String> TABLES = List.of(
            "quota_limit",
            "network",
            "vni",
            "subnet",
            "subnet_range",
            "security_group",
            "security_group_rule",
            "port",
            "port_address",
            "port_group",
            "port_binding",
            "instance",
            "instance_boot",
            "instance_action",
            "residence",
            "claim",
            "shared_spec",
            "host_order");
    private static final Pattern UUIDS =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern VNI = Pattern.compile("\"vni\": (\\d+)");
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int FIRST_VNI = 1_000_000;
    private static final int VNIS_EACH = 1000;

    private final Database database;
    private final List<HostId> hosts;
    private final int pattern;
    private final Set<UUID> shared;
    private final Map<UUID, Integer> places = new HashMap<>();
    private final Map<Integer, Integer> vnis = new HashMap<>();

    /// @param hosts   all of them
    /// @param pattern how many of them, the first ones, are copied
    /// @param shared  ids that mean the same everywhere
    Copies(Database database, List<HostId> hosts, int pattern, Set<UUID> shared) {
        this.database = database;
        this.hosts = hosts;
        this.pattern = pattern;
        this.shared = shared;
        for (int i = 0; i < pattern; i++) places.put(hosts.get(i).value(), i);
    }

    void make() throws SQLException, IOException {
        try (var connection = database.source().getConnection()) {
            // At once, for those who look whether all is as it should be.
            connection.setAutoCommit(false);
            for (var table : TABLES) copy(connection, table);
            connection.commit();
            connection.setAutoCommit(true);
            try (var statement = connection.createStatement()) {
                statement.execute("""
                        update inventory i set used = c.amount
                          from (select host, class, sum(amount) as amount from claim group by host, class) c
                         where c.host = i.host and c.class = i.class and i.used <> c.amount
                        """);
                statement.execute("vacuum analyze");
            }
        }
    }

    private void copy(Connection connection, String table) throws SQLException, IOException {
        var copying = connection.unwrap(PGConnection.class).getCopyAPI();
        var rows = new StringWriter();
        copying.copyOut("copy " + table + " to stdout", rows);
        int vni = column(connection, table, "vni");
        CopyIn into = copying.copyIn("copy " + table + " from stdin");
        for (int block = 1; block * pattern < hosts.size(); block++) {
            for (var row : rows.toString().lines().toList()) {
                var other = (other(row, block, vni) + "\n").getBytes(StandardCharsets.UTF_8);
                into.writeToCopy(other, 0, other.length);
            }
        }
        into.endCopy();
    }

    /// The column's place in the table, from 0; -1 when it has none of that name.
    private static int column(Connection connection, String table, String name) throws SQLException {
        try (var columns = connection.getMetaData().getColumns(null, "public", table, name)) {
            return columns.next() ? columns.getInt("ORDINAL_POSITION") - 1 : -1;
        }
    }

    private String other(String row, int block, int vni) {
        var ids = UUIDS.matcher(row)
                .replaceAll(
                        found -> other(UUID.fromString(found.group()), block).toString());
        if (vni < 0) return VNI.matcher(ids).replaceAll(found -> "\"vni\": " + vni(found, block));
        var columns = ids.split("\t", -1);
        columns[vni] = Integer.toString(vni(Integer.parseInt(columns[vni]), block));
        return String.join("\t", columns);
    }

    private int vni(MatchResult found, int block) {
        return vni(Integer.parseInt(found.group(1)), block);
    }

    private int vni(int vni, int block) {
        return FIRST_VNI + block * VNIS_EACH + vnis.computeIfAbsent(vni, v -> vnis.size());
    }

    private UUID other(UUID id, int block) {
        if (shared.contains(id)) return id;
        var place = places.get(id);
        if (place != null) return hosts.get(block * pattern + place).value();
        // The bits that say that it is a UUID stay.
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ block * GOLDEN >>> 2);
    }
}
