package brume.openstack.nova;

import brume.base.fault.CloudFault;
import brume.base.http.Query;
import brume.base.json.Times;
import brume.base.shape.Shape;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Parameters of pages.
final class Pages {
    /// Longer than any query is.
    private static final int LONGEST = 1 << 16;

    /// Any text.
    static final Shape TEXT = Shape.text(LONGEST);

    static final Shape NUMBER = Shape.whole(0, Long.MAX_VALUE);

    /// A date, or a time with or without its offset.
    static final Shape TIME = Shape.text("\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d.*)?", 40, "a time");

    /// As lists take it that answer in their own words what is not of its shape, or take it for nothing.
    static final Shape ANY_TEXT = Shape.unchecked(TEXT);

    static final Shape ANY_NUMBER = Shape.unchecked(NUMBER);
    static final Shape ANY_TIME = Shape.unchecked(TIME);
    static final Shape ANY_FLAG = Shape.unchecked(Shape.flag());
    static final Shape ANY_ID = Shape.unchecked(Shape.uuid());

    private Pages() {}

    /// How many at most: `limit`, where 0 and no limit at all mean the most that there may be.
    ///
    /// @throws CloudFault.Invalid when it is no number, or is negative
    static int limit(Query query, int most) {
        long limit = number(query, "limit");
        return limit == 0 ? most : (int) Math.min(limit, most);
    }

    static int offset(Query query) {
        return (int) Math.min(number(query, "offset"), Integer.MAX_VALUE);
    }

    private static long number(Query query, String name) {
        var text = query.last(name).orElse("0").strip();
        if (!text.matches("\\d{1,18}")) {
            throw new CloudFault.Invalid(name + " param must be a non-negative integer");
        }
        return Long.parseLong(text);
    }

    /// @throws CloudFault.Invalid when a parameter is no time
    static Optional<Instant> time(Query query, String name) {
        return query.last(name).map(text -> time(name, text));
    }

    private static Instant time(String name, String text) {
        for (var form : List.<Function<String, Instant>>of(
                t -> OffsetDateTime.parse(t).toInstant(),
                t -> LocalDateTime.parse(t).toInstant(ZoneOffset.UTC),
                t -> LocalDate.parse(t).atStartOfDay().toInstant(ZoneOffset.UTC))) {
            try {
                return Times.within(form.apply(text.replace(' ', 'T')));
            } catch (DateTimeParseException e) {
                continue;
            }
        }
        throw new CloudFault.Invalid("Invalid filter " + name + ": it is no time.");
    }

    /// Makes sure that there can be something between two times.
    static void inOrder(Optional<Instant> since, Optional<Instant> before) {
        if (since.isPresent() && before.isPresent() && before.get().isBefore(since.get())) {
            throw new CloudFault.Invalid("The value of changes-since must be less than or equal to changes-before.");
        }
    }

    static CloudFault.Invalid unknown(String marker) {
        return new CloudFault.Invalid("marker [" + marker + "] not found");
    }
}
