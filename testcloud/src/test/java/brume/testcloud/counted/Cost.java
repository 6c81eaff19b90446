package brume.testcloud.counted;

import java.util.Locale;

/// What one call costs, counted.
///
/// @param trips      to the database: statements that go together are one
/// @param statements sent to the database, each of those that go together
/// @param rows       that the database looked at
/// @param bytes      of the answer's body
/// @param allocated  bytes that the process allocated for it
record Cost(double trips, double statements, double rows, long bytes, long allocated) {
    /// In a line: what it was, and what it is.
    String since(Cost then) {
        return String.format(
                Locale.ROOT,
                "trips %.1f -> %.1f, statements %.1f -> %.1f, rows %,.0f -> %,.0f, bytes %,d -> %,d, allocated %,d -> %,d (%+.0f %%)",
                then.trips,
                trips,
                then.statements,
                statements,
                then.rows,
                rows,
                then.bytes,
                bytes,
                then.allocated,
                allocated,
                100.0 * (allocated - then.allocated) / then.allocated);
    }
}
