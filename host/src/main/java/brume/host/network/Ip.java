package brume.host.network;

import brume.base.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What `ip` and `bridge` (iproute2) do and tell; an empty namespace means the machine's own.
final class Ip {
    private Ip() {}

    /// A link as it is.
    ///
    /// @param bridge    whose port it is; empty for none
    /// @param addresses with prefix length, without those that the kernel makes itself
    /// @param up        whether it is switched on
    /// @param carries   whether somebody is at its other end: for a tap, a process
    record Link(String name, String mac, int mtu, String bridge, Set<String> addresses, boolean up, boolean carries) {}

    /// Runs several commands of `ip` in one process.
    static void batch(String step, String namespace, List<String> lines) {
        if (lines.isEmpty()) return;
        Commands.run(step, String.join("\n", lines) + "\n", command("ip", namespace, "-batch", "-"));
    }

    /// The same, going on after failures; they are thrown together at the end.
    static void batchAll(String step, String namespace, List<String> lines) {
        if (lines.isEmpty()) return;
        Commands.run(step, String.join("\n", lines) + "\n", command("ip", namespace, "-force", "-batch", "-"));
    }

    static void bridge(String step, String namespace, List<String> lines) {
        if (lines.isEmpty()) return;
        Commands.run(step, String.join("\n", lines) + "\n", command("bridge", namespace, "-batch", "-"));
    }

    /// All links by name.
    static Map<String, Link> links(String namespace) {
        var listed = Commands.run("links", "", command("ip", namespace, "-j", "addr", "show"));
        var links = new LinkedHashMap<String, Link>();
        for (var node : Json.read(listed)) {
            var addresses = new TreeSet<String>();
            for (var address : node.path("addr_info"))
                if (!address.path("scope").asString("").equals("link"))
                    addresses.add(Cidr.onLink(address.path("local").asString() + "/"
                            + address.path("prefixlen").asInt()));
            var flags = node.path("flags").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
            var name = node.path("ifname").asString("");
            if (!name.isEmpty())
                links.put(
                        name,
                        new Link(
                                name,
                                node.path("address").asString(""),
                                node.path("mtu").asInt(),
                                node.path("master").asString(""),
                                addresses,
                                flags.contains("UP"),
                                flags.contains("LOWER_UP")));
        }
        return links;
    }

    /// Lines for [#batch] that give a link exactly these addresses.
    static List<String> addresses(Link had, String name, List<String> wanted) {
        var lines = new ArrayList<String>();
        var right = wanted.stream().map(Cidr::onLink).toList();
        if (had != null)
            had.addresses().stream()
                    .filter(address -> !right.contains(address))
                    .forEach(address -> lines.add("addr del " + address + " dev " + name));
        for (var address : right)
            if (had == null || !had.addresses().contains(address))
                lines.add("addr add " + address + " dev " + name + (Cidr.isV6(address) ? " nodad" : ""));
        return lines;
    }

    /// Makes a link go, which may go by itself at the same moment: the other end, or its namespace, may be going.
    static void delete(String namespace, String link) {
        if (!Namespaces.hasLink(namespace, link)) return;
        if (Commands.succeeds("link " + link, command("ip", namespace, "link", "del", link))) return;
        if (Namespaces.hasLink(namespace, link)) throw new NetworkFault("link " + link + " cannot be removed");
    }

    static List<String> command(String program, String namespace, String... arguments) {
        var command = new ArrayList<String>(List.of(program));
        if (!namespace.isEmpty()) command.addAll(List.of("-n", namespace));
        command.addAll(List.of(arguments));
        return command;
    }
}
