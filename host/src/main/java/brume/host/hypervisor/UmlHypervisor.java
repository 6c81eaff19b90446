package brume.host.hypervisor;

import brume.contract.GuestMetadata;
import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.contract.LinkFault;
import brume.host.Drift;
import brume.host.image.Images;
import brume.host.process.CommandFault;
import brume.host.process.Detached;
import brume.host.process.Keeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/// Guests of user-mode Linux: a kernel that is an ordinary program, quick without KVM. It runs the kernel of this
/// machine's package, and images that can do with that. Each guest is a user of its own, in its own namespaces, and
/// sees
/// no file but its own and its base image; its keeper carries frames between its cards and the taps. Needs root.
public final class UmlHypervisor implements Hypervisor, AutoCloseable {
    private static final int FIRST_USER = 1_900_100_000;
    /// Room for what a kernel adds to the guest's memory in its own.
    private static final long EXTRA_BYTES = 64 << 20;

    private static final Duration DISK_PATIENCE = Duration.ofSeconds(5);

    private final GuestFolders folders;
    private final Optional<String> namespace;
    private final Images images;
    private final Function<GuestMetadata, Map<String, byte[]>> tree;
    private final Keeper keeper;

    /// Finds the guests that an earlier process left running.
    ///
    /// @param folder    where guests are kept
    /// @param namespace the network namespace of the taps, as `ip netns` knows it; our own when empty
    /// @param tree      the files of a config drive, by path
    public UmlHypervisor(
            Path folder,
            Optional<String> namespace,
            Images images,
            Function<GuestMetadata, Map<String, byte[]>> tree,
            Keeper keeper) {
        this.folders = new GuestFolders(folder, FIRST_USER, keeper.user());
        this.namespace = namespace;
        this.images = images;
        this.tree = tree;
        this.keeper = keeper;
        folders.all().forEach(this::pauseAgain);
    }

    @Override
    public HypervisorKind kind() {
        return HypervisorKind.UML;
    }

    @Override
    public List<Guest> guests() {
        return folders.all().stream().map(UmlHypervisor::seen).toList();
    }

    @Override
    public Optional<Guest> find(UUID residence) {
        var folder = folders.of(residence);
        return folder.exists() ? Optional.of(seen(folder)) : Optional.empty();
    }

    @Override
    public Drift drift() {
        return folders.drift();
    }

    @Override
    public void boot(GuestSpec spec, List<String> taps) {
        Spec.check(spec, taps);
        var folder = folders.of(spec.residence());
        locked(folder, () -> {
            var known = folders.make(folder);
            var now = seen(folder);
            if (now.state() != Guest.State.STOPPED) {
                if (now.boots() == spec.boots()) return;
                throw new HypervisorFault(
                        "guest " + spec.residence() + " is up for boot " + now.boots() + "; halt it first");
            }
            folder.kill();
            var base = images.raw(spec.root().image(), spec.root().sizeBytes());
            var disk = folder.box().resolve(spec.root().id() + ".cow");
            folder.only(disk);
            var line = new UmlCommandLine(
                    spec, folder.box(), base, disk, RootDevice.of("/dev/ubda", base), configDrive(folder, spec));
            folder.clear();
            // A kernel refuses to be a second one of the name, and its predecessor may have been killed.
            GuestFolder.sweep(folder.box().resolve(UmlCommandLine.NAME));
            folder.know(folder.known().orElseThrow().booting(spec.boots()));
            keeper.start(wall(folder, known, line, taps), line.argv());
            awaitDisk(folder, disk);
        });
    }

    /// A kernel makes its disk itself, soon after it has begun: a second and more where many begin at once. Each look
    /// costs, so they become rarer.
    private static void awaitDisk(GuestFolder folder, Path disk) {
        var process = folder.process();
        long end = System.nanoTime() + DISK_PATIENCE.toNanos();
        for (long wait = 5; !Files.exists(disk); wait = Math.min(wait * 2, 80)) {
            if (System.nanoTime() > end || process.filter(Detached::alive).isEmpty()) return;
            pause(wait);
        }
        folder.has(disk);
    }

    @Override
    public void pause(UUID residence) {
        var folder = folders.of(residence);
        locked(folder, () -> {
            var known = up(folder);
            // Said before it is done: a restart of ours in between does it again.
            folder.know(known.paused(true));
            stop(folder);
        });
    }

    @Override
    public void resume(UUID residence) {
        var folder = folders.of(residence);
        locked(folder, () -> {
            var known = up(folder);
            go(folder);
            folder.know(known.paused(false));
        });
    }

    @Override
    public void halt(UUID residence, Duration grace) {
        var folder = folders.of(residence);
        if (!folder.exists()) return;
        locked(folder, () -> {
            if (seen(folder).state() == Guest.State.STOPPED) return;
            folder.know(folder.known().orElseThrow().ending(GuestFolder.Ending.HALTED));
            if (grace.isPositive()) ask(folder, grace);
            folder.kill();
        });
    }

