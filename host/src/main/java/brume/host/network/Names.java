package brume.host.network;

import brume.base.id.Ids;
import brume.contract.HostId;
import java.util.UUID;
import java.util.regex.Pattern;

/// Names of links, namespaces and addresses. Link names have at most 15 characters, from the random tail of an id (the
/// head is time: many are alike).
///
/// @param host the last 8 hex digits of the host's id
record Names(String host) {
    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    static final String METADATA = "169.254.169.254";

    static Names of(HostId host) {
        return new Names(Ids.tail(host.value(), 8));
    }

    /// The namespace of bridges and taps.
    String hostNamespace() {
        return "brume-" + host;
    }

    /// The namespace of a network's DHCP and metadata.
    String networkNamespace(UUID network) {
        return "brume-" + host + "-n-" + tail(network);
    }

    String routerNamespace(UUID router) {
        return "brume-" + host + "-r-" + tail(router);
    }

    /// The machine's own link to an external network.
    String outsideLink(UUID external) {
        return outsideLinks() + Ids.tail(external, 4);
    }

    /// How all of them begin.
    String outsideLinks() {
        return "bx" + host + "-";
    }

    /// Our table in the machine's own firewall.
    String outsideTable() {
        return "brume_" + host;
    }

    static String bridge(UUID network) {
        return "br" + tail(network);
    }

    static String tunnel(UUID network) {
        return "vx" + tail(network);
    }

    static String tap(UUID port) {
        return "tap" + tail(port);
    }

    /// The bridge's end of the DHCP server's link.
    static String dhcpPlug(UUID network) {
        return "dp" + tail(network);
    }

    /// The bridge's end of the machine's own link.
    static String outsidePlug(UUID external) {
        return "xp" + tail(external);
    }

    static String leg(UUID routerPort) {
        return "qr" + tail(routerPort);
    }

    static String legPlug(UUID routerPort) {
        return "qp" + tail(routerPort);
    }

    static String gateway(UUID routerPort) {
        return "qg" + tail(routerPort);
    }

    static String gatewayPlug(UUID routerPort) {
        return "gp" + tail(routerPort);
    }

    /// The DHCP server's address on the wire: the same on each host.
    static String dhcpMac(UUID network) {
        var end = Ids.tail(network, 6);
        return "fa:16:3d:" + end.substring(0, 2) + ":" + end.substring(2, 4) + ":" + end.substring(4);
    }

    /// The last 11 hex digits.
    static String tail(UUID id) {
        return Ids.tail(id, 11);
    }

    /// @throws NetworkFault when it is no MAC
    static String mac(String text) {
        if (!MAC.matcher(text).matches()) throw new NetworkFault("not a MAC in lower case: " + text);
        return text;
    }
}
