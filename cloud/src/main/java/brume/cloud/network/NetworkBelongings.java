package brume.cloud.network;

import static brume.cloud.upkeep.Tie.Effect.GOES;
import static brume.cloud.upkeep.Tie.Effect.HOLDS;
import static brume.cloud.upkeep.Tie.Effect.STAYS;

import brume.cloud.upkeep.Belongings;
import brume.cloud.upkeep.Kind;
import brume.cloud.upkeep.Tie;
import java.util.List;

/// What hangs on what among networks: as the verbs have it that delete them.
final class NetworkBelongings {
    private static final String IN_SUBNET = "from port_address a join port p on p.id = a.port where a.subnet = ?";
    /// Ports give themselves the addresses of such subnets.
    private static final String AUTOMATIC = """
        exists (select 1 from subnet s where s.id = a.subnet
                   and (s.ra_mode <> 'DHCPV6_STATEFUL' or s.address_mode <> 'DHCPV6_STATEFUL'))
        """;
    /// Those of other projects who live by a share, and by no other one.
    private static final String BY_SHARE = """
        from network_share s join network n on n.id = s.network join %1$s u on u.%2$s = n.id
         where s.id = ? and s.access = '%3$s' and u.project is not null and u.project <> n.project
           and (s.target is null or s.target = u.project) and %4$s
           and not exists (select 1 from network_share o
                            where o.network = s.network and o.access = s.access and o.id <> s.id
                              and (o.target is null or o.target = u.project))
        """;

    private NetworkBelongings() {}

