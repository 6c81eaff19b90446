package brume.cloud.network;

import brume.base.fault.CloudFault;
import java.util.stream.Stream;

/// What goes together in a rule, decided from values alone.
final class RuleChecks {
    private static final int MOST_PORT = 65535;
    private static final int MOST_ICMP = 255;

    private RuleChecks() {}

    static void check(SecurityGroupRules.Draft rule) {
        if (rule.remoteCidr().isPresent() && rule.remoteGroup().isPresent()) {
            throw invalid("remote-twice", "Only remote_ip_prefix or remote_group_id may be provided, not both.");
        }
        if (rule.remoteCidr().filter(cidr -> cidr.version() != rule.ipVersion()).isPresent()) {
            throw invalid(
                    "rule-conflict",
                    "Conflicting value ethertype IPv" + rule.ipVersion() + " for CIDR "
                            + rule.remoteCidr().get());
        }
        var protocol = rule.protocol().map(Protocols::known).filter(word -> !word.equals("any"));
        if (protocol.isPresent()) {
            versions(protocol.get(), rule.ipVersion());
            if (Protocols.icmp(protocol.get(), rule.ipVersion())) icmp(rule);
            else ports(protocol.get(), rule);
        } else if (rule.low().isPresent() || rule.high().isPresent()) {
            throw invalid("ports-without-protocol", "Must also specify protocol if port range is given.");
        }
    }

    private static CloudFault invalid(String reason, String message) {
        return new CloudFault.Invalid(reason, message);
    }

    private static void versions(String protocol, int ipVersion) {
        boolean six = protocol.equals("58") || protocol.contains("icmpv6") || protocol.startsWith("ipv6-");
        if (six && ipVersion == 4) {
            throw invalid("ethertype-protocol", "Invalid ethertype IPv4 for protocol " + protocol + ".");
        }
    }

    private static void icmp(SecurityGroupRules.Draft rule) {
        rule.low().filter(v -> v < 0 || v > MOST_ICMP).ifPresent(v -> {
            throw invalid("icmp-value", "Invalid value for ICMP type (port-range-min) " + v + ". It must be 0 to 255.");
        });
        rule.high().filter(v -> v < 0 || v > MOST_ICMP).ifPresent(v -> {
            throw invalid("icmp-value", "Invalid value for ICMP code (port-range-max) " + v + ". It must be 0 to 255.");
        });
        if (rule.low().isEmpty() && rule.high().isPresent()) {
            throw invalid(
                    "icmp-type",
                    "ICMP code (port-range-max) " + rule.high().get()
                            + " is provided but ICMP type (port-range-min) is missing.");
        }
    }

    private static void ports(String protocol, SecurityGroupRules.Draft rule) {
        if (rule.low().isEmpty() && rule.high().isEmpty()) return;
        if (!Protocols.withPorts(protocol, rule.ipVersion())) {
            throw invalid(
                    "protocol-without-ports",
                    "Invalid protocol " + protocol + " for port range, only supported for TCP, UDP, UDPLITE, SCTP"
                            + " and DCCP.");
        }
        for (int port : Stream.concat(rule.low().stream(), rule.high().stream()).toList()) {
            if (port < 1 || port > MOST_PORT) throw invalid("port-value", "Invalid value for port " + port);
        }
        if (rule.low().isEmpty()
                || rule.high().isEmpty()
                || rule.low().get() > rule.high().get()) {
            throw invalid("port-range", "For TCP/UDP protocols, port_range_min must be <= port_range_max");
        }
    }
}
