package brume.host.hypervisor;

import brume.base.json.Json;
import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.host.Drift;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Guests without machines, for clouds that are tried out or tested: they boot at once and cost nothing. With a folder
/// they are kept as small files, so that they outlive this process as real guests do. Faults are made on request.
public final class SimulatedHypervisor implements Hypervisor {
    private static final int CONSOLE_CHARS = 8192;

    private final Optional<Path> folder;
    private final Map<UUID, Kept> guests = new LinkedHashMap<>();
    private final List<Consumer<UUID>> listeners = new CopyOnWriteArrayList<>();
    private final Set<UUID> refused = new HashSet<>();
    private int failures;
    private int refusals;

    /// Guests that end with this process.
    public SimulatedHypervisor() {
        folder = Optional.empty();
    }

    /// Guests kept in `folder`, which is made when there is none.
    public SimulatedHypervisor(Path folder) {
        this.folder = Optional.of(folder);
        try {
            Files.createDirectories(folder);
            try (var files = Files.newDirectoryStream(folder, "*.json")) {
                for (var file : files) {
                    var kept = Json.read(Files.readString(file), Kept.class);
                    guests.put(kept.residence(), kept);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public HypervisorKind kind() {
        return HypervisorKind.SIMULATED;
    }

    @Override
    public synchronized List<Guest> guests() {
        return guests.values().stream().map(Kept::guest).toList();
    }

    @Override
    public synchronized Optional<Guest> find(UUID residence) {
        return Optional.ofNullable(guests.get(residence)).map(Kept::guest);
    }

    @Override
    public Drift drift() {
        return Drift.NONE;
    }

    @Override
    public synchronized void boot(GuestSpec spec, List<String> taps) {
        failIfAsked("boot");
        Spec.check(spec, taps);
        var old = guests.get(spec.residence());
        if (old == null) refuseIfAsked(spec.residence());
        if (old != null && old.up()) {
            if (old.boots() == spec.boots()) return;
            throw new HypervisorFault(
                    "guest " + spec.residence() + " is up for boot " + old.boots() + "; halt it first");
        }
        var console = (old == null ? "" : old.console()) + lines(spec);
        keep(new Kept(
                spec.residence(),
                Guest.State.RUNNING,
                spec.boots(),
                false,
                console.substring(Math.max(0, console.length() - CONSOLE_CHARS))));
    }

    @Override
    public synchronized void pause(UUID residence) {
        failIfAsked("pause");
        keep(up(residence).in(Guest.State.PAUSED, false));
    }

    @Override
    public synchronized void resume(UUID residence) {
        failIfAsked("resume");
        keep(up(residence).in(Guest.State.RUNNING, false));
    }

    @Override
    public synchronized void halt(UUID residence, Duration grace) {
        failIfAsked("halt");
        var guest = guests.get(residence);
        if (guest != null && guest.up()) keep(guest.in(Guest.State.STOPPED, false));
    }

    @Override
    public synchronized void remove(UUID residence) {
        failIfAsked("remove");
        refused.remove(residence);
        if (guests.remove(residence) == null || folder.isEmpty()) return;
        try {
            Files.delete(file(residence));
        } catch (NoSuchFileException e) {
            // It is gone, as it should be.
        } catch (IOException e) {
            throw new HypervisorFault("remove: " + e, e);
        }
    }

    @Override
    public synchronized String console(UUID residence, int lines) {
        var guest = guests.get(residence);
        return guest == null ? "" : Console.tail(guest.console(), lines);
    }

    @Override
    public void listen(Consumer<UUID> listener) {
        listeners.add(listener);
    }

    /// Makes the next `calls` that would change something fail instead.
    public synchronized void failNext(int calls) {
        failures = calls;
    }

    /// Makes the next `count` new guests fail at each attempt to boot them, until they are removed.
    public synchronized void refuseNext(int count) {
        refusals = count;
    }

    /// How many new guests will yet be refused.
    public synchronized int refusals() {
        return refusals;
    }

    private void refuseIfAsked(UUID residence) {
        if (!refused.contains(residence)) {
            if (refusals == 0) return;
            refusals--;
            refused.add(residence);
        }
        throw new HypervisorFault("boot: this guest was refused on request");
    }

    /// The guest's process dies.
    public void lose(UUID residence) {
        end(residence, false);
    }

    /// The guest's system powers off.
    public void shutDownInside(UUID residence) {
        end(residence, true);
    }

    private void end(UUID residence, boolean inside) {
        synchronized (this) {
            keep(up(residence).in(Guest.State.STOPPED, inside));
        }
        listeners.forEach(listener -> listener.accept(residence));
    }

    private Kept up(UUID residence) {
        var guest = guests.get(residence);
        if (guest == null || !guest.up()) throw new HypervisorFault("guest " + residence + " is not up");
        return guest;
    }

    private void failIfAsked(String call) {
        if (failures == 0) return;
        failures--;
        throw new HypervisorFault(call + ": told to fail");
    }

    private void keep(Kept guest) {
        if (guest.equals(guests.get(guest.residence()))) return;
        folder.ifPresent(f -> {
            try {
                var fresh = f.resolve(guest.residence() + ".new");
                Files.write(fresh, Json.bytes(guest));
                Files.move(fresh, file(guest.residence()), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new HypervisorFault("keeping guest " + guest.residence() + ": " + e, e);
            }
        });
        guests.put(guest.residence(), guest);
    }

    private Path file(UUID residence) {
        return folder.orElseThrow().resolve(residence + ".json");
    }

    private static String lines(GuestSpec spec) {
        var lines = new ArrayList<String>();
        lines.add("simulated guest " + spec.instance() + ", boot " + spec.boots());
        lines.add(spec.vcpus() + " CPUs, " + (spec.memoryBytes() >> 20) + " MiB of memory");
        lines.add("vda: " + spec.root().sizeBytes() + " bytes of image "
                + spec.root().image().id());
        for (int i = 0; i < spec.ports().size(); i++)
            lines.add("eth" + i + ": " + spec.ports().get(i).mac() + ", MTU "
                    + spec.ports().get(i).mtu());
        for (var step : List.of("clock", "memory", "processors", "disks", "network", "users", "services"))
            lines.add("starting " + step + ": done");
        lines.add("hostname " + spec.metadata().hostname());
        lines.add("ready");
        return String.join("\n", lines) + "\n";
    }

    private record Kept(UUID residence, Guest.State state, int boots, boolean shutDownInside, String console) {
        boolean up() {
            return state != Guest.State.STOPPED;
        }

        Kept in(Guest.State next, boolean inside) {
            return new Kept(residence, next, boots, inside, console);
        }

        Guest guest() {
            return new Guest(residence, state, boots, shutDownInside);
        }
    }
}
