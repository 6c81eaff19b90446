package brume.host.network;

import brume.contract.NetworkSpec.Ipv6Mode;
import brume.contract.NetworkSpec.Subnet;
import brume.contract.RouterSpec;
import java.nio.file.Path;
import java.util.List;

/// The radvd of one router: tells guests of IPv6 subnets their prefixes, and how to ask for the rest (RFC 4861,
/// section 6.2.1; radvd.conf(5)).
final class RouterAdvertisements {
    private static final String CONFIGURATION = "radvd.conf";

    private final String namespace;
    private final Folder folder;
    private final Daemon daemon;

    RouterAdvertisements(String namespace, Folder folder) {
        this.namespace = namespace;
        this.folder = folder;
        this.daemon = new Daemon(folder.file(CONFIGURATION), folder.file("radvd.pid"));
    }

    void apply(RouterSpec router, HeldSpecs held) {
        var configuration = router.up() ? configuration(router, held) : "";
        if (configuration.isEmpty()) {
            remove();
            return;
        }
        boolean changed = folder.write(CONFIGURATION, configuration);
        if (daemon.running().isEmpty()) {
            daemon.stop();
            daemon.start(
                    namespace,
                    "radvd",
                    "--config=" + folder.file(CONFIGURATION),
                    "--pidfile=" + folder.file("radvd.pid"),
                    "--logmethod=none");
        } else if (changed) {
            daemon.reread();
        }
    }

    void remove() {
        daemon.stop();
        folder.removeAll();
    }

    /// Whether there is anything to tell.
    static boolean wanted(RouterSpec router, HeldSpecs held) {
        return router.up() && !configuration(router, held).isEmpty();
    }

    /// The file, where it does not say what it should.
    List<Path> changed(RouterSpec router, HeldSpecs held) {
        boolean right = folder.read(CONFIGURATION).equals(configuration(router, held));
        return right ? List.of() : List.of(folder.file(CONFIGURATION));
    }

    private static String configuration(RouterSpec router, HeldSpecs held) {
        var text = new StringBuilder();
        for (var leg : router.interfaces()) {
            var network = held.networks().get(leg.network());
            if (network == null) continue;
            var prefixes = new StringBuilder();
            boolean managed = false;
            boolean other = false;
            boolean way = false;
            for (var subnet : network.subnets()) {
                if (subnet.ipv6().isEmpty() || leg.addresses().stream().noneMatch(address -> isOn(address, subnet)))
                    continue;
                var mode = subnet.ipv6().get();
                managed |= mode == Ipv6Mode.DHCPV6_STATEFUL;
                other |= mode == Ipv6Mode.DHCPV6_STATELESS;
                way |= subnet.gateway().isPresent();
                prefixes.append("  prefix %s/%d { AdvOnLink on; AdvAutonomous %s; };\n"
                        .formatted(
                                Cidr.of(subnet.cidr()).base().getHostAddress(),
                                Cidr.of(subnet.cidr()).length(),
                                mode == Ipv6Mode.DHCPV6_STATEFUL ? "off" : "on"));
                for (var server : subnet.dnsServers())
                    if (Cidr.isV6(server))
                        prefixes.append("  RDNSS %s { };\n"
                                .formatted(Cidr.address(server).getHostAddress()));
            }
            if (prefixes.isEmpty()) continue;
            text.append("""
                    interface %s {
                      AdvSendAdvert on;
                      MinRtrAdvInterval 10;
                      MaxRtrAdvInterval 30;
                      AdvLinkMTU %d;
                      AdvManagedFlag %s;
                      AdvOtherConfigFlag %s;
                      AdvDefaultLifetime %d;
                    %s};
                    """.formatted(
                            Names.leg(leg.port()),
                            network.mtu(),
                            managed ? "on" : "off",
                            other ? "on" : "off",
                            way ? 1800 : 0,
                            prefixes));
        }
        return text.toString();
    }

    private static boolean isOn(String address, Subnet subnet) {
        return Cidr.of(subnet.cidr()).contains(Cidr.of(address.replaceFirst("/.*", "")));
    }
}
