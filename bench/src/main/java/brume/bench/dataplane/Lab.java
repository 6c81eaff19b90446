package brume.bench.dataplane;

import brume.host.process.Command;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/// Namespaces of a measurement and the links between them; none is left afterwards.
final class Lab implements AutoCloseable {
    private final Deque<String> namespaces = new ArrayDeque<>();

    /// A new namespace.
    ///
    /// @return its name
    String namespace() {
        var name = "bd-" + UUID.randomUUID().toString().substring(24);
        Command.of("ip", "netns", "add", name).ok();
        namespaces.push(name);
        ip(name, "link set lo up");
        return name;
    }

    /// A pair of links, both up.
    ///
    /// @param mac of the far end
    void link(String near, String nearName, String far, String farName, String mac, int mtu) {
        Command.of(List.of(
                        "ip",
                        "link",
                        "add",
                        nearName,
                        "netns",
                        near,
                        "mtu",
                        Integer.toString(mtu),
                        "type",
                        "veth",
                        "peer",
                        "name",
                        farName,
                        "netns",
                        far,
                        "address",
                        mac,
                        "mtu",
                        Integer.toString(mtu)))
                .ok();
        ip(near, "link set " + nearName + " up");
        ip(far, "link set " + farName + " up");
    }

    /// Commands of ip(8) in a namespace.
    void ip(String namespace, String... lines) {
        Command.of("ip", "-n", namespace, "-batch", "-")
                .reading(String.join("\n", lines) + "\n")
                .ok();
    }

    /// A namespace in which bridges do nothing but bridge.
    String switches() {
        var name = namespace();
        for (var family : List.of("iptables", "ip6tables", "arptables"))
            Command.of("sysctl", "-q", "-w", "net.bridge.bridge-nf-call-" + family + "=0")
                    .in(name)
                    .run();
        return name;
    }

    @Override
    public void close() {
        while (!namespaces.isEmpty())
            Command.of("ip", "netns", "delete", namespaces.pop()).run();
    }
}
