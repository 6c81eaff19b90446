package brume.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What a run is to be.
///
/// @param folder    of the run; deleted after a good one
/// @param home      what an installation has beside its jars
/// @param load      how long the cloud is loaded and struck, unless `kills` ends it
/// @param kills     ends the load after so many
/// @param clients   tenants at work, beside one administrator
/// @param simulated hosts without machines; else guests of user-mode Linux on this one
public record Options(
        Path folder, Path home, Duration load, Optional<Integer> kills, long seed, int clients, boolean simulated) {}
