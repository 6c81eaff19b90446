package brume.openstack.glance;

import java.util.Optional;
import java.util.regex.Pattern;

/// A part of an image's bytes (RFC 9110, section 14.1.2), the last one included.
record ByteRange(long first, long last) {
    private static final Pattern FORM = Pattern.compile("\\s*bytes\\s*=\\s*(\\d*)\\s*-\\s*(\\d*)\\s*");

    /// What a `Range` header asks for.
    sealed interface Asked {
        record Part(ByteRange range) implements Asked {}

        /// No range, or a unit that is not bytes: then the header counts for nothing.
        record Whole() implements Asked {}

        /// None of it exists, or it is several ranges: those are not served.
        record Unsatisfiable() implements Asked {}
    }

    static Asked of(Optional<String> header, long size) {
        if (header.isEmpty() || !header.get().strip().startsWith("bytes")) return new Asked.Whole();
        var match = FORM.matcher(header.get());
        if (!match.matches()) return new Asked.Unsatisfiable();
        var from = match.group(1);
        var to = match.group(2);
        if (from.isEmpty()) {
            if (to.isEmpty() || number(to) == 0 || size == 0) return new Asked.Unsatisfiable();
            return new Asked.Part(new ByteRange(Math.max(0, size - number(to)), size - 1));
        }
        long first = number(from);
        long last = to.isEmpty() ? size - 1 : Math.min(number(to), size - 1);
        if (first >= size || last < first) return new Asked.Unsatisfiable();
        return new Asked.Part(new ByteRange(first, last));
    }

    /// What is longer than 18 digits is past the end of any image.
    private static long number(String digits) {
        var bare = digits.replaceFirst("^0+(?=\\d)", "");
        return bare.length() > 18 ? Long.MAX_VALUE : Long.parseLong(bare);
    }

    long length() {
        return last - first + 1;
    }
}
