package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Regular expressions of tenants, which the database matches. One of a few dozen characters can keep a processor busy
/// for hours: so what takes long is given up, and few of those that could take long are at work at once.
final class Expressions {
    /// What names and addresses are mostly looked for by. It takes a time that is no longer than it is itself.
    private static final Pattern PLAIN = Pattern.compile("[^\\\\*+?{}()|\\[\\]]{0,255}");

    private static final Duration PLAIN_LONGEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMillis(500);
    private static final int AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Semaphore room = new Semaphore(AT_ONCE);

    /// @param expressions those that the reading uses, if any
    /// @throws CloudFault.Invalid     when one is none, or takes too long
    /// @throws CloudFault.RateLimited when too many others are matched
    <T> T match(Sql sql, List<String> expressions, Function<Reads, T> reading) {
        if (expressions.isEmpty()) return reading.apply(sql);
        if (expressions.stream().allMatch(text -> PLAIN.matcher(text).matches())) {
            return within(PLAIN_LONGEST, sql, reading);
        }
        enter();
        try {
            return within(LONGEST, sql, reading);
        } finally {
            room.release();
        }
    }

    private static <T> T within(Duration longest, Sql sql, Function<Reads, T> reading) {
        try {
            return sql.within(longest, reading);
        } catch (SqlFault fault) {
            if (fault.badExpression()) throw new CloudFault.Invalid("A filter is no valid regular expression.");
            if (fault.tooLong()) throw new CloudFault.Invalid("A filter is a regular expression that takes too long.");
            throw fault;
        }
    }

    private void enter() {
        try {
            if (room.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new CloudFault.RateLimited("too many regular expressions are being matched; try again", PATIENCE);
    }
}
