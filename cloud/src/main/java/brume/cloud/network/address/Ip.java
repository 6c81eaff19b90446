package brume.cloud.network.address;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Pattern;

/// An IP address.
///
/// @param version 4 or 6
/// @param value   as a number, never negative
public record Ip(int version, BigInteger value) implements Comparable<Ip> {
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final int GROUPS = 8;

    /// Reads `10.0.0.1` or `2001:db8::1`; anything else is nothing.
    public static Optional<Ip> parse(String text) {
        if (V4.matcher(text).matches()) return v4(text).map(value -> new Ip(4, BigInteger.valueOf(value)));
        if (text.indexOf(':') < 0 || !V6.matcher(text).matches()) return Optional.empty();
        return v6(text).map(value -> new Ip(6, value));
    }

    private static Optional<Long> v4(String text) {
        long value = 0;
        for (var part : text.split("\\.")) {
            int number = Integer.parseInt(part);
            // A leading zero is octal to some readers: refused, as such an address means two things.
            if (number > 255 || part.length() > 1 && part.startsWith("0")) return Optional.empty();
            value = value << 8 | number;
        }
        return Optional.of(value);
    }

    private static Optional<BigInteger> v6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) return Optional.empty();
        var head = groups(gap < 0 ? text : text.substring(0, gap));
        var tail = gap < 0 ? Optional.of(new ArrayList<Integer>()) : groups(text.substring(gap + 2));
        if (head.isEmpty() || tail.isEmpty()) return Optional.empty();
        int missing = GROUPS - head.get().size() - tail.get().size();
        if (gap < 0 ? missing != 0 : missing < 1) return Optional.empty();
        var value = BigInteger.ZERO;
        for (int group : head.get()) value = value.shiftLeft(16).or(BigInteger.valueOf(group));
        value = value.shiftLeft(16 * missing);
        for (int group : tail.get()) value = value.shiftLeft(16).or(BigInteger.valueOf(group));
        return Optional.of(value);
    }

    private static Optional<ArrayList<Integer>> groups(String text) {
        var groups = new ArrayList<Integer>();
        if (text.isEmpty()) return Optional.of(groups);
        var parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            var part = parts[i];
            if (i == parts.length - 1 && V4.matcher(part).matches()) {
                var low = v4(part);
                if (low.isEmpty()) return Optional.empty();
                groups.add((int) (low.get() >> 16));
                groups.add((int) (low.get() & 0xffff));
            } else if (part.isEmpty() || part.length() > 4 || part.indexOf('.') >= 0) {
                return Optional.empty();
            } else {
                groups.add(Integer.parseInt(part, 16));
            }
        }
        return Optional.of(groups);
    }

    /// An address that we wrote ourselves.
    public static Ip of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("no IP address: " + text));
    }

    /// Bits in an address of this version.
    public int bits() {
        return version == 4 ? 32 : 128;
    }

    public Ip plus(long steps) {
        return new Ip(version, value.add(BigInteger.valueOf(steps)));
    }

    @Override
    public int compareTo(Ip other) {
        return version != other.version ? Integer.compare(version, other.version) : value.compareTo(other.value);
    }

    /// As PostgreSQL and RFC 5952 write it: lower case, the longest run of zeros left out.
    @Override
    public String toString() {
        if (version == 4) {
            long number = value.longValueExact();
            return (number >> 24) + "." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
        }
        var groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = value.shiftRight(16 * (GROUPS - 1 - i)).intValue() & 0xffff;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && groups[i + run] == 0) run++;
            if (run > length) {
                start = i;
                length = run;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') text.append(':');
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
