package brume.base.json;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/// Times that others tell.
public final class Times {
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Times() {}

    /// A time that can be written, stored and reckoned with: `java.time` reads years of nine digits too.
    ///
    /// @throws DateTimeParseException when it is in no year of four digits
    public static Instant within(Instant time) {
        if (time.isBefore(FIRST) || !time.isBefore(END))
            throw new DateTimeParseException("not in a year of four digits", time.toString(), 0);
        return time;
    }
}
