package brume.host.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Starts programs that outlive this process, each walled in and watched by a small keeper of its own (`keeper.pl`):
/// another user, other namespaces, a file tree with nothing in it but what the program needs, output kept in files of
/// bounded size, and a note on how it ended. Needs root.
public final class Keeper {
    private static final long KEPT_BYTES = 512 << 10;

    /// Where there are no control groups: guests give way to the host's own work.
    private static final int NICE = 5;

    private final Path script;
    private final int user;
    private Optional<CpuGroups> groups = Optional.empty();
    private boolean looked;

    /// @param script where the keeper's program is written
    /// @param user   who the keepers are
    public Keeper(Path script, int user) {
        this.script = script;
        this.user = user;
        try (var in = Keeper.class.getResourceAsStream("keeper.pl")) {
            Files.createDirectories(script.toAbsolutePath().getParent());
            Files.write(script, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The first start should not have to wait for it.
        Thread.ofVirtual().name("cpu-groups").start(this::groups);
    }

    public int user() {
        return user;
    }

    /// Starts what `wall` walls in, and returns when it runs.
    ///
    /// @throws CommandFault with the step that failed
    public void start(Wall wall, List<String> program) {
        var argv = new ArrayList<>(List.of("perl", script.toString(), "--keep", Long.toString(KEPT_BYTES)));
        argv.addAll(List.of("--keeper-uid", Integer.toString(user)));
        argv.addAll(wall.options);
        argv.addAll(share(wall));
        argv.add("--");
        argv.addAll(program);
        var output = Command.of(argv).within(Duration.ofSeconds(20)).run();
        if (output.exit() != 0)
            throw new CommandFault(program.getFirst() + ": " + output.err().strip());
    }

    /// What a program's share of the processors is held by.
    private List<String> share(Wall wall) {
        if (wall.processors == 0) return List.of();
        try {
            var all = groups();
            if (all.isEmpty()) return List.of("--nice", Integer.toString(NICE));
            return List.of("--group", all.get().make(wall.name, wall.processors).toString());
        } catch (IOException e) {
            throw new CommandFault("control group of " + wall.name + ": " + e.getMessage(), e);
        }
    }

    /// Forgets the share of a program that has ended; one that never had any is fine.
    ///
    /// @param name as told to [Wall#named]
    public void release(String name) {
        groups().ifPresent(all -> all.remove(name));
    }

    /// Found out by trying, when it is first asked for.
    private synchronized Optional<CpuGroups> groups() {
        if (!looked) {
            groups = CpuGroups.find();
            looked = true;
        }
        return groups;
    }

    /// What runs by `file` (of [Wall#run]): the program first, then its keeper; empty when nothing ever ran.
    public static List<Detached> running(Path file) {
        try {
            var words = Files.readString(file).strip().split(" ");
            return List.of(
                    new Detached(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])),
                    new Detached(words[0], Long.parseLong(words[3]), Long.parseLong(words[4])));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The exit code that the note of process `pid` tells; empty when it was killed, or there is no note.
    public static Optional<Integer> exit(Path note, long pid) {
        try {
            var words = Files.readString(note).strip().split(" ");
            return Long.parseLong(words[0]) == pid && words[1].equals("exit")
                    ? Optional.of(Integer.parseInt(words[2]))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is kept of an output (of [Wall#output]); malformed UTF-8 is replaced.
    public static String kept(Path file) {
        try {
            var first = part(file, 0);
            var second = part(file, 1);
            // The older one is full.
            var older = first.length >= KEPT_BYTES ? first : second;
            var newer = first.length >= KEPT_BYTES ? second : first;
            return new String(older, StandardCharsets.UTF_8) + new String(newer, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] part(Path file, int number) throws IOException {
        var path = file.resolveSibling(file.getFileName() + "." + number);
        return Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
    }

    /// What surrounds a program.
    public static final class Wall {
        /// The file descriptor of the first of [#taps]; the others follow.
        public static final int FIRST_TAP = 100;

        private final List<String> options = new ArrayList<>();
        private String name = "";
        private int processors;

        /// @param user who the program is
        /// @param root an empty folder, where its file tree is put together
        public Wall(int user, Path root) {
            add("uid", Integer.toString(user));
            add("root", root.toString());
        }

        /// A name for people who look at the list of processes.
        public Wall named(String name) {
            this.name = name;
            return add("residence", name);
        }

        /// How many processors it weighs as many as, when several want the same; without, it weighs as much as any
        /// other process. It needs a name.
        public Wall weighing(int processors) {
            this.processors = processors;
            return this;
        }

        /// How large a file that it writes can become: at the end of it, it is killed.
        public Wall filesOf(long bytes) {
            return add("file-bytes", Long.toString(bytes));
        }

        /// Where it is told what runs, for [Keeper#running].
        public Wall run(Path file) {
            return add("run", file.toString());
        }

        /// Where the keeper notes how the program ended; the folder is the keeper's own.
        public Wall note(Path file) {
            return add("note", file.toString());
        }

        /// Where standard output and standard error are kept, for [Keeper#kept].
        public Wall output(Path console, Path errors) {
            return add("console", console.toString()).add("errors", errors.toString());
        }

        /// Lets it read a file or folder; a missing one is left out.
        public Wall see(Path path) {
            return add("see", path.toString());
        }

        /// Lets it read the libraries of this machine, but no settings and no data.
        public Wall seeLibraries() {
            for (var path : List.of("/lib", "/lib64", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/etc/ld.so.cache"))
                see(Path.of(path));
            return this;
        }

        /// Lets it write in a folder.
        public Wall own(Path path) {
            return add("own", path.toString());
        }

        public Wall device(Path path) {
            return add("device", path.toString());
        }

        /// Memory that it may use as files.
        public Wall scratch(Path path, long bytes) {
            return add("scratch", path + "=" + bytes);
        }

        /// Hands over taps as file descriptors from [#FIRST_TAP] on, able to carry large frames and checksums undone.
        public Wall taps(Optional<String> namespace, List<String> names) {
            in(namespace);
            names.forEach(name -> add("tap", name));
            options.add("--offload");
            return this;
        }

        /// Carries frames between taps and others named `tap0`, `tap1`, …, in the program's own network namespace.
        public Wall innerTaps(Optional<String> namespace, List<String> names) {
            in(namespace);
            names.forEach(name -> add("inner-tap", name));
            return this;
        }

        private void in(Optional<String> namespace) {
            namespace.ifPresent(name -> add("net", "/run/netns/" + name));
        }

        private Wall add(String option, String value) {
            options.add("--" + option);
            options.add(value);
            return this;
        }
    }
}
