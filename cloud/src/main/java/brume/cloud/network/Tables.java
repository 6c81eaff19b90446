package brume.cloud.network;

import brume.base.json.Json;
import brume.base.sql.Row;
import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Ip;
import brume.cloud.network.address.Range;
import brume.contract.NetworkSpec.Ipv6Mode;
import brume.contract.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The networks, subnets and ports of the database as values.
final class Tables {
    static final Table<Network> NETWORKS = new Table<>(
            "network",
            "network",
            """
            select network.*,
                   array(select s.id from subnet s where s.network = network.id order by s.created_at, s.id) as subnets
              from network
            """,
            Tables::network,
            Table.named(Map.of(
                    "admin_up", Column.flag("admin_up"),
                    "shared", Column.flag("shared"),
                    "external", Column.flag("external"),
                    "standard", Column.flag("standard"),
                    "port_security", Column.flag("port_security"),
                    "mtu", Column.number("mtu"),
                    "vni", Column.number("vni"),
                    "status", Column.matching("'ACTIVE' = any(?)"),
                    "subnets",
                            Column.holding("exists (select 1 from subnet s where s.network = network.id"
                                    + " and s.id = any(?::uuid[]))"))));

    static final Table<Subnet> SUBNETS = new Table<>(
            "subnet",
            "subnet",
            """
            select subnet.*,
                   array(select host(r.low) || '-' || host(r.high) from subnet_range r
                          where r.subnet = subnet.id order by r.low) as ranges
              from subnet
            """,
            Tables::subnet,
            Table.named(Map.ofEntries(
                    Map.entry("network", Column.id("network")),
                    Map.entry("cidr", Column.text("cidr::text")),
                    Map.entry("gateway", Column.word("host(gateway)")),
                    Map.entry("dhcp", Column.flag("dhcp")),
                    Map.entry("ip_version", Column.number("ip_version")),
                    Map.entry("ra_mode", Column.word("lower(replace(ra_mode, '_', '-'))")),
                    Map.entry("address_mode", Column.word("lower(replace(address_mode, '_', '-'))")),
                    Map.entry("pool", Column.reference("subnet_pool")),
                    Map.entry(
                            "shared",
                            new Column(
                                    Column.Type.FLAG,
                                    "(select n.shared from network n where n.id = subnet.network)::text = any(?)",
                                    Optional.empty())),
                    Map.entry(
                            "external",
                            new Column(
                                    Column.Type.FLAG,
                                    "(select n.external from network n where n.id = subnet.network)::text = any(?)",
                                    Optional.empty())))));

    // Not `exists`: for that PostgreSQL reads all bindings first, for a page of two.
    private static final String STATUS = """
            case when owner = 'network:floatingip' then 'NONE'
                 when owner like 'network:%' then case when admin_up then 'ACTIVE' else 'DOWN' end
                 when admin_up and (select true from port_binding b
                                     where b.port = port.id and b.wanted and b.up limit 1) then 'ACTIVE'
                 else 'DOWN' end""";

    private static final String HOST =
            "coalesce((select b.host_name from port_binding b where b.port = port.id and b.wanted limit 1), wanted_host)";

    static final Table<Port> PORTS = new Table<>(
            "port",
            "port",
            """
            select port.*, %s as status, %s as bound,
                   (select b.fault from port_binding b where b.port = port.id and b.wanted limit 1) as fault,
                   array(select a.subnet::text || ' ' || host(a.ip) from port_address a
                          where a.port = port.id order by a.place, a.ip) as addresses,
                   array(select g.security_group from port_group g
                          where g.port = port.id order by g.security_group) as groups
              from port
            """.formatted(STATUS, HOST),
            Tables::port,
            Table.named(Map.ofEntries(
                    Map.entry("network", Column.id("network")),
                    Map.entry("mac", Column.text("mac")),
                    Map.entry("admin_up", Column.flag("admin_up")),
                    Map.entry("device", Column.text("device")),
                    Map.entry("owner", Column.text("owner")),
                    Map.entry("status", Column.word("nullif((" + STATUS + "), 'NONE')")),
                    Map.entry("host", Column.text(HOST)),
                    Map.entry("vnic", Column.text("vnic")),
                    Map.entry("port_security", Column.flag("port_security")),
                    Map.entry(
                            "security_groups",
                            Column.holding("exists (select 1 from port_group g where g.port = port.id"
                                    + " and g.security_group = any(?::uuid[]))")),
                    Map.entry(
                            "subnet",
                            Column.holding("exists (select 1 from port_address a where a.port = port.id"
                                    + " and a.subnet = any(?::uuid[]))")),
                    Map.entry(
                            "ip",
                            Column.matching("exists (select 1 from port_address a where a.port = port.id"
                                    + " and host(a.ip) = any(?))")),
                    Map.entry(
                            "ip_part",
                            Column.matching("exists (select 1 from port_address a, unnest(?::text[]) as part"
                                    + " where a.port = port.id and strpos(host(a.ip), part) > 0)")))));

