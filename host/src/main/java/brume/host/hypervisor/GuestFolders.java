package brume.host.hypervisor;

import brume.base.id.Ids;
import brume.contract.Answer.Trace;
import brume.host.Drift;
import brume.host.process.Detached;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The guests of one hypervisor, a folder each. Tells listeners when one of their processes ends.
final class GuestFolders implements AutoCloseable {
    private static final String LEFT = "left by a crash, or made by hand; nothing is removed without an order";

    /// What is kept for guests that are here already.
    private static final long LEAST_FREE_BYTES = 1L << 30;

    private final Path root;
    private final Path notes;
    private final int firstUser;
    private final WatchService watch;
    private final Map<UUID, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final List<Consumer<UUID>> listeners = new CopyOnWriteArrayList<>();

    /// @param firstUser the first of the users that guests are, each another one
    /// @param keeper    the user who notes the ends of guests
    GuestFolders(Path root, int firstUser, int keeper) {
        this.root = root.toAbsolutePath();
        this.notes = this.root.resolve(".ends");
        this.firstUser = firstUser;
        try {
            Files.createDirectories(this.root);
            Files.setPosixFilePermissions(this.root, PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(notes);
            GuestFolder.give(notes, keeper);
            watch = notes.getFileSystem().newWatchService();
            notes.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("guest-ends").start(this::watch);
    }

    /// All that are here, also what is only half made.
    List<GuestFolder> all() {
        var found = new ArrayList<GuestFolder>();
        try (var paths = Files.newDirectoryStream(root)) {
            for (var path : paths) residence(path).map(this::of).ifPresent(found::add);
        } catch (IOException e) {
            throw new HypervisorFault(root + ": " + e, e);
        }
        return found;
    }

    /// Whose folder it is; empty for what is none.
    private static Optional<UUID> residence(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                ? residence(path.getFileName().toString())
                : Optional.empty();
    }

    private static Optional<UUID> residence(String name) {
        return Ids.parse(name).filter(id -> id.toString().equals(name));
    }

    /// What is missing of guests, and files, notes and processes of guests that are not here.
    Drift drift() {
        var missing = new ArrayList<Trace>();
        var strays = new ArrayList<Trace>();
        for (var folder : all()) {
            var drift = folder.drift();
            missing.addAll(drift.missing());
            strays.addAll(drift.strays());
        }
        try (var paths = Files.newDirectoryStream(root)) {
            // What begins with a point is the hypervisor's own.
            for (var path : paths)
                if (!path.getFileName().toString().startsWith(".")
                        && residence(path).isEmpty()) strays.add(new Trace("file", path.toString(), LEFT));
        } catch (IOException e) {
            throw new HypervisorFault(root + ": " + e, e);
        }
        try (var paths = Files.newDirectoryStream(notes)) {
            for (var path : paths)
                if (!Files.exists(root.resolve(path.getFileName().toString().replaceFirst("[.]new$", ""))))
                    strays.add(new Trace("file", path.toString(), LEFT));
        } catch (IOException e) {
            throw new HypervisorFault(notes + ": " + e, e);
        }
        ProcessHandle.allProcesses().forEach(process -> lost(process).ifPresent(strays::add));
        return new Drift(missing, strays);
    }

    /// A process that names a guest's folder which is not here.
    private Optional<Trace> lost(ProcessHandle process) {
        var line = Detached.commandLine(process.pid());
        int at = line.indexOf(root + "/");
        if (at < 0) return Optional.empty();
        var name = line.substring(at + root.toString().length() + 1).replaceFirst("[/ ].*", "");
        boolean gone = residence(name).isPresent() && !Files.exists(root.resolve(name));
        return gone && !Detached.commandLine(process.pid()).isEmpty()
                ? Optional.of(new Trace("process", process.pid() + " of guest " + name, LEFT))
                : Optional.empty();
    }

    GuestFolder of(UUID residence) {
        return new GuestFolder(residence, root.resolve(residence.toString()), notes.resolve(residence.toString()));
    }

    /// The folder's knowledge, made when there is none.
    ///
    /// @throws HypervisorFault also when there is no room for another guest: those that are here still write to
    ///     their disks
    synchronized GuestFolder.Known make(GuestFolder folder) {
        return folder.known().orElseGet(() -> {
            long free = root.toFile().getUsableSpace();
            if (free < LEAST_FREE_BYTES)
                throw new HypervisorFault("the disk of this host is nearly full: " + (free >> 20) + " MiB are left in "
                        + root + ", and no new guest begins below " + (LEAST_FREE_BYTES >> 20));
            var taken = all().stream()
                    .flatMap(other -> other.known().stream())
                    .map(GuestFolder.Known::user)
                    .collect(Collectors.toSet());
            int user = firstUser;
            while (taken.contains(user)) user++;
            return folder.make(user);
        });
    }

    /// Held while a guest is changed.
    ReentrantLock lock(UUID residence) {
        return locks.computeIfAbsent(residence, r -> new ReentrantLock());
    }

    /// A guest is gone for good.
    void forget(UUID residence) {
        locks.remove(residence);
    }

    void listen(Consumer<UUID> listener) {
        listeners.add(listener);
    }

    void hint(UUID residence) {
        listeners.forEach(listener -> listener.accept(residence));
    }

    private void watch() {
        try {
            while (true) {
                var key = watch.take();
                for (var event : key.pollEvents()) {
                    residence(String.valueOf(event.context())).ifPresent(this::hint);
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // The driver is closed.
        }
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
