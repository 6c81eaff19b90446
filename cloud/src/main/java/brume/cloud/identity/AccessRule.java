package brume.cloud.identity;

import brume.base.sql.Row;
import java.util.BitSet;
import java.util.UUID;
import java.util.stream.IntStream;

/// A call that a credential may make.
///
/// @param service the service's type, as `compute`
/// @param path    below the service's address; `*` and `{name}` stand for one segment, `**` for any number
public record AccessRule(UUID id, UUID user, String service, String method, String path) {
    /// In place of a character: one or more of a segment.
    private static final int SOMETHING = -1;
    /// In place of a character: none or more.
    private static final int ANYTHING = -2;

    static AccessRule row(Row row) {
        return new AccessRule(
                row.uuid("id"), row.uuid("user_id"), row.text("service"), row.text("method"), row.text("path"));
    }

    boolean allows(Call call) {
        return service.equals(call.service()) && method.equals(call.method()) && covers(call.path());
    }

    /// Whether the pattern covers a path: both are read from left to right, and all places of the pattern where the
    /// reader could be are kept in mind. Both are a tenant's: a regular expression that is made of the one could go
    /// through the other for ever.
    private boolean covers(String called) {
        var steps = steps();
        var here = at(0, steps, new BitSet());
        for (int i = 0; i < called.length() && !here.isEmpty(); i++) {
            var next = new BitSet();
            for (int at = here.nextSetBit(0); at >= 0 && at < steps.length; at = here.nextSetBit(at + 1)) {
                if (!takes(steps[at], called.charAt(i))) continue;
                if (steps[at] < 0) at(at, steps, next);
                at(at + 1, steps, next);
            }
            here = next;
        }
        return here.get(steps.length);
    }

    /// Whoever is where nothing need come is behind it, too.
    private static BitSet at(int place, int[] steps, BitSet places) {
        int last = place;
        while (last < steps.length && steps[last] == ANYTHING) last++;
        places.set(place, last + 1);
        return places;
    }

    private static boolean takes(int step, char c) {
        return step == ANYTHING || (step == SOMETHING ? c != '/' : c == step);
    }

    /// A character each, or one of those that stand for many.
    private int[] steps() {
        var steps = IntStream.builder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int end = c == '{' ? path.indexOf('}', i) : -1;
            if (path.startsWith("**", i)) {
                steps.add(ANYTHING);
                i++;
            } else if (c == '*') steps.add(SOMETHING);
            else if (end > 0) {
                steps.add(SOMETHING);
                i = end;
            } else steps.add(c);
        }
        return steps.build().toArray();
    }

    /// What somebody is about to ask of a service.
    ///
    /// @param service the service's type; empty when it has none
    public record Call(String service, String method, String path) {}
}
