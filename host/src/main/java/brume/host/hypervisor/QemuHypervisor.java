package brume.host.hypervisor;

import brume.contract.GuestMetadata;
import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.contract.ImageSpec;
import brume.contract.LinkFault;
import brume.host.Drift;
import brume.host.image.Images;
import brume.host.image.Qcow2;
import brume.host.process.Command;
import brume.host.process.CommandFault;
import brume.host.process.Keeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// Guests of QEMU, spoken to over QMP: with KVM where that works, else translated. Each is a user of its own, in its
/// own
/// namespaces, on taps handed to it, and sees no file but its own and its base image. Needs root.
public final class QemuHypervisor implements Hypervisor, AutoCloseable {
    private static final int FIRST_USER = 1_900_000_000;
    /// What a disk's file has beside its blocks, at least.
    private static final long OVERHEAD_BYTES = 64 << 20;

    private static final Duration LAST_WRITES = Duration.ofSeconds(10);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(3);

    private final GuestFolders folders;
    private final Optional<String> namespace;
    private final Images images;
    private final Function<GuestMetadata, Map<String, byte[]>> tree;
    private final Keeper keeper;
    private final KvmProbe probe;
    private final Map<UUID, Qmp> lines = new ConcurrentHashMap<>();

    /// Finds the guests that an earlier process left running.
    ///
    /// @param folder    where guests are kept
    /// @param namespace the network namespace of the taps, as `ip netns` knows it; our own when empty
    /// @param tree      the files of a config drive, by path
    public QemuHypervisor(
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
        this.probe = new KvmProbe(folder.resolve(".kvm.json"));
        // The first boot should not have to wait for it.
        Thread.ofVirtual().name("kvm-probe").start(probe::works);
        for (var guest : folders.all())
            if (guest.process().isPresent())
                Thread.ofVirtual().name("qmp-adopt").start(() -> adopt(guest));
    }

    @Override
    public HypervisorKind kind() {
        return HypervisorKind.QEMU;
    }

    /// Whether guests run by KVM, rather than being translated.
    public boolean kvm() {
        return probe.works();
    }

