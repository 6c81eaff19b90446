package brume.host.network;

import brume.base.json.Json;
import brume.contract.ExternalNetworkSpec;
import brume.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// Networks outside the cloud: a bridge in the host's namespace, and the one link, address and route by which the
/// machine itself is on it. With `outsideNat`, also the one table of ours in the machine's firewall, which lets guests
/// reach the world under the machine's address.
final class ExternalNetworks {
    private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");
    private static final String FORWARDING_BEFORE = "forwarding-before";

    private final Names names;
    private final boolean outsideNat;
    private final Folder state;
    private String loaded = "";
    /// The table as the kernel told it when it had just been loaded.
    private String told = "";

    ExternalNetworks(Names names, boolean outsideNat, Folder state) {
        this.names = names;
        this.outsideNat = outsideNat;
        this.state = state;
    }

    /// @return whether its bridge was not so before
    /// @throws NetworkFault also when the machine has a route to such addresses already
    boolean apply(ExternalNetworkSpec network) {
        var host = names.hostNamespace();
        var link = names.outsideLink(network.id());
        refuseTaken(network, link);
        var plugs = Ip.links(host);
        boolean anew = BridgedNetworks.bridge(host, plugs, network.id(), network.mtu());
        if (network.hostAddress().isEmpty()) {
            removeLink(network.id());
            return anew;
        }
        var plug = Names.outsidePlug(network.id());
        var links = Ip.links("");
        // The other end may be in a namespace that lost its name.
        var had = plugs.containsKey(plug) ? links.get(link) : null;
        if (had == null && links.containsKey(link)) Ip.delete("", link);
        if (had == null)
            Commands.run(
                    "link to external network " + network.id(),
                    "ip",
                    "link",
                    "add",
                    link,
                    "type",
                    "veth",
                    "peer",
                    "name",
                    plug,
                    "netns",
                    host);
        Ip.batch(
                "link " + plug,
                host,
                List.of("link set " + plug + " mtu " + network.mtu() + " master " + Names.bridge(network.id())
                        + " up"));
        var lines = new ArrayList<String>();
        lines.add("link set " + link + " mtu " + network.mtu() + " up");
        lines.addAll(Ip.addresses(had, link, List.of(network.hostAddress().get())));
        routed(network).forEach(cidr -> lines.add("route replace " + cidr + " dev " + link));
        Ip.batch("link to external network " + network.id(), "", lines);
        return anew;
    }

    /// What the machine's link leads to, beside what its address does.
    static List<String> routed(ExternalNetworkSpec network) {
        var reached = network.hostAddress().map(Cidr::of);
        if (reached.isEmpty()) return List.of();
        return network.cidrs().stream()
                .map(Cidr::of)
                .filter(cidr -> !reached.get().contains(cidr))
                .map(Cidr::toString)
                .toList();
    }

    void remove(UUID network) {
        removeLink(network);
        var host = names.hostNamespace();
        if (Namespaces.exists(host)) Ip.delete(host, Names.bridge(network));
    }

    /// Takes the machine off a network, which stays for the guests on it.
    void removeLink(UUID network) {
        Ip.delete("", names.outsideLink(network));
    }

    /// Lets the guests of these networks reach the world, or takes that back.
    void translate(Collection<ExternalNetworkSpec> networks) {
        var cidrs = Cidr.prune(networks.stream()
                .filter(network -> network.hostAddress().isPresent())
                .flatMap(network -> network.cidrs().stream())
                .map(Cidr::of)
                .filter(cidr -> !cidr.v6())
                .toList());
        if (!outsideNat || cidrs.isEmpty()) {
            if (translates())
                Commands.run("removal of outside nat", "nft", "delete", "table", "ip", names.outsideTable());
            loaded = "";
            restoreForwarding();
            return;
        }
        var ours = "{ " + String.join(", ", cidrs.stream().map(Cidr::toString).toList()) + " }";
        load("""
                add table ip %1$s
                delete table ip %1$s
                add table ip %1$s
                add chain ip %1$s out { type nat hook postrouting priority srcnat; policy accept; }
                add rule ip %1$s out ip saddr %2$s ip daddr != %2$s oifname != "%3$s*" masquerade
                """.formatted(names.outsideTable(), ours, names.outsideLinks()));
        try {
            var before = Files.readString(FORWARDING).strip();
            if (before.equals("1")) return;
            state.write(FORWARDING_BEFORE, before);
            Files.writeString(FORWARDING, "1");
        } catch (IOException e) {
            throw new NetworkFault("forwarding cannot be switched on: " + e.getMessage(), e);
        }
    }

    private void load(String script) {
        if (script.equals(loaded) && intact()) return;
        Commands.run("outside nat", script, List.of("nft", "-f", "-"));
        loaded = script;
        told = table();
    }

    /// Whether the kernel translates as it was told to; what an earlier process told is not judged.
    boolean intact() {
        return loaded.isEmpty() ? translates() : table().equals(told);
    }

    private String table() {
        return Command.of("nft", "-s", "list", "table", "ip", names.outsideTable())
                .run()
                .out();
    }

    boolean translates() {
        return Commands.run("tables", "nft", "list", "tables")
                .lines()
                .anyMatch(("table ip " + names.outsideTable())::equals);
    }

    private void restoreForwarding() {
        var before = state.read(FORWARDING_BEFORE);
        if (before.isEmpty()) return;
        try {
            Files.writeString(FORWARDING, before);
        } catch (IOException e) {
            throw new NetworkFault("forwarding cannot be switched back: " + e.getMessage(), e);
        }
        state.remove(FORWARDING_BEFORE);
    }

    /// The machine's own routes are not ours to shadow.
    private static void refuseTaken(ExternalNetworkSpec network, String link) {
        var blocks = new ArrayList<>(network.cidrs().stream().map(Cidr::of).toList());
        network.hostAddress().map(Cidr::of).ifPresent(blocks::add);
        for (var family : List.of("-4", "-6")) {
            for (var route : Json.read(Commands.run("routes", "ip", "-j", family, "route", "show"))) {
                var destination = route.path("dst").asString("default");
                if (destination.equals("default")
                        || route.path("dev").asString("").equals(link)) continue;
                for (var block : blocks)
                    if (Cidr.of(destination).overlaps(block))
                        throw new NetworkFault("external network " + block + " is taken on this machine: route "
                                + destination + " by " + route.path("dev").asString("another way")
                                + "; choose other addresses");
            }
        }
    }
}
