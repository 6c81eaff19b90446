package brume.cloud.network.address;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Addresses from `low` to `high`, both included.
public record Range(Ip low, Ip high) {
    public boolean contains(Ip ip) {
        return low.compareTo(ip) <= 0 && ip.compareTo(high) <= 0;
    }

    public boolean overlaps(Range other) {
        return low.compareTo(other.high) <= 0 && other.low.compareTo(high) <= 0;
    }

    /// All that interfaces may have in `cidr`, less some addresses, in order.
    public static List<Range> usable(Cidr cidr, List<Ip> less) {
        var first = cidr.usable(cidr.first()) ? cidr.first() : cidr.first().plus(1);
        var last = cidr.usable(cidr.last()) ? cidr.last() : cidr.last().plus(-1);
        var ranges = new ArrayList<Range>();
        var low = first;
        for (var hole : less.stream().sorted(Comparator.naturalOrder()).toList()) {
            if (hole.compareTo(low) < 0 || hole.compareTo(last) > 0) continue;
            if (low.compareTo(hole) < 0) ranges.add(new Range(low, hole.plus(-1)));
            low = hole.plus(1);
        }
        if (low.compareTo(last) <= 0) ranges.add(new Range(low, last));
        return ranges;
    }
}
