package brume.torture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a client does to networks, and to all that hangs on them.
final class NetworkActs {
    private final Client client;
    private final String external;
    private int subnets;

    /// @param external the network that floating addresses come from
    NetworkActs(Client client, String external) {
        this.client = client;
        this.external = external;
        client.may(4, this::wire);
        client.may(4, this::network);
        client.may(4, this::subnet);
        client.may(8, this::port);
        client.may(4, this::router);
        client.may(4, this::plug);
        client.may(5, this::floatingIp);
        client.may(4, this::associate);
        client.may(4, this::group);
        client.may(6, this::rule);
        for (var kind : List.of(Kind.NETWORK, Kind.SUBNET, Kind.PORT, Kind.ROUTER, Kind.GROUP))
            client.may(3, () -> client.any(kind).ifPresent(this::describe));
        for (var kind : List.of(Kind.NETWORK, Kind.SUBNET, Kind.ROUTER, Kind.INTERFACE, Kind.GROUP, Kind.RULE))
            client.may(2, () -> client.any(kind).ifPresent(client::delete));
        client.may(
                5,
                () -> client.any(Kind.PORT, port -> !port.notes().containsKey("used"))
                        .ifPresent(client::delete));
        client.may(4, () -> client.any(Kind.FLOATING_IP).ifPresent(client::delete));
        for (var kind : List.of(
                Kind.NETWORK, Kind.SUBNET, Kind.PORT, Kind.ROUTER, Kind.INTERFACE, Kind.FLOATING_IP, Kind.GROUP))
            client.may(2, () -> client.any(kind).ifPresent(client::look));
    }

    private void network() {
        if (!client.fewer(Kind.NETWORK, 8)) return;
        var key = client.word(Kind.NETWORK);
        client.create(Kind.NETWORK, key, Map.of("name", key, "description", "new"));
    }

    private void subnet() {
        if (client.fewer(Kind.SUBNET, 12)) client.any(Kind.NETWORK).ifPresent(this::subnet);
    }

    private Thing subnet(Thing network) {
        var key = client.word(Kind.SUBNET);
        int number = subnets++;
        var cidr = "10.%d.%d.0/24".formatted(number / 250 % 250, number % 250);
        var body = Map.of("name", key, "network_id", network.id(), "cidr", cidr, "ip_version", 4, "description", "new");
        var subnet = client.create(Kind.SUBNET, key, body, network);
        subnet.notes().put("network", network.key());
        return subnet;
    }

    private void router() {
        if (client.fewer(Kind.ROUTER, 5)) makeRouter();
    }

    private Thing makeRouter() {
        var key = client.word(Kind.ROUTER);
        var body = new HashMap<String, Object>(Map.of("name", key, "description", "new"));
        boolean gateway = client.chance().nextInt(4) > 0;
        if (gateway) body.put("external_gateway_info", Map.of("network_id", external));
        var router = client.create(Kind.ROUTER, key, body);
        if (gateway) router.notes().put("gateway", external);
        return router;
    }

    private void plug() {
        var subnet = client.any(Kind.SUBNET, each -> !each.notes().containsKey("plugged"));
        var router = client.any(Kind.ROUTER);
        if (subnet.isPresent() && router.isPresent()) plug(router.get(), subnet.get());
    }

    private void plug(Thing router, Thing subnet) {
        subnet.notes().put("plugged", router.key());
        var place = client.create(
                Kind.INTERFACE,
                router.id() + "/" + subnet.id(),
                "",
                "PUT",
                Kind.ROUTER.path(router.id()) + "/add_router_interface",
                Map.of("subnet_id", subnet.id()));
        place.notes().put("subnet", subnet.key());
        if (router.notes().containsKey("gateway")) place.notes().put("gateway", "");
    }

    /// A network with a subnet, and often a way out.
    private void wire() {
        if (!client.fewer(Kind.NETWORK, 8) || !client.fewer(Kind.SUBNET, 12)) return;
        var key = client.word(Kind.NETWORK);
        var network = client.create(Kind.NETWORK, key, Map.of("name", key, "description", "new"));
        if (!network.there()) return;
        var subnet = subnet(network);
        if (!subnet.there()) return;
        var router = client.any(Kind.ROUTER).orElseGet(this::makeRouter);
        if (router.there() && client.chance().nextInt(3) > 0) plug(router, subnet);
    }

    private void port() {
        var subnet = client.any(Kind.SUBNET);
        if (subnet.isEmpty() || !client.fewer(Kind.PORT, 16)) return;
        var network = client.thing(subnet.get().notes().get("network"));
        var key = client.word(Kind.PORT);
        var body = Map.of(
                "name",
                key,
                "network_id",
                network.id(),
                "description",
                "new",
                "fixed_ips",
                List.of(Map.of("subnet_id", subnet.get().id())));
        var port = client.create(Kind.PORT, key, body);
        port.notes().put("subnet", subnet.get().key());
        port.notes().put("network", network.key());
    }

    private void floatingIp() {
        if (!client.fewer(Kind.FLOATING_IP, 6)) return;
        var key = client.word(Kind.FLOATING_IP);
        client.create(Kind.FLOATING_IP, key, Map.of("floating_network_id", external, "description", key));
    }

    private void associate() {
        var place = client.any(Kind.INTERFACE, each -> each.notes().containsKey("gateway"));
        var ip = client.any(Kind.FLOATING_IP);
        if (place.isEmpty() || ip.isEmpty()) return;
        var subnet = place.get().notes().get("subnet");
        var port = client.any(Kind.PORT, each -> subnet.equals(each.notes().get("subnet")));
        if (port.isEmpty()) return;
        client.change(
                ip.get(),
                "port_id",
                port.get().id(),
                "PUT",
                Kind.FLOATING_IP.path(ip.get().id()),
                Map.of("floatingip", Map.of("port_id", port.get().id())));
    }

    private void group() {
        if (!client.fewer(Kind.GROUP, 6)) return;
        var key = client.word(Kind.GROUP);
        client.create(Kind.GROUP, key, Map.of("name", key, "description", "new"));
    }

    private void rule() {
        var group = client.any(Kind.GROUP);
        if (group.isEmpty() || !client.fewer(Kind.RULE, 30)) return;
        var key = client.word(Kind.RULE);
        int port = 1 + client.chance().nextInt(65_000);
        var body = Map.of(
                "security_group_id",
                group.get().id(),
                "direction",
                "ingress",
                "ethertype",
                "IPv4",
                "protocol",
                "tcp",
                "port_range_min",
                port,
                "port_range_max",
                port,
                "description",
                key);
        client.create(Kind.RULE, key, body, group.get());
    }

    private void describe(Thing thing) {
        var value = "turn " + client.chance().nextInt(1_000_000);
        client.change(
                thing,
                "description",
                value,
                "PUT",
                thing.kind().path(thing.id()),
                Map.of(thing.kind().word(), Map.of("description", value)));
    }
}
