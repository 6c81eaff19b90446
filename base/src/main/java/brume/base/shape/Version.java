package brume.base.shape;

import java.util.Optional;
import java.util.regex.Pattern;

/// A microversion, as `2.53`.
public record Version(int major, int minor) implements Comparable<Version> {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,3})\\.(0|[1-9]\\d{0,3})");

    /// Below and above all others, for routes and fields that always were and always will be.
    public static final Version FIRST = new Version(0, 0);

    public static final Version LAST = new Version(9999, 9999);

    public static Optional<Version> parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) return Optional.empty();
        return Optional.of(new Version(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))));
    }

    /// Whether this is `major.minor` or newer.
    public boolean atLeast(int major, int minor) {
        return compareTo(new Version(major, minor)) >= 0;
    }

    @Override
    public int compareTo(Version other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
