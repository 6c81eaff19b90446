package brume.testcloud.counted;

/// What one call costs, counted.
///
/// @param statements sent to the database
/// @param rows       that the database looked at
/// @param bytes      of the answer's body
/// @param allocated  bytes that the process allocated for it
record Cost(double statements, double rows, long bytes, long allocated) {}
