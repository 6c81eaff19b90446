package brume.cloud.network;

import brume.base.fault.CloudFault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// IP protocols by the names that rules may use, and their numbers (IANA, "Assigned Internet Protocol Numbers").
final class Protocols {
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("ah", 51),
            Map.entry("dccp", 33),
            Map.entry("egp", 8),
            Map.entry("esp", 50),
            Map.entry("gre", 47),
            Map.entry("hopopt", 0),
            Map.entry("icmp", 1),
            Map.entry("icmpv6", 58),
            Map.entry("igmp", 2),
            Map.entry("ip", 0),
            Map.entry("ipip", 4),
            Map.entry("ipv6-encap", 41),
            Map.entry("ipv6-frag", 44),
            Map.entry("ipv6-icmp", 58),
            Map.entry("ipv6-nonxt", 59),
            Map.entry("ipv6-opts", 60),
            Map.entry("ipv6-route", 43),
            Map.entry("ospf", 89),
            Map.entry("pgm", 113),
            Map.entry("rsvp", 46),
            Map.entry("sctp", 132),
            Map.entry("tcp", 6),
            Map.entry("udp", 17),
            Map.entry("udplite", 136),
            Map.entry("vrrp", 112));
    private static final Set<Integer> WITH_PORTS = Set.of(6, 17, 33, 132, 136);

    private Protocols() {}

    /// The protocol's number; nothing for any protocol.
    static Optional<Integer> number(String word, int ipVersion) {
        if (word.equals("any") || word.equals("0") || word.equals("ip")) return Optional.empty();
        int number = word.matches("\\d{1,3}") ? Integer.parseInt(word) : NUMBERS.get(word);
        // Rules for IPv6 often say icmp and mean its own.
        return Optional.of(number == 1 && ipVersion == 6 ? 58 : number);
    }

    /// A protocol as it is kept: a name in lower case, or a number, as it was given.
    ///
    /// @throws CloudFault.Invalid when there is no such protocol
    static String known(String word) {
        var plain = word.toLowerCase(Locale.ROOT);
        if (plain.equals("any") || NUMBERS.containsKey(plain)) return plain;
        if (plain.matches("\\d{1,3}") && Integer.parseInt(plain) <= 255) return plain;
        throw new CloudFault.Invalid(
                "protocol",
                "Security group rule protocol " + word + " not supported. Only protocol values "
                        + NUMBERS.keySet().stream().sorted().toList()
                        + " and integer representations [0 to 255] are supported.");
    }

    /// All words for what a known one stands for.
    static List<String> alike(String word, int ipVersion) {
        var number = number(word, ipVersion);
        if (number.isEmpty()) return List.of(word);
        return Stream.concat(
                        NUMBERS.keySet().stream(), Stream.of("1", number.get().toString()))
                .filter(other -> number(other, ipVersion).equals(number))
                .distinct()
                .toList();
    }

    static boolean withPorts(String word, int ipVersion) {
        return number(word, ipVersion).filter(WITH_PORTS::contains).isPresent();
    }

    static boolean icmp(String word, int ipVersion) {
        return number(word, ipVersion).filter(n -> n == 1 || n == 58).isPresent();
    }
}
