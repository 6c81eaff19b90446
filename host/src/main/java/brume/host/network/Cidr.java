package brume.host.network;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// A block of addresses. What is not an address is refused, so that its text is safe in every file and ruleset.
///
/// @param base   the lowest address
/// @param length of the prefix
record Cidr(InetAddress base, int length) {
    static Cidr of(String text) {
        int slash = text.indexOf('/');
        var address = address(slash < 0 ? text : text.substring(0, slash));
        int bits = address.getAddress().length * 8;
        int length = bits;
        try {
            if (slash >= 0) length = Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new NetworkFault("not a prefix length: " + text, e);
        }
        if (length < 0 || length > bits) throw new NetworkFault("not a prefix length: " + text);
        return new Cidr(masked(address, length), length);
    }

    static InetAddress address(String text) {
        try {
            var address = InetAddress.ofLiteral(text);
            // The JDK takes `10.1` for 10.0.0.1, and IPv6 with a zone.
            boolean plain = isV6(text)
                    ? text.indexOf('%') < 0
                    : text.chars().filter(c -> c == '.').count() == 3;
            if (!plain) throw new NetworkFault("not an address: " + text);
            return address;
        } catch (IllegalArgumentException e) {
            throw new NetworkFault("not an address: " + text, e);
        }
    }

    /// An address with its prefix length, as a link carries it, checked.
    static String onLink(String text) {
        return address(text.substring(0, Math.max(0, text.indexOf('/')))).getHostAddress() + "/" + of(text).length;
    }

    static boolean isV6(String text) {
        return text.indexOf(':') >= 0;
    }

    boolean v6() {
        return base instanceof Inet6Address;
    }

    boolean any() {
        return length == 0;
    }

    boolean contains(Cidr other) {
        return v6() == other.v6()
                && length <= other.length
                && masked(other.base, length).equals(base);
    }

    boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    String netmask() {
        var mask = masked(address("255.255.255.255"), length);
        return mask.getHostAddress();
    }

    /// Its lowest and highest address as numbers, for matches of raw bytes.
    String hexRange() {
        var low = new BigInteger(1, base.getAddress());
        int free = base.getAddress().length * 8 - length;
        var high = low.or(BigInteger.ONE.shiftLeft(free).subtract(BigInteger.ONE));
        return free == 0 ? "0x" + low.toString(16) : "0x" + low.toString(16) + "-0x" + high.toString(16);
    }

    /// The same addresses without blocks that lie in others (which the kernel refuses in one set).
    static List<Cidr> prune(Collection<Cidr> blocks) {
        var kept = new ArrayList<Cidr>();
        for (var block : blocks.stream().distinct().sorted(ORDER).toList())
            if (kept.isEmpty() || kept.stream().noneMatch(wider -> wider.contains(block))) kept.add(block);
        return kept;
    }

    static final Comparator<Cidr> ORDER = Comparator.comparingInt(Cidr::length).thenComparing(Cidr::toString);

    @Override
    public String toString() {
        int bits = base.getAddress().length * 8;
        return length == bits ? base.getHostAddress() : base.getHostAddress() + "/" + length;
    }

    private static InetAddress masked(InetAddress address, int length) {
        var bytes = address.getAddress();
        for (int bit = length; bit < bytes.length * 8; bit++) bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