    @Override
    public List<Guest> guests() {
        return folders.all().stream().map(this::seen).toList();
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
            end(folder);
            var line = new QemuCommandLine(
                    spec,
                    probe.works(),
                    qmp(folder),
                    images.path(spec.root().image()),
                    disk(folder, known, spec),
                    configDrive(folder, spec),
                    kernel(spec));
            folder.clear();
            Files.deleteIfExists(qmp(folder));
            folder.know(folder.known().orElseThrow().booting(spec.boots()));
            keeper.start(wall(folder, known, line, taps), line.argv());
            line(folder);
        });
    }

    @Override
    public void pause(UUID residence) {
        var folder = folders.of(residence);
        locked(folder, () -> {
            up(folder);
            folder.know(folder.known().orElseThrow().paused(true));
            line(folder).call("stop");
        });
    }

    @Override
    public void resume(UUID residence) {
        var folder = folders.of(residence);
        locked(folder, () -> {
            up(folder);
            line(folder).call("cont");
            folder.know(folder.known().orElseThrow().paused(false));
        });
    }

    @Override
    public void halt(UUID residence, Duration grace) {
        var folder = folders.of(residence);
        if (!folder.exists()) return;
        locked(folder, () -> {
            var now = seen(folder);
            if (now.state() != Guest.State.STOPPED) {
                folder.know(folder.known().orElseThrow().ending(GuestFolder.Ending.HALTED));
                if (grace.isPositive()) ask(folder, grace);
            } else if (now.shutDownInside()) {
                folder.know(folder.known().orElseThrow().ending(GuestFolder.Ending.INSIDE));
            }
            end(folder);
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
        lines.values().forEach(Qmp::close);
    }

    private Guest seen(GuestFolder folder) {
        var known = folder.known();
        if (known.isEmpty()) return new Guest(folder.residence(), Guest.State.STOPPED, 0, false);
        int boots = known.get().boots();
        var status = status(folder);
        boolean inside = known.get().ending() == GuestFolder.Ending.INSIDE
                || (status.equals("shutdown") && known.get().ending() == GuestFolder.Ending.NONE);
        return switch (status) {
            case "", "shutdown", "internal-error", "guest-panicked" ->
                new Guest(folder.residence(), Guest.State.STOPPED, boots, inside);
            case "paused", "io-error", "watchdog" -> new Guest(folder.residence(), Guest.State.PAUSED, boots, false);
            default -> new Guest(folder.residence(), Guest.State.RUNNING, boots, false);
        };
    }

    /// What QEMU says that it does; empty when it is not there.
    private String status(GuestFolder folder) {
        if (folder.process().isEmpty()) return "";
        try {
            return line(folder).status();
        } catch (HypervisorFault e) {
            if (folder.process().isEmpty()) return "";
            // It is too busy to answer, and so it is there.
            return folder.known().filter(GuestFolder.Known::paused).isPresent() ? "paused" : "running";
        }
    }

    private Guest up(GuestFolder folder) {
        if (folder.exists()) {
            var guest = seen(folder);
            if (guest.state() != Guest.State.STOPPED) return guest;
        }
        throw new HypervisorFault("guest " + folder.residence() + " is not up");
    }

    private void ask(GuestFolder folder, Duration grace) {
        var line = line(folder);
        line.call("cont");
        long end = System.nanoTime() + grace.toNanos();
        // A system that is still booting does not hear the button: it is pressed again.
        for (long left; (left = end - System.nanoTime()) > 0; ) {
            line.call("system_powerdown");
            if (line.awaitShutdown(Duration.ofNanos(Math.min(left, ASK_AGAIN.toNanos())))) return;
        }
    }

    /// Ends the process, letting it write what it holds. How the guest ended is written down before.
    private void end(GuestFolder folder) {
        var known = folder.known().orElseThrow();
        if (folder.process().isPresent()) {
            if (status(folder).equals("shutdown") && known.ending() == GuestFolder.Ending.NONE)
                folder.know(known.ending(GuestFolder.Ending.INSIDE));
            try {
                line(folder).call("quit");
            } catch (HypervisorFault e) {
                // It is killed then.
            }
            folder.process().ifPresent(process -> process.awaitEnd(LAST_WRITES));
        }
        folder.kill();
        var line = lines.remove(folder.residence());
        if (line != null) line.close();
    }

    private Qmp line(GuestFolder folder) {
        return lines.compute(folder.residence(), (residence, old) -> {
            if (old != null && old.open()) return old;
            try {
                return Qmp.connect(
                        qmp(folder),
                        folder.known().orElseThrow().user(),
                        () -> folder.process().isPresent(),
                        event -> changed(folder, event.path("event").asString("")),
                        () -> folders.hint(residence));
            } catch (HypervisorFault e) {
                throw new HypervisorFault("guest " + residence + ": " + e.getMessage() + " " + folder.errors(), e);
            }
        });
    }

    private void changed(GuestFolder folder, String event) {
        if (event.equals("RESUME") || event.equals("BALLOON_CHANGE")) return;
        folders.hint(folder.residence());
        if (event.equals("SHUTDOWN")) Thread.ofVirtual().start(() -> reap(folder));
    }

    /// One that ended while nobody was there still has its memory, too.
    private void adopt(GuestFolder folder) {
        var lock = folders.lock(folder.residence());
        lock.lock();
        try {
            if (folder.exists() && status(folder).equals("shutdown")) end(folder);
        } catch (HypervisorFault e) {
            // It is seen as stopped all the same, and ended by the next call.
        } finally {
            lock.unlock();
        }
        folders.hint(folder.residence());
    }

    /// Frees the memory of a guest that has powered itself off.
    private void reap(GuestFolder folder) {
        var lock = folders.lock(folder.residence());
        // Whoever holds the lock ends it too.
        if (!lock.tryLock()) return;
        try {
            if (folder.exists() && seen(folder).shutDownInside()) end(folder);
        } catch (HypervisorFault e) {
            // It is seen as stopped all the same, and ended by the next call.
        } finally {
            lock.unlock();
        }
        folders.hint(folder.residence());
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

    private static Path qmp(GuestFolder folder) {
        return folder.box().resolve("qmp");
    }

    private Path disk(GuestFolder folder, GuestFolder.Known known, GuestSpec spec) throws IOException {
        var disk = folder.box().resolve(spec.root().id() + ".qcow2");
        folder.only(disk);
        if (Files.exists(disk)) {
            folder.has(disk);
            return disk;
        }
        var fresh = folder.fresh();
        Command.of("qemu-img", "create", "-q", "-f", "qcow2", fresh.toString(), Long.toString(diskBytes(spec)))
                .ok();
        GuestFolder.give(fresh, known.user());
        Files.move(fresh, disk, StandardCopyOption.ATOMIC_MOVE);
        folder.has(disk);
        return disk;
    }

    /// The size of the root disk, as the guest sees it.
    private long diskBytes(GuestSpec spec) throws IOException {
        var image = spec.root().image();
        var base = images.path(image);
        long own = image.format() == ImageSpec.Format.QCOW2 ? Qcow2.read(base).virtualBytes() : Files.size(base);
        return (Math.max(own, spec.root().sizeBytes()) + 511) / 512 * 512;
    }

    private Optional<Path> configDrive(GuestFolder folder, GuestSpec spec) {
        if (!spec.configDrive()) return Optional.empty();
        var drive = folder.configDrive();
        ConfigDrive.write(drive, tree.apply(spec.metadata()));
        return Optional.of(drive);
    }

    private List<Path> kernel(GuestSpec spec) {
        var files = new ArrayList<Path>();
        spec.kernel().ifPresent(kernel -> {
            files.add(images.path(kernel.kernel()));
            kernel.ramdisk().ifPresent(ramdisk -> files.add(images.path(ramdisk)));
        });
        return files;
    }

    private Keeper.Wall wall(GuestFolder folder, GuestFolder.Known known, QemuCommandLine line, List<String> taps)
            throws IOException {
        var wall = folder.wall(known.user(), line.spec().vcpus())
                // A disk's file is larger than the disk: it tells where things are.
                .filesOf(diskBytes(line.spec()) / 16 * 17 + OVERHEAD_BYTES)
                .seeLibraries()
                .see(Path.of(QemuCommandLine.PROGRAM))
                .see(Path.of("/usr/share/qemu"))
                .see(Path.of("/usr/share/seabios"))
                .see(line.base())
                .device(Path.of("/dev/null"))
                .taps(namespace, taps);
        line.configDrive().ifPresent(wall::see);
        line.kernel().forEach(wall::see);
        if (line.kvm()) wall.device(Path.of("/dev/kvm"));
        return wall;
    }
}