    static Belongings all() {
        return new Belongings(
                List.of(
                        kind("network", "network", "name"),
                        kind("subnet", "subnet", "name"),
                        kind("subnet-pool", "subnet_pool", "name"),
                        kind("port", "port", "name"),
                        kind("router", "router", "name"),
                        kind("floating-ip", "floating_ip", "host(ip) as name"),
                        kind("security-group", "security_group", "name"),
                        kind("security-group-rule", "security_group_rule", "null as name"),
                        kind("network-share", "network_share", "null as name")),
                List.of(
                        Tie.of(
                                "network",
                                "port",
                                HOLDS,
                                "is on the network",
                                "id",
                                "from port where network = ? and owner <> '" + PortOwner.DHCP + "'"),
                        Tie.of("network", "subnet", GOES, "is on the network", "id", "from subnet where network = ?"),
                        Tie.of(
                                "network",
                                "port",
                                GOES,
                                "is the network's own, for DHCP",
                                "id",
                                "from port where network = ? and owner = '" + PortOwner.DHCP + "'"),
                        Tie.of(
                                "network",
                                "network-share",
                                GOES,
                                "shares the network",
                                "id",
                                "from network_share where network = ?"),
                        Tie.of(
                                "subnet",
                                "port",
                                HOLDS,
                                "has an address in the subnet",
                                "p.id",
                                IN_SUBNET + " and p.owner <> '" + PortOwner.DHCP
                                        + "' and (p.owner like 'network:%' or not " + AUTOMATIC + ")"),
                        Tie.of(
                                "subnet",
                                "port",
                                STAYS,
                                "loses its address in the subnet",
                                "p.id",
                                IN_SUBNET + " and p.owner not like 'network:%' and " + AUTOMATIC),
                        Tie.of(
                                "subnet-pool",
                                "subnet",
                                HOLDS,
                                "has its addresses from the pool",
                                "id",
                                "from subnet where subnet_pool = ?"),
                        Tie.of(
                                "port",
                                "router",
                                HOLDS,
                                "has the port as its leg; take the interface away",
                                "r.router",
                                "from router_interface r join port p on p.id = r.port and p.owner = '"
                                        + PortOwner.ROUTER_INTERFACE + "' where r.port = ?"),
                        Tie.of(
                                "port",
                                "router",
                                HOLDS,
                                "has the port as its gateway; clear the gateway",
                                "r.id",
                                "from port p join router r on r.id::text = p.device and r.gateway_network = p.network"
                                        + " where p.id = ? and p.owner = '" + PortOwner.ROUTER_GATEWAY + "'"),
                        Tie.of(
                                "port",
                                "floating-ip",
                                HOLDS,
                                "has its address by the port",
                                "id",
                                "from floating_ip where own_port = ?"),
                        Tie.of(
                                "port",
                                "floating-ip",
                                STAYS,
                                "leads to the port, and lets go of it",
                                "id",
                                "from floating_ip where port = ?"),
                        Tie.of(
                                "port",
                                "instance",
                                STAYS,
                                "has the port as a card, and loses it",
                                "instance",
                                "from port where id = ? and instance is not null"),
                        Tie.of(
                                "router",
                                "port",
                                HOLDS,
                                "is a leg of the router; take the interface away",
                                "port",
                                "from router_interface where router = ?"),
                        Tie.of(
                                "router",
                                "floating-ip",
                                HOLDS,
                                "leads through the router; let it go of its port",
                                "id",
                                "from floating_ip where router = ?"),
                        Tie.of(
                                "router",
                                "port",
                                GOES,
                                "is the router's gateway",
                                "p.id",
                                "from router r join port p on p.network = r.gateway_network and p.device = r.id::text"
                                        + " and p.owner = '" + PortOwner.ROUTER_GATEWAY + "' where r.id = ?"),
                        Tie.of(
                                "floating-ip",
                                "port",
                                GOES,
                                "holds the address",
                                "own_port",
                                "from floating_ip where id = ?"),
                        Tie.of(
                                "floating-ip",
                                "port",
                                STAYS,
                                "is reached by the address",
                                "port",
                                "from floating_ip where id = ? and port is not null"),
                        Tie.of(
                                "security-group",
                                "port",
                                HOLDS,
                                "is in the group",
                                "port",
                                "from port_group where security_group = ?"),
                        Tie.of(
                                "security-group",
                                "security-group-rule",
                                GOES,
                                "is a rule of the group",
                                "id",
                                "from security_group_rule where security_group = ?"),
                        Tie.of(
                                "security-group",
                                "security-group-rule",
                                GOES,
                                "is a rule of another group that names this one",
                                "id",
                                "from security_group_rule where remote_group = ?"),
                        Tie.itself(
                                        "security-group",
                                        "is its project's standard group, which stays",
                                        "security_group",
                                        "id = ? and standard")
                                .unlessAdmin(),
                        Tie.of(
                                "network-share",
                                "port",
                                HOLDS,
                                "is another project's, on the network by this share",
                                "u.id",
                                BY_SHARE.formatted("port", "network", "SHARED", "u.owner not like 'network:%'")),
                        Tie.of(
                                "network-share",
                                "router",
                                HOLDS,
                                "is another project's, with its gateway there by this share",
                                "u.id",
                                BY_SHARE.formatted("router", "gateway_network", "EXTERNAL", "true")),
                        Tie.of(
                                "instance",
                                "port",
                                GOES,
                                "was made for the instance",
                                "id",
                                "from port where instance = ? and made"),
                        Tie.of(
                                "instance",
                                "port",
                                STAYS,
                                "is a card of the instance, and free again",
                                "id",
                                "from port where instance = ? and not made"),
                        owned("network"),
                        owned("subnet"),
                        Tie.of(
                                "project",
                                "port",
                                GOES,
                                "is the project's",
                                "id",
                                "from port where project = ? and not made and owner <> '" + PortOwner.DHCP + "'"),
                        owned("router"),
                        owned("floating-ip"),
                        owned("subnet-pool"),
                        owned("network-share"),
                        Tie.of(
                                "project",
                                "security-group",
                                GOES,
                                "is the project's",
                                "id",
                                "from security_group where project = ? and not standard"),
                        Tie.of(
                                "project",
                                "security-group",
                                GOES,
                                "is the project's standard group",
                                "id",
                                "from security_group where project = ? and standard")));
    }

    private static Tie owned(String kind) {
        return Tie.of(
                "project",
                kind,
                GOES,
                "is the project's",
                "id",
                "from " + kind.replace('-', '_') + " where project = ?");
    }

    private static Kind kind(String word, String table, String name) {
        return Kind.of(word, "select id, " + name + ", project from " + table + " where id = any(?::uuid[])");
    }
}
