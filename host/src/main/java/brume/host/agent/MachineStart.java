package brume.host.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// Which start of this machine it is: of its kernel (`boot_id` in random(4)) and of its first process. A container
/// starts anew without its kernel, and loses all that ran in it and its networks just as well.
public final class MachineStart {
    /// Of the first process, in ticks since the kernel's start: field 22 of proc_pid_stat(5), counted from behind the
    /// name, which may hold spaces.
    private static final int START_TIME = 19;

    private MachineStart() {}

    public static UUID now() {
        return of(Path.of("/proc"));
    }

    static UUID of(Path proc) {
        try {
            var boot =
                    Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
            var stat = Files.readString(proc.resolve("1/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return UUID.nameUUIDFromBytes((boot + " " + fields[START_TIME]).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("which start of the machine this is can't be found out", e);
        }
    }
}