    private Tables() {}

    private static Network network(Row row) {
        return new Network(
                Standard.row(row),
                row.flag("admin_up"),
                row.flag("shared"),
                row.flag("external"),
                row.flag("standard"),
                row.flag("port_security"),
                row.integer("mtu"),
                row.integer("vni"),
                row.uuids("subnets"));
    }

    private static Subnet subnet(Row row) {
        return new Subnet(
                Standard.row(row),
                row.uuid("network"),
                Cidr.of(row.text("cidr")),
                row.optText("gateway").map(Tables::ip),
                row.flag("dhcp"),
                row.texts("dns").stream().map(Ip::of).toList(),
                routes(row.json("routes")),
                row.texts("ranges").stream().map(Tables::range).toList(),
                row.optWord("ra_mode", Ipv6Mode.class),
                row.optWord("address_mode", Ipv6Mode.class),
                row.optUuid("subnet_pool"),
                row.texts("service_types"));
    }

    private static Port port(Row row) {
        return new Port(
                Standard.row(row),
                row.uuid("network"),
                row.text("mac"),
                row.flag("admin_up"),
                row.texts("addresses").stream().map(Tables::fixed).toList(),
                row.text("device"),
                row.text("owner"),
                row.word("status", Port.Status.class),
                row.optText("fault"),
                row.flag("port_security"),
                row.uuids("groups"),
                pairs(row.json("pairs")),
                options(row.json("dhcp_options")),
                row.text("vnic"),
                row.json("profile"),
                row.text("bound"));
    }

    /// An `inet` as it is read: with a prefix length when it is not a whole address.
    static Ip ip(String text) {
        int slash = text.indexOf('/');
        return Ip.of(slash < 0 ? text : text.substring(0, slash));
    }

    private static Range range(String text) {
        int dash = text.indexOf('-');
        return new Range(Ip.of(text.substring(0, dash)), Ip.of(text.substring(dash + 1)));
    }

    /// `subnet address`
    static FixedIp fixed(String text) {
        int space = text.indexOf(' ');
        return new FixedIp(UUID.fromString(text.substring(0, space)), Ip.of(text.substring(space + 1)));
    }

    static List<Route> routes(JsonNode json) {
        var routes = new ArrayList<Route>();
        for (var route : json) {
            routes.add(new Route(
                    route.get("destination").stringValue(), route.get("nexthop").stringValue()));
        }
        return routes;
    }

    private static List<Port.AllowedPair> pairs(JsonNode json) {
        var pairs = new ArrayList<Port.AllowedPair>();
        for (var pair : json) {
            pairs.add(new Port.AllowedPair(
                    Cidr.of(pair.get("ip").stringValue()),
                    Optional.ofNullable(pair.get("mac")).map(JsonNode::stringValue)));
        }
        return pairs;
    }

    static JsonNode pairs(List<Port.AllowedPair> pairs) {
        var all = Json.array();
        for (var pair : pairs) {
            var one = all.addObject().put("ip", pair.ip().toString());
            pair.mac().ifPresent(mac -> one.put("mac", mac));
        }
        return all;
    }

    private static List<Port.DhcpOption> options(JsonNode json) {
        var options = new ArrayList<Port.DhcpOption>();
        for (var option : json) {
            options.add(new Port.DhcpOption(
                    option.get("name").stringValue(),
                    option.get("value").stringValue(),
                    option.get("version").intValue()));
        }
        return options;
    }

    static JsonNode options(List<Port.DhcpOption> options) {
        var all = Json.array();
        for (var option : options) {
            all.addObject()
                    .put("name", option.name())
                    .put("value", option.value())
                    .put("version", option.ipVersion());
        }
        return all;
    }
}
