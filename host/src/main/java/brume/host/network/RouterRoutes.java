package brume.host.network;

import brume.base.json.Json;
import brume.contract.RouterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The routes of routers, beside those that the kernel makes of their addresses.
final class RouterRoutes {
    /// Marks routes as ours (`ip route … proto`): any number that nobody else took in rt_protos.
    private static final String PROTOCOL = "186";

    private final HeldSpecs held;

    RouterRoutes(HeldSpecs held) {
        this.held = held;
    }

    void apply(RouterSpec router, String namespace) {
        var wanted = commands(router);
        var lines = new ArrayList<String>();
        each(namespace, List.of("proto", PROTOCOL), (destination, route) -> {
            if (!wanted.containsKey(destination)) lines.add("route del " + destination + " proto " + PROTOCOL);
        });
        wanted.values().forEach(route -> lines.add("route replace " + route + " proto " + PROTOCOL));
        Ip.batchAll("routes of router " + router.id(), namespace, lines);
    }

    /// What should be there, as [#there] tells it.
    Set<String> wanted(RouterSpec router) {
        var ways = new TreeSet<String>();
        commands(router).forEach((destination, route) -> ways.add(destination + " via " + word(route, "via")));
        return ways;
    }

    /// What is there, whoever made it: `DESTINATION via ADDRESS`.
    static Set<String> there(String namespace) {
        var ways = new TreeSet<String>();
        each(namespace, List.of(), (destination, route) -> {
            if (route.path("protocol").asString("").equals("kernel")) return;
            var gateway = route.path("gateway").asString("");
            ways.add(destination + " via "
                    + (gateway.isEmpty()
                            ? route.path("dev").asString("nothing")
                            : Cidr.address(gateway).getHostAddress()));
        });
        return ways;
    }

    /// Destinations that a link of the machine itself leads to.
    static Set<String> of(String link) {
        var destinations = new TreeSet<String>();
        each("", List.of("dev", link), (destination, route) -> destinations.add(destination));
        return destinations;
    }

    /// The last of several to one destination holds.
    private Map<String, String> commands(RouterSpec router) {
        var routes = new LinkedHashMap<String, String>();
        router.gateway()
                .filter(way -> held.mtu(way.network()).isPresent())
                .ifPresent(way -> way.nexthops().forEach(hop -> {
                    var address = Cidr.address(hop).getHostAddress();
                    var all = Cidr.isV6(address) ? "::/0" : "0.0.0.0/0";
                    routes.put(plain(all), all + " via " + address + " dev " + Names.gateway(way.port()) + " onlink");
                }));
        var reached = reached(router);
        for (var route : router.routes())
            if (reached.stream().anyMatch(block -> block.contains(Cidr.of(route.nexthop()))))
                routes.put(
                        plain(route.destination()),
                        Cidr.of(route.destination()) + " via "
                                + Cidr.address(route.nexthop()).getHostAddress());
        return routes;
    }

    /// What the router's legs are on: the kernel takes no route by an address elsewhere. A leg whose network this host
    /// does not carry is none.
    private List<Cidr> reached(RouterSpec router) {
        var legs = router.interfaces().stream()
                .filter(leg -> held.mtu(leg.network()).isPresent())
                .flatMap(leg -> leg.addresses().stream());
        var way = router.gateway().stream()
                .filter(gateway -> held.mtu(gateway.network()).isPresent())
                .flatMap(gateway -> gateway.addresses().stream());
        return Stream.concat(legs, way).map(Cidr::of).toList();
    }

    private static void each(String namespace, List<String> filter, BiConsumer<String, JsonNode> visit) {
        for (var family : List.of("-4", "-6")) {
            var words = new ArrayList<>(List.of(family, "-j", "route", "show"));
            words.addAll(filter);
            var listed = Commands.run("routes", "", Ip.command("ip", namespace, words.toArray(String[]::new)));
            if (listed.isBlank()) continue;
            for (var route : Json.read(listed)) {
                var destination = route.path("dst").asString("");
                if (destination.equals("default")) destination = family.equals("-4") ? "0.0.0.0/0" : "::/0";
                visit.accept(plain(destination), route);
            }
        }
    }

    private static String word(String route, String before) {
        var words = List.of(route.split(" "));
        return words.get(words.indexOf(before) + 1);
    }

    private static String plain(String destination) {
        return Cidr.of(destination).toString();
    }
}
