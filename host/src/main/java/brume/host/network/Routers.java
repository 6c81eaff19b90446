package brume.host.network;

import brume.contract.RouterSpec;
import brume.contract.RouterSpec.Gateway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Routers, each a namespace with a leg on every network of its own that this host carries. What leaves by the gateway
/// is translated; floating addresses are addresses of the gateway's leg and two maps.
final class Routers {
    private final Names names;
    private final HeldSpecs held;
    private final Folder run;
    private final RouterRoutes routes;
    private final Map<UUID, String> loaded = new HashMap<>();
    /// The rules as the kernel told them when they had just been loaded.
    private final Map<UUID, Ruleset> told = new HashMap<>();

    Routers(Names names, HeldSpecs held, Folder run) {
        this.names = names;
        this.held = held;
        this.run = run;
        this.routes = new RouterRoutes(held);
    }

    void apply(RouterSpec router) {
        var namespace = names.routerNamespace(router.id());
        boolean fresh = !Namespaces.exists(namespace);
        if (fresh) {
            loaded.remove(router.id());
            // One that outlives its namespace tells nobody any more.
            advertisements(router.id()).remove();
            Namespaces.create(namespace);
        }
        var forwards = router.up() ? "1" : "0";
        var settings = new HashMap<>(Map.of(
                "ipv4/conf/all/rp_filter", "1",
                "ipv4/conf/all/arp_ignore", "1",
                "ipv4/conf/all/arp_announce", "2",
                "ipv4/conf/all/send_redirects", "0",
                "ipv4/conf/default/send_redirects", "0",
                "ipv6/conf/default/accept_ra", "0",
                "ipv6/conf/default/accept_dad", "0",
                "ipv6/conf/all/forwarding", forwards));
        settings.put("ipv4/ip_forward", forwards);
        Namespaces.set(namespace, settings);
        var links = Ip.links(namespace);
        rules(router, namespace);
        links(router, namespace, links);
        advertisements(router.id()).apply(router, held);
        routes.apply(router, namespace);
    }

    /// Loads the rules again with the next [#apply] where they are not as they were loaded.
    void distrust(UUID router) {
        if (!intact(router)) loaded.remove(router);
    }

    /// Whether the kernel has the rules as they were loaded; those of an earlier process are not judged.
    boolean intact(UUID router) {
        var namespace = names.routerNamespace(router);
        if (!Namespaces.exists(namespace)) return false;
        var now = Ruleset.in(namespace).only(Ruleset.OF_ROUTER);
        return told.containsKey(router)
                ? now.equals(told.get(router))
                : !now.tables().isEmpty();
    }

    RouterRoutes routes() {
        return routes;
    }

    RouterAdvertisements advertisements(UUID router) {
        return new RouterAdvertisements(names.routerNamespace(router), run.in("r-" + Names.tail(router)));
    }

    void remove(UUID router) {
        loaded.remove(router);
        told.remove(router);
        var namespace = names.routerNamespace(router);
        advertisements(router).remove();
        if (!Namespaces.exists(namespace)) {
            Namespaces.delete(namespace);
            return;
        }
        // A namespace's links go some time after it; these go at once.
        Ip.links(namespace).keySet().stream().filter(Routers::isOurs).forEach(link -> Ip.delete(namespace, link));
        Namespaces.delete(namespace);
    }

    private void links(RouterSpec router, String namespace, Map<String, Ip.Link> links) {
        var legs = new ArrayList<Leg>();
        for (var leg : router.interfaces())
            legs.add(new Leg(
                    Names.leg(leg.port()), Names.legPlug(leg.port()), leg.network(), leg.mac(), leg.addresses()));
        router.gateway()
                .ifPresent(way -> legs.add(new Leg(
                        Names.gateway(way.port()),
                        Names.gatewayPlug(way.port()),
                        way.network(),
                        way.mac(),
                        gatewayAddresses(router, way))));
        legs.removeIf(leg -> held.mtu(leg.network).isEmpty());
        var lines = new ArrayList<String>(List.of("link set lo up"));
        if (links.get("lo") == null || !links.get("lo").addresses().contains(Names.METADATA + "/32"))
            lines.add("addr add " + Names.METADATA + "/32 dev lo");
        var wanted = new HashSet<>(legs.stream().map(Leg::name).toList());
        links.keySet().stream()
                .filter(link -> isOurs(link) && !wanted.contains(link))
                .forEach(link -> Ip.delete(namespace, link));
        var plugs = Ip.links(names.hostNamespace()).keySet();
        var announced = new ArrayList<Leg>();
        for (var leg : legs) {
            var mac = Names.mac(leg.mac);
            int mtu = held.mtu(leg.network).orElseThrow();
            // The other end may be in a namespace that lost its name.
            var had = plugs.contains(leg.plug) ? links.get(leg.name) : null;
            if (had == null && links.containsKey(leg.name)) Ip.delete(namespace, leg.name);
            if (had == null) plug(router.id(), namespace, leg, mac);
            BridgedNetworks.plugIn(names.hostNamespace(), leg.plug, leg.network, mtu, mac);
            var addresses = Ip.addresses(had, leg.name, leg.addresses);
            lines.add("link set " + leg.name + " mtu " + mtu + " address " + mac + " up");
            lines.addAll(addresses);
            if (!addresses.isEmpty() && leg.name.startsWith("qg")) announced.add(leg);
        }
        Ip.batch("legs of router " + router.id(), namespace, lines);
        announced.forEach(leg -> announce(namespace, leg));
    }

