package brume.host.hypervisor;

import brume.base.json.Json;
import brume.contract.Answer.Trace;
import brume.host.Drift;
import brume.host.process.Detached;
import brume.host.process.Keeper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The files of one guest: what we know of it, and a box that is all it can write to.
final class GuestFolder {
    /// How long a keeper may take to note the end of its guest.
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private static final String LOST_DISK =
            "somebody deleted the guest's disk: put it back from a copy (while the guest"
                    + " runs, its process still has it open), or rebuild the instance";
    private static final String EXTRA_DISK = "it is not the guest's disk; the guest's next boot removes it";

    private final UUID residence;
    private final Path path;
    private final Path note;

    GuestFolder(UUID residence, Path path, Path note) {
        this.residence = residence;
        this.path = path;
        this.note = note;
    }

    /// What is written down about a guest.
    ///
    /// @param user   who its process is
    /// @param paused whether it was last told to pause, rather than to go on
    /// @param ending why it is not up, or will soon not be
    /// @param disk   the file of its disk in the box, once that was seen there
    record Known(int boots, int user, boolean paused, Ending ending, Optional<String> disk) {
        static final Known NOTHING = new Known(0, 0, false, Ending.NONE, Optional.empty());

        Known {
            // What an earlier release wrote has none.
            disk = disk == null ? Optional.empty() : disk;
        }

        Known booting(int next) {
            return new Known(next, user, false, Ending.NONE, disk);
        }

        Known paused(boolean now) {
            return new Known(boots, user, now, ending, disk);
        }

        Known ending(Ending how) {
            return new Known(boots, user, paused, how, disk);
        }

        Known on(Optional<String> disk) {
            return new Known(boots, user, paused, ending, disk);
        }
    }

    enum Ending {
        /// It is up, or was lost.
        NONE,
        /// We halt it.
        HALTED,
        /// It powered itself off.
        INSIDE
    }

    UUID residence() {
        return residence;
    }

    /// All that the guest's process can write to.
    Path box() {
        return path.resolve("box");
    }

    /// An empty folder for the keeper.
    private Path root() {
        return path.resolve("root");
    }

    private Path run() {
        return path.resolve("run");
    }

    /// Written by us, read by the guest.
    Path configDrive() {
        return path.resolve("config-2.iso");
    }

    /// A name for a file that is being made: the box is no place for that, a guest could put a link in the way.
    Path fresh() {
        return path.resolve("fresh");
    }

    /// Makes the disks go that the guest had before it was made anew.
    ///
    /// @param disk the one that stays, whether it is there yet or not
    /// @throws HypervisorFault when it was there, and is gone
    void only(Path disk) throws IOException {
        var name = disk.getFileName().toString();
        var known = known().flatMap(Known::disk);
        if (known.equals(Optional.of(name)) && !Files.exists(disk, LinkOption.NOFOLLOW_LINKS))
            throw new HypervisorFault(
                    "guest " + residence + " has lost its disk " + disk + ": put it back, or rebuild the instance");
        // Before it goes: an old disk that is made to go is not lost.
        if (known.filter(name::equals).isEmpty() && known.isPresent())
            know(known().orElseThrow().on(Optional.empty()));
        for (var other : disks()) if (!other.equals(disk)) sweep(other);
    }

    /// Remembers that the disk is there: from now on it is missed when it is not.
    void has(Path disk) {
        know(known().orElseThrow().on(Optional.of(disk.getFileName().toString())));
    }

