package brume.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What a run was made on, and of what. Figures of two machines can't be held against each other; those of two releases
/// are what is compared.
///
/// @param hardware cores, processor and memory
/// @param release  as the last tag tells the commit that was built
record Place(String hardware, String release) {
    static final Place UNKNOWN = new Place("", "");

    private static final double KIB_IN_GIB = 1 << 20;

    /// @param home of the installation
    static Place here(Path home) throws IOException {
        var hardware = String.format(
                Locale.ROOT,
                "%d cores, %s, %.0f GiB",
                Runtime.getRuntime().availableProcessors(),
                first(Path.of("/proc/cpuinfo"), "model name", "processor unknown"),
                Double.parseDouble(
                                first(Path.of("/proc/meminfo"), "MemTotal", "0").replaceAll("\\D", ""))
                        / KIB_IN_GIB);
        var release = home.resolve("release");
        return new Place(
                hardware, Files.exists(release) ? Files.readString(release).strip() : "");
    }

    /// The value of a line `name : value`.
    private static String first(Path file, String name, String otherwise) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        }
    }

    boolean sameMachine(Place other) {
        return hardware.equals(other.hardware);
    }
}
