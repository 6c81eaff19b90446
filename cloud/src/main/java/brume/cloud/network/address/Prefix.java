package brume.cloud.network.address;

import java.util.Optional;

/// An address with the length of its network's prefix, as somebody wrote it: `10.0.0.5/24`.
///
/// @param length of the prefix, in bits
public record Prefix(Ip address, int length) {
    public Prefix {
        if (length < 0 || length > address.bits()) throw new IllegalArgumentException("prefix length " + length);
    }

    /// An address alone has a prefix of all its bits.
    public static Optional<Prefix> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) return Ip.parse(text).map(ip -> new Prefix(ip, ip.bits()));
        var digits = text.substring(slash + 1);
        if (!digits.matches("\\d{1,3}")) return Optional.empty();
        int length = Integer.parseInt(digits);
        return Ip.parse(text.substring(0, slash))
                .filter(ip -> length <= ip.bits())
                .map(ip -> new Prefix(ip, length));
    }

    /// One that we wrote ourselves.
    public static Prefix of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("no prefix: " + text));
    }

    /// The network that it is in.
    public Cidr cidr() {
        return new Cidr(address, length);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