    /// Disks in the box.
    private List<Path> disks() throws IOException {
        var disks = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(box(), "*.{qcow2,cow}")) {
            files.forEach(disks::add);
        }
        return disks;
    }

    /// What is not as it should be with the guest's disk.
    Drift drift() {
        var known = known().flatMap(Known::disk).map(box()::resolve);
        if (known.isEmpty()) return Drift.NONE;
        var disk = known.get();
        try {
            var there = disks();
            var strays = there.stream()
                    .filter(file -> !file.equals(disk))
                    .map(file -> new Trace("overlay", file.toString(), EXTRA_DISK))
                    .toList();
            var missing =
                    there.contains(disk) ? List.<Trace>of() : List.of(new Trace("overlay", disk.toString(), LOST_DISK));
            return new Drift(missing, strays);
        } catch (NoSuchFileException gone) {
            // The guest is going.
            return Drift.NONE;
        } catch (IOException e) {
            throw new HypervisorFault("guest " + residence + ": " + e, e);
        }
    }

    boolean exists() {
        return Files.exists(path);
    }

    /// What surrounds the guest's process in any case.
    Keeper.Wall wall(int user, int vcpus) {
        return new Keeper.Wall(user, root())
                .named(residence.toString())
                .weighing(vcpus)
                .run(run())
                .note(note)
                .output(consoleFile(), errorsFile())
                .own(box());
    }

    private Path consoleFile() {
        return path.resolve("console");
    }

    private Path errorsFile() {
        return path.resolve("errors");
    }

    Optional<Known> known() {
        try {
            return Optional.of(Json.read(Files.readString(path.resolve("guest.json")), Known.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new HypervisorFault("guest " + residence + ": " + e, e);
        }
    }

    void know(Known known) {
        try {
            var fresh = path.resolve("guest.json.new");
            try (var out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.wrap(Json.bytes(known)));
                out.force(true);
            }
            Files.move(fresh, path.resolve("guest.json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HypervisorFault("guest " + residence + ": " + e, e);
        }
    }

    /// Makes the folder of a guest that was never here.
    Known make(int user) {
        try {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectories(root());
            Files.createDirectories(box());
            Files.setPosixFilePermissions(box(), PosixFilePermissions.fromString("rwx------"));
            give(box(), user);
        } catch (IOException e) {
            throw new HypervisorFault("guest " + residence + ": " + e, e);
        }
        var known = new Known(0, user, false, Ending.NONE, Optional.empty());
        know(known);
        return known;
    }

    /// Makes a file the guest's own.
    static void give(Path file, int user) {
        try {
            // A guest may have put a link to something of ours in its place.
            Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new HypervisorFault(file + ": " + e, e);
        }
    }

    /// The guest's process while it lives; a keeper that is about to note the end of one is waited for.
    Optional<Detached> process() {
        var running = Keeper.running(run());
        if (running.isEmpty()) return Optional.empty();
        if (running.getFirst().alive()) return Optional.of(running.getFirst());
        running.getLast().awaitEnd(LAST_WORDS);
        return Optional.empty();
    }

    /// Whether the process that ran last ended with exit code 0.
    boolean endedWell() {
        return Keeper.running(run()).stream()
                .findFirst()
                .flatMap(process -> Keeper.exit(note, process.pid()))
                .filter(exit -> exit == 0)
                .isPresent();
    }

    /// Forgets the process that ran before.
    void clear() {
        try {
            Files.deleteIfExists(run());
            Files.deleteIfExists(note);
        } catch (IOException e) {
            throw new HypervisorFault("guest " + residence + ": " + e, e);
        }
    }

    /// Kills the guest's process and waits until it and its keeper are gone.
    void kill() {
        for (var process : Keeper.running(run())) {
            // The keeper ends by itself, when it has noted the end of the guest.
            if (process.equals(Keeper.running(run()).getFirst())) process.kill();
            else if (!process.awaitEnd(LAST_WORDS)) process.kill();
            if (!process.awaitEnd(Duration.ofSeconds(20)))
                throw new HypervisorFault("guest " + residence + ": process " + process.pid() + " does not end");
        }
    }

    /// Makes all files go; what is known goes last, so that what is half removed is still found.
    void delete() {
        clear();
        try {
            if (!Files.exists(path)) return;
            var last = path.resolve("guest.json");
            try (var files = Files.newDirectoryStream(path)) {
                for (var file : files) if (!file.equals(last)) sweep(file);
            }
            Files.deleteIfExists(last);
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new HypervisorFault("guest " + residence + ": " + e, e);
        }
    }

    /// Deletes a file, or a folder with all that is in it; links are deleted, and not followed.
    static void sweep(Path top) throws IOException {
        if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) return;
        List<Path> all;
        try (var walk = Files.walk(top)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (var file : all) Files.deleteIfExists(file);
    }

    String console() {
        return Keeper.kept(consoleFile());
    }

    /// The last words of the guest's process, for people.
    String errors() {
        return Console.tail(Keeper.kept(errorsFile()).strip(), 5);
    }
}
