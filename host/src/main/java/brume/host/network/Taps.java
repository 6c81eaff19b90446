package brume.host.network;

import brume.contract.PortSpec;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// Ports' taps: persistent, so that a guest's process may open, leave and open them again.
final class Taps {
    private final String host;
    private final Optional<Integer> owner;

    Taps(String host, Optional<Integer> owner) {
        this.host = host;
        this.owner = owner;
    }

    /// Makes the tap, on its bridge: its rules are there before it. A secured port's addresses are known for ever, and
    /// nothing is learnt from it: no guest draws another's frames to itself.
    void make(PortSpec port, int mtu, Optional<PortSpec> before) {
        var tap = Names.tap(port.id());
        var learns = port.secured() ? "off" : "on";
        var links = new ArrayList<String>();
        if (!Namespaces.hasLink(host, tap))
            links.add("tuntap add dev " + tap + " mode tap"
                    + owner.map(uid -> " user " + uid).orElse(""));
        links.add("link set " + tap + " mtu " + mtu + " master " + Names.bridge(port.network()) + " up");
        links.add("link set " + tap + " type bridge_slave learning " + learns + " flood " + learns);
        Ip.batch("tap of port " + port.id(), host, links);
        var lines = new ArrayList<String>();
        var wanted = macs(port);
        before.map(Taps::macs)
                .ifPresent(had -> had.stream()
                        .filter(mac -> !wanted.contains(mac))
                        .forEach(mac -> lines.add("fdb del " + mac + " dev " + tap + " master")));
        wanted.forEach(mac -> lines.add("fdb replace " + mac + " dev " + tap + " master static"));
        Ip.bridge("tap of port " + port.id(), host, lines);
    }

    void remove(UUID port) {
        if (Namespaces.exists(host)) Ip.delete(host, Names.tap(port));
    }

    private static Set<String> macs(PortSpec port) {
        var macs = new TreeSet<String>();
        macs.add(Names.mac(port.mac()));
        port.allowed().forEach(pair -> macs.add(Names.mac(pair.mac())));
        return macs;
    }
}