    private void announce(String namespace, Leg leg) {
        var look = Ip.command("bridge", names.hostNamespace(), "link", "show", "dev", leg.plug);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        // A new link drops what is sent before the kernel has noticed that it carries.
        while (!Commands.run("link " + leg.plug, "", look).contains("state forwarding") && System.nanoTime() < deadline)
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        var addresses = leg.addresses.stream()
                .filter(address -> !Cidr.isV6(address))
                .map(address -> Cidr.onLink(address).replaceFirst("/.*", ""))
                .toList();
        Announcement.send(namespace, leg.name, leg.mac, addresses);
    }

    private void plug(UUID router, String namespace, Leg leg, String mac) {
        var host = names.hostNamespace();
        Ip.delete(host, leg.plug);
        Commands.run(
                "leg of router " + router,
                "ip",
                "link",
                "add",
                leg.plug,
                "netns",
                host,
                "type",
                "veth",
                "peer",
                "name",
                leg.name,
                "netns",
                namespace,
                "address",
                mac);
    }

    static List<String> gatewayAddresses(RouterSpec router, Gateway way) {
        var addresses = new ArrayList<>(way.addresses());
        router.floating().forEach(floating -> addresses.add(floating.external() + "/32"));
        return addresses;
    }

    private void rules(RouterSpec router, String namespace) {
        var script = rules(router);
        if (script.equals(loaded.get(router.id()))) return;
        Commands.run("rules of router " + router.id(), script, Commands.inside(namespace, "nft", "-f", "-"));
        loaded.put(router.id(), script);
        told.put(router.id(), Ruleset.in(namespace).only(Ruleset.OF_ROUTER));
    }

    private static String rules(RouterSpec router) {
        var in = new ArrayList<String>();
        var out = new ArrayList<String>();
        var away = new ArrayList<String>();
        if (router.gateway().isPresent()) {
            var own = ownAddresses(router.gateway().get()).stream().findFirst();
            if (!router.floating().isEmpty()) {
                in.add("dnat to ip daddr map @inward");
                // From a guest to a floating address of the same router: the answer has to come back this way.
                away.add("ct status dnat iifname \"qr*\" oifname \"qr*\" snat to ip saddr map @outward");
                own.ifPresent(ip -> away.add("ct status dnat iifname \"qr*\" oifname \"qr*\" snat to " + ip));
                away.add("oifname \"qg*\" snat to ip saddr map @outward");
            }
            boolean floatingAlone = router.gateway().get().addresses().isEmpty();
            if (floatingAlone) {
                // The gateway is another host's: nobody else leaves here under an address of the inside.
                var fixed = router.floating().stream()
                        .map(floating -> Cidr.address(floating.fixed()).getHostAddress())
                        .collect(Collectors.joining(", "));
                out.add("iifname \"qr*\" oifname \"qg*\" " + (fixed.isEmpty() ? "" : "ip saddr != { " + fixed + " } ")
                        + "drop");
            }
            if (router.gateway().get().snat() || floatingAlone) {
                own.ifPresent(ip -> away.add("iifname \"qr*\" oifname \"qg*\" snat to " + ip));
                // Who is outside reaches inside by floating addresses alone.
                out.add("iifname \"qg*\" ct status dnat accept");
                out.add("iifname \"qg*\" meta protocol ip ct state new drop");
            }
        }
        var script = new StringBuilder("add table ip brume\ndelete table ip brume\nadd table ip brume\n");
        script.append("add map ip brume inward { type ipv4_addr : ipv4_addr ; }\n");
        script.append("add map ip brume outward { type ipv4_addr : ipv4_addr ; }\n");
        for (var floating : router.floating()) {
            var external = Cidr.address(floating.external()).getHostAddress();
            var fixed = Cidr.address(floating.fixed()).getHostAddress();
            script.append("add element ip brume inward { " + external + " : " + fixed + " }\n");
            script.append("add element ip brume outward { " + fixed + " : " + external + " }\n");
        }
        chain(script, "arrive", "type nat hook prerouting priority dstnat", in);
        chain(script, "own", "type nat hook output priority -100", in);
        chain(script, "leave", "type nat hook postrouting priority srcnat", away);
        chain(script, "pass", "type filter hook forward priority 0", router.up() ? out : List.of("drop"));
        var take = new ArrayList<String>();
        // Legs alone reach the metadata service.
        take.add("iifname != \"qr*\" ip daddr " + Names.METADATA + " iifname != \"lo\" drop");
        // A floating address is its guest's: where it leads nowhere (yet), nobody answers in the guest's place.
        router.gateway()
                .map(Routers::ownAddresses)
                .ifPresent(own -> take.add("iifname \"qg*\" "
                        + (own.isEmpty() ? "meta protocol ip" : "ip daddr != { " + String.join(", ", own) + " }")
                        + " drop"));
        chain(script, "take", "type filter hook input priority 0", take);
        return script.toString();
    }

    private static List<String> ownAddresses(Gateway way) {
        return way.addresses().stream()
                .filter(address -> !Cidr.isV6(address))
                .map(address -> Cidr.onLink(address).replaceFirst("/.*", ""))
                .toList();
    }

    private static void chain(StringBuilder script, String name, String hook, List<String> rules) {
        script.append("add chain ip brume " + name + " { " + hook + " ; policy accept ; }\n");
        rules.forEach(rule -> script.append("add rule ip brume " + name + " " + rule + "\n"));
    }

    private static boolean isOurs(String link) {
        return link.startsWith("qr") || link.startsWith("qg");
    }

    private record Leg(String name, String plug, UUID network, String mac, List<String> addresses) {}
}
