package brume.cloud.network.address;

import java.math.BigInteger;
import java.util.Optional;

/// A range of addresses with one prefix.
///
/// @param first  its lowest address: all bits after the prefix are 0
/// @param length of the prefix, in bits
public record Cidr(Ip first, int length) {
    public Cidr {
        if (length < 0 || length > first.bits()) throw new IllegalArgumentException("prefix length " + length);
        first = new Ip(first.version(), first.value().andNot(hosts(first, length)));
    }

    /// Reads `10.0.0.0/24`; an address alone is a range of one. Bits after the prefix are dropped.
    public static Optional<Cidr> parse(String text) {
        return Prefix.parse(text).map(Prefix::cidr);
    }

    /// A range that we wrote ourselves.
    public static Cidr of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("no CIDR: " + text));
    }

    private static BigInteger hosts(Ip ip, int length) {
        return BigInteger.ONE.shiftLeft(ip.bits() - length).subtract(BigInteger.ONE);
    }

    public int version() {
        return first.version();
    }

    /// Its highest address: for IPv4, the broadcast address.
    public Ip last() {
        return new Ip(version(), first.value().or(hosts(first, length)));
    }

    public boolean contains(Ip ip) {
        return ip.version() == version() && first.compareTo(ip) <= 0 && ip.compareTo(last()) <= 0;
    }

    public boolean contains(Cidr other) {
        return contains(other.first) && other.length >= length;
    }

    public boolean overlaps(Cidr other) {
        return contains(other.first) || other.contains(first);
    }

    /// Whether an interface may have this address: one inside, and not the network's or broadcast address.
    public boolean usable(Ip ip) {
        if (!contains(ip)) return false;
        if (version() == 4) return length >= 31 || !ip.equals(first) && !ip.equals(last());
        return length >= 127 || !ip.equals(first);
    }

    /// The address that a card with this MAC gives itself here (RFC 4291, appendix A).
    ///
    /// @param mac six octets in hex, with colons
    public Ip eui64(String mac) {
        var octets = mac.split(":");
        long id = 0;
        for (int i = 0; i < octets.length; i++) {
            int octet = Integer.parseInt(octets[i], 16);
            if (i == 0) octet ^= 2;
            if (i == 3) id = id << 16 | 0xfffe;
            id = id << 8 | octet;
        }
        return new Ip(6, first.value().or(new BigInteger(Long.toUnsignedString(id))));
    }

    @Override
    public String toString() {
        return first + "/" + length;
    }
}
