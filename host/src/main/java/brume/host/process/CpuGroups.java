package brume.host.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How guests share this machine's processors: a control group for each, whose weight is the number of processors that
/// it was promised. Who wants more than that gets it while nobody else wants it, and not for longer. A guest's keeper
/// is
/// in its group: what it carries, it carries on the guest's time.
///
/// Source: cgroups(7); the kernel's cgroup-v2 guide, "Weights" (`cpu.weight`, 1 to 10,000, 100 by default), and
/// sched-design-CFS for version 1 (`cpu.shares`, 2 to 262,144, 1,024 by default).
public final class CpuGroups {
    /// Below the control groups' own folder.
    private static final String NAME = "brume";

    private static final int TRIES = 5;
    private final Path folder;
    private final Version version;

    private enum Version {
        ONE("cpu.shares", 1024, 262_144),
        TWO("cpu.weight", 100, 10_000);

        final String file;
        final int one;
        final int most;

        Version(String file, int one, int most) {
            this.file = file;
            this.one = one;
            this.most = most;
        }
    }

    private CpuGroups(Path folder, Version version) {
        this.folder = folder;
        this.version = version;
    }

    /// The groups of this machine, in the newer of the two versions that really works; empty where none does.
    public static Optional<CpuGroups> find() {
        return mounts().stream().filter(CpuGroups::works).findFirst();
    }

    private static List<CpuGroups> mounts() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            var found = new ArrayList<CpuGroups>();
            for (var line : lines.toList()) {
                // proc(5): the file system's type and options are behind a lonely dash.
                var halves = line.split(" - ", 2);
                var fields = halves[0].split(" ");
                var type = halves[1].split(" ");
                var at = Path.of(fields[4]).resolve(NAME);
                if (type[0].equals("cgroup2")) found.addFirst(new CpuGroups(at, Version.TWO));
                else if (type[0].equals("cgroup") && List.of(type[2].split(",")).contains("cpu"))
                    found.add(new CpuGroups(at, Version.ONE));
            }
            return found;
        } catch (IOException e) {
            return List.of();
        }
    }

    /// Tries it: makes a group with a weight and puts a process into it.
    private boolean works() {
        var name = "probe-" + ProcessHandle.current().pid();
        try {
            var group = make(name, 2);
            var process = new ProcessBuilder("sleep", "60").start();
            try {
                Files.writeString(group.resolve("cgroup.procs"), Long.toString(process.pid()));
                return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cgroup"))
                                .contains("/" + NAME + "/" + name + "\n")
                        && Files.readString(group.resolve(version.file))
                                .strip()
                                .equals(Integer.toString(2 * version.one));
            } finally {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            remove(name);
        }
    }

    /// Makes the group, or gives it another weight.
    ///
    /// @param processors how many it was promised
    /// @return its folder
    Path make(String name, int processors) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return tryToMake(name, processors);
            } catch (FileSystemException e) {
                // Another cloud of this machine makes the folder of all groups, or removes it, at the same moment.
                if (attempt == TRIES) throw e;
            }
        }
    }

    private Path tryToMake(String name, int processors) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder);
            // All guests together weigh as much as the machine has: else they were one process among the host's own.
            weigh(folder, Runtime.getRuntime().availableProcessors());
        }
        var group = folder.resolve(name);
        if (!Files.isDirectory(group)) Files.createDirectory(group);
        weigh(group, processors);
        return group;
    }

    private void weigh(Path group, int processors) throws IOException {
        // On version 2 the file comes with the parent's word for it.
        if (version == Version.TWO) Files.writeString(group.resolveSibling("cgroup.subtree_control"), "+cpu");
        Files.writeString(
                group.resolve(version.file), Integer.toString(Math.min(version.most, processors * version.one)));
    }

    /// Makes the group go once nobody is in it; what is still in use stays.
    void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
            Files.deleteIfExists(folder);
        } catch (FileSystemException inUse) {
            // Somebody is in it, or there are other groups.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /// For people.
    @Override
    public String toString() {
        return version.file + " of control groups in " + folder;
    }
}
