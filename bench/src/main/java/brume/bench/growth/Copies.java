package brume.bench.growth;

import brume.app.Database;
import brume.contract.HostId;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Fills further hosts with what the first ones hold: the same rows under other ids, as if they had been made an hour
/// before, and so on. What was made together so lies together, as it would if all had been made by the verbs, one after
/// another: with a hundred thousand instances that would take an hour.
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
    private static final Pattern TIMES = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d+)?\\+00");
    // As PostgreSQL writes them.
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .appendPattern("x")
            .toFormatter(Locale.ROOT);
    private static final Duration APART = Duration.ofHours(1);
    // Below the milliseconds of an id (RFC 9562, section 5.7).
    private static final int BITS_BELOW = 16;

    private final Database database;
    private final List<HostId> hosts;
    private final int pattern;
    private final Set<UUID> shared;
    private final Map<UUID, Integer> places = new HashMap<>();
    private final Set<Integer> taken = new HashSet<>();
    private final Map<Vni, Integer> vnis = new HashMap<>();
    private int next = 1;

    /// Of a network in a block of hosts, which has a number of its own there.
    private record Vni(int original, int block) {}

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
            originals(connection);
            for (var table : TABLES) copy(connection, table);
            connection.commit();
            connection.setAutoCommit(true);
            try (var statement = connection.createStatement()) {
                statement.execute("""
                        update inventory i set used = c.amount
                          from (select host, class, sum(amount) as amount from claim group by host, class) c
                         where c.host = i.host and c.class = i.class and i.used <> c.amount
                        """);
                statement.execute("analyze");
            }
        }
    }

    private void originals(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select vni from vni")) {
            while (rows.next()) taken.add(rows.getInt(1));
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
        var before = TIMES.matcher(ids).replaceAll(found -> before(found.group(), block));
        if (vni < 0) return VNI.matcher(before).replaceAll(found -> "\"vni\": " + vni(found, block));
        var columns = before.split("\t", -1);
        columns[vni] = Integer.toString(vni(Integer.parseInt(columns[vni]), block));
        return String.join("\t", columns);
    }

    private static String before(String time, int block) {
        return TIME.format(OffsetDateTime.parse(time, TIME).minus(APART.multipliedBy(block)));
    }

    private int vni(MatchResult found, int block) {
        return vni(Integer.parseInt(found.group(1)), block);
    }

    private int vni(int vni, int block) {
        return vnis.computeIfAbsent(new Vni(vni, block), copy -> free());
    }

    private int free() {
        while (!taken.add(next)) next++;
        return next;
    }

    private UUID other(UUID id, int block) {
        if (shared.contains(id)) return id;
        var place = places.get(id);
        if (place != null) return hosts.get(block * pattern + place).value();
        long millis = APART.multipliedBy(block).toMillis();
        return new UUID(id.getMostSignificantBits() - (millis << BITS_BELOW), id.getLeastSignificantBits());
    }
}
