package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.cloud.network.Port.DhcpOption;
import brume.contract.PortSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What ports have DHCP say beside what their subnets say: only what can stand on one line of a DHCP server's file.
final class DhcpOptions {
    private static final int MOST = 64;
    private static final int MOST_CODE = 254;
    private static final int MOST_CODE6 = 65535;

    /// Options that silence what the subnet says when they have no value.
    private static final Set<String> SILENCING = Set.of("router", "classless-static-route");

    /// Options by name, as dnsmasq(8) knows them (`dnsmasq --help dhcp`): those that a subnet or the server itself
    /// decides are not among them.
    private static final Set<String> NAMES = Set.of(
            "netmask",
            "time-offset",
            "router",
            "dns-server",
            "log-server",
            "lpr-server",
            "boot-file-size",
            "domain-name",
            "swap-server",
            "root-path",
            "extension-path",
            "ip-forward-enable",
            "non-local-source-routing",
            "policy-filter",
            "max-datagram-reassembly",
            "default-ttl",
            "mtu",
            "all-subnets-local",
            "router-discovery",
            "router-solicitation",
            "static-route",
            "trailer-encapsulation",
            "arp-timeout",
            "ethernet-encap",
            "tcp-ttl",
            "tcp-keepalive",
            "nis-domain",
            "nis-server",
            "ntp-server",
            "netbios-ns",
            "netbios-dd",
            "netbios-nodetype",
            "netbios-scope",
            "x-windows-fs",
            "x-windows-dm",
            "T1",
            "T2",
            "vendor-class",
            "nis+-domain",
            "nis+-server",
            "tftp-server",
            "bootfile-name",
            "mobile-ip-home",
            "smtp-server",
            "pop3-server",
            "nntp-server",
            "irc-server",
            "user-class",
            "posix-timezone",
            "tzdb-timezone",
            "domain-search",
            "sip-server",
            "classless-static-route",
            "tftp-server-address",
            "server-ip-address");

    private static final Set<String> NAMES6 = Set.of(
            "sip-server-domain",
            "sip-server",
            "dns-server",
            "domain-search",
            "nis-server",
            "nis+-server",
            "nis-domain",
            "nis+-domain",
            "sntp-server",
            "information-refresh-time",
            "posix-timezone",
            "tzdb-timezone",
            "ntp-server",
            "bootfile-url",
            "bootfile-param");

    private DhcpOptions() {}

    /// The options that a port had, with what is wished: those that are not named stay, one without a value goes.
    ///
    /// @throws CloudFault.Invalid when a name is unknown, or a value could be anything but a value
    static List<DhcpOption> merged(List<DhcpOption> before, List<PortWish.Option> wishes) {
        var all = new ArrayList<>(before);
        for (var wish : wishes) {
            if (!known(wish.name(), 4) && !known(wish.name(), 6)) {
                throw invalid("'" + wish.name() + "' is not the name or number of a DHCP option.");
            }
            wish.value().ifPresent(value -> check(wish.name(), value));
            var same = all.stream()
                    .filter(old -> old.name().equals(wish.name()) && old.ipVersion() == wish.ipVersion())
                    .findFirst();
            if (wish.value().isEmpty()) {
                same.ifPresent(all::remove);
                continue;
            }
            var next = new DhcpOption(wish.name(), wish.value().get(), wish.ipVersion());
            same.ifPresentOrElse(old -> all.set(all.indexOf(old), next), () -> all.add(next));
        }
        if (all.size() > MOST) throw invalid("A port has " + MOST + " options at most.");
        return all;
    }

    private static CloudFault invalid(String reason) {
        return new CloudFault.Invalid("input-field", "Invalid input for extra_dhcp_opts. Reason: " + reason);
    }

    private static boolean known(String name, int ipVersion) {
        if (name.matches("[1-9][0-9]{0,4}")) {
            return Integer.parseInt(name) <= (ipVersion == 4 ? MOST_CODE : MOST_CODE6);
        }
        return (ipVersion == 4 ? NAMES : NAMES6).contains(name);
    }

    /// Printable ASCII; no quotes, escapes or comments, which mean something in a file of dnsmasq.
    private static void check(String name, String value) {
        if (value.isBlank() && !(value.isEmpty() && SILENCING.contains(name))) {
            throw invalid("Option '" + name + "' needs a value.");
        }
        boolean plain = value.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '#');
        if (!plain) throw invalid("The value of option '" + name + "' has characters that an option can't have.");
    }

    /// What the port's host is told. A name that DHCP of the option's IP version does not know is nothing to tell.
    static List<PortSpec.DhcpOption> told(Port port) {
        return port.dhcpOptions().stream()
                .filter(option -> known(option.name(), option.ipVersion()))
                .map(option -> new PortSpec.DhcpOption(option.ipVersion() == 6, option.name(), option.value()))
                .toList();
    }
}