    @Override
    public void remove(UUID residence) {
        var folder = folders.of(residence);
        if (!folder.exists()) return;
        locked(folder, () -> {
            folder.kill();
            keeper.release(residence.toString());
            folder.delete();
        });
        folders.forget(residence);
    }

    @Override
    public String console(UUID residence, int lines) {
        return Console.tail(folders.of(residence).console(), lines);
    }

    @Override
    public void listen(Consumer<UUID> listener) {
        folders.listen(listener);
    }

    /// Lets go of the guests, which run on.
    @Override
    public void close() {
        folders.close();
    }

    private static Guest seen(GuestFolder folder) {
        var known = folder.known().orElse(GuestFolder.Known.NOTHING);
        if (folder.process().isEmpty()) {
            // A kernel ends with 0 when its system powers off, and otherwise when it is killed or panics.
            boolean inside = known.ending() == GuestFolder.Ending.NONE && folder.endedWell();
            return new Guest(folder.residence(), Guest.State.STOPPED, known.boots(), inside);
        }
        var state = known.paused() ? Guest.State.PAUSED : Guest.State.RUNNING;
        return new Guest(folder.residence(), state, known.boots(), false);
    }

    private static GuestFolder.Known up(GuestFolder folder) {
        if (folder.process().isEmpty()) throw new HypervisorFault("guest " + folder.residence() + " is not up");
        return folder.known().orElseThrow();
    }

    /// Whether a kernel that is told to pause really stands still can't be asked; so it is told once more.
    private void pauseAgain(GuestFolder folder) {
        if (folder.process().isEmpty()
                || folder.known().filter(GuestFolder.Known::paused).isEmpty()) return;
        try {
            stop(folder);
        } catch (IOException e) {
            folders.hint(folder.residence());
        }
    }

    private static void stop(GuestFolder folder) throws IOException {
        var answer = console(folder).call("stop");
        if (!answer.ok() && !answer.text().startsWith("Already stopped")) throw new IOException(answer.text());
    }

    private static void go(GuestFolder folder) throws IOException {
        var answer = console(folder).call("go");
        if (!answer.ok() && !answer.text().startsWith("Not stopped")) throw new IOException(answer.text());
    }

    /// The kernel's console, which comes up some hundredths of a second after its process.
    private static Mconsole console(GuestFolder folder) throws IOException {
        var socket = UmlCommandLine.socket(folder.box());
        for (int tries = 0; !Files.exists(socket); tries++) {
            if (tries == 500 || folder.process().isEmpty()) throw new IOException("the kernel has no console");
            pause(10);
        }
        if (Files.isSymbolicLink(socket) || Files.isSymbolicLink(socket.getParent()))
            throw new IOException("the kernel's console is somebody else's");
        return new Mconsole(socket, folder.box(), folder.known().orElseThrow().user());
    }

    /// User-mode Linux has no power button, but the three keys, on which a system syncs, unmounts and reboots. The
    /// kernel then begins anew in the same process with a new console: that is when the plug may be pulled.
    private static void ask(GuestFolder folder, Duration grace) throws IOException {
        long end = System.nanoTime() + grace.toNanos();
        try {
            go(folder);
            var console = console(folder);
            var before = key(folder);
            console.call("cad");
            while (System.nanoTime() < end
                    && folder.process().map(Detached::alive).orElse(false)
                    && key(folder).equals(before)) pause(10);
        } catch (IOException e) {
            // A kernel that does not listen is not asked twice.
            if (folder.process().isPresent() && System.nanoTime() < end) pause(10);
        }
    }

    private static Object key(GuestFolder folder) {
        try {
            var file = Files.readAttributes(UmlCommandLine.socket(folder.box()), BasicFileAttributes.class);
            return List.of(file.fileKey(), file.creationTime(), file.lastModifiedTime());
        } catch (IOException e) {
            return "none";
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorFault("interrupted", e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void locked(GuestFolder folder, Step step) {
        var lock = folders.lock(folder.residence());
        lock.lock();
        try {
            step.run();
        } catch (IOException | CommandFault | LinkFault e) {
            throw new HypervisorFault("guest " + folder.residence() + ": " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Path> configDrive(GuestFolder folder, GuestSpec spec) {
        if (!spec.configDrive()) return Optional.empty();
        ConfigDrive.write(folder.configDrive(), tree.apply(spec.metadata()));
        return Optional.of(folder.configDrive());
    }

    private Keeper.Wall wall(GuestFolder folder, GuestFolder.Known known, UmlCommandLine line, List<String> taps) {
        var wall = folder.wall(known.user(), line.spec().vcpus())
                .seeLibraries()
                .see(Path.of(UmlCommandLine.PROGRAM))
                .see(line.base())
                .device(Path.of("/dev/null"))
                .device(Path.of("/dev/net/tun"))
                .scratch(Path.of("/dev/shm"), line.spec().memoryBytes() + EXTRA_BYTES)
                .innerTaps(namespace, taps);
        line.configDrive().ifPresent(wall::see);
        return wall;
    }
}
