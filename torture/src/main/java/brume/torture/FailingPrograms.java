package brume.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The programs that a hypervisor of this machine is driven by, which fail for a while: a folder that stands first in
/// the path of our process has others of their names.
final class FailingPrograms {
    private static final List<String> PROGRAMS = List.of("perl", "qemu-img", "genisoimage");
    private static final int LONGEST_MILLIS = 4000;

    private final Path folder;
    private final Flag flag;

    /// @param folder of the run
    FailingPrograms(Path folder) {
        this.folder = folder.resolve("programs");
        this.flag = new Flag(folder.resolve("hypervisor-fails"));
        try {
            Files.createDirectories(this.folder);
            for (var program : PROGRAMS) {
                var script = Files.writeString(this.folder.resolve(program), """
                    #!/bin/sh
                    if [ -e '%s' ]; then echo 'out of luck' >&2; exit 1; fi
                    exec /usr/bin/%s "$@"
                    """.formatted(flag.file(), program));
                Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> environment() {
        return Map.of("PATH", folder + ":" + System.getenv("PATH"));
    }

    Blow blow(RandomGenerator chance) {
        return Blow.quiet(
                "the hypervisor fails", 2, () -> flag.raise(Duration.ofMillis(1 + chance.nextInt(LONGEST_MILLIS))));
    }
}
