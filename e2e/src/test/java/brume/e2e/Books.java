package brume.e2e;

import brume.app.demo.OpenStack;
import brume.base.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A cloud's own tables, read by statements that share nothing with those of the cloud.
final class Books {
    /// Whose rows all go when what they belong to goes.
    private static final List<String> TABLES = List.of(
            "application_credential",
            "claim",
            "floating_ip",
            "guest_due",
            "identity_user",
            "key_pair",
            "network",
            "network_due",
            "port",
            "port_address",
            "port_binding",
            "port_group",
            "project",
            "quota_limit",
            "residence",
            "role_grant",
            "router",
            "router_home",
            "router_interface",
            "security_group",
            "security_group_rule",
            "subnet",
            "subnet_range");

    /// What one project uses, by the words of the quota calls.
    private static final Map<String, String> COMPUTE = Map.of(
            "instances", "select count(*) from instance where project = ? and deleted_at is null",
            "cores", "select coalesce(sum(vcpus), 0) from instance where project = ? and deleted_at is null",
            "ram",
                    "select coalesce(sum(memory_bytes) / 1048576, 0) from instance"
                            + " where project = ? and deleted_at is null",
            "server_groups", "select count(*) from server_group where project = ?");

    private static final Map<String, String> NETWORK = Map.of(
            "network", "select count(*) from network where project = ?",
            "subnet", "select count(*) from subnet where project = ?",
            "port", "select count(*) from port where project = ?",
            "router", "select count(*) from router where project = ?",
            "floatingip", "select count(*) from floating_ip where project = ?",
            "security_group", "select count(*) from security_group where project = ?",
            "security_group_rule", "select count(*) from security_group_rule where project = ?");

    private final Sql sql;

    Books(Sql sql) {
        this.sql = sql;
    }

    /// How many rows there are of each kind that somebody may hold, and of what hosts are told.
    Map<String, Long> held() {
        var held = new TreeMap<String, Long>();
        for (var table : TABLES) held.put(table, number("select count(*) from " + table));
        held.put("image", number("select count(*) from image where deleted_at is null"));
        held.put("instance", number("select count(*) from instance where deleted_at is null"));
        held.put("used room", number("select coalesce(sum(used), 0) from inventory"));
        held.put("open orders", openOrders());
        sql.query(
                        "select kind, count(*) as n from host_order where spec is not null group by kind",
                        row -> Map.entry("told " + row.text("kind"), row.whole("n")))
                .forEach(told -> held.put(told.getKey(), told.getValue()));
        return held;
    }

    /// What hosts are told, and have not answered yet.
    long openOrders() {
        return number("select count(*) from host_order where seen < generation");
    }

    /// Rows that contradict others, a line each.
    List<String> contradictions() {
        var lines = new ArrayList<String>();
        lines.addAll(lines("""
                select 'room ' || class || ' of ' || host || ': ' || used || ' used, ' || coalesce(claimed, 0) || ' claimed'
                       as line
                  from inventory left join (select host, class, sum(amount) as claimed from claim group by host, class) c
                       using (host, class)
                 where used <> coalesce(claimed, 0)
                """));
        lines.addAll(lines("""
                select 'claim of no residence: ' || residence as line
                  from claim where residence not in (select id from residence where not removed)
                """));
        lines.addAll(lines("""
                select 'residence of no instance: ' || residence.id as line
                  from residence join instance on instance.id = instance and deleted_at is not null
                 where not removed
                """));
        lines.addAll(lines("""
                select 'guest of no residence: ' || item as line
                  from host_order where kind = 'GUEST' and spec is not null and item not in (select id from residence)
                """));
        lines.addAll(lines("""
                select 'port of an instance that is gone: ' || port.id as line
                  from port join instance on instance.id = instance and deleted_at is not null
                """));
        lines.addAll(lines("""
                select 'address of no port: ' || ip as line
                  from port_address
                 where port not in (select id from port) and port not in (select port from port_binding)
                """));
        lines.addAll(lines("""
                select 'binding of no port: ' || port as line from port_binding where port not in (select id from port)
                """));
        lines.addAll(lines("""
                select 'one address twice: ' || ip as line
                  from port_address join subnet on subnet.id = subnet group by network, ip having count(*) > 1
                """));
        lines.addAll(lines("""
                select 'floating address of no port of its own: ' || ip as line
                  from floating_ip where own_port not in (select id from port)
                """));
        return lines;
    }

    /// What the quota calls say otherwise than the rows, for every project; a line each.
    List<String> miscounted(OpenStack admin) {
        var lines = new ArrayList<String>();
        for (var project : sql.query("select id from project", row -> row.uuid("id"))) {
            var compute = admin.get("compute", "/v2.1/os-quota-sets/" + project + "/detail")
                    .path("quota_set");
            var network = admin.get("network", "/v2.0/quotas/" + project + "/details.json")
                    .path("quota");
            compare(project, compute, "in_use", COMPUTE, lines);
            compare(project, network, "used", NETWORK, lines);
        }
        return lines;
    }

    private void compare(UUID project, JsonNode told, String used, Map<String, String> counts, List<String> lines) {
        counts.forEach((word, statement) -> {
            long rows = number(statement, project);
            var said = told.path(word).path(used);
            if (!said.isNumber() || said.asLong() != rows)
                lines.add(word + " of " + project + ": " + said + " told, " + rows + " counted");
        });
    }

    private List<String> lines(String statement) {
        return sql.query(statement, row -> row.text("line"));
    }

    private long number(String statement, Object... parameters) {
        return sql.query("select (" + statement + ")::bigint as n", row -> row.whole("n"), parameters)
                .getFirst();
    }
}
