package brume.host.agent;

import brume.base.loop.Backoff;
import brume.base.loop.Next;
import brume.contract.GuestSeen;
import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.host.Drift;
import brume.host.hypervisor.Guest;
import brume.host.hypervisor.Hypervisor;
import brume.host.hypervisor.HypervisorFault;
import brume.host.network.HostNetwork;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Makes guests be what their orders say, one act after another, and boots again those whose process was lost.
final class GuestKeeper {
    private static final Duration GRACE = Duration.ofSeconds(60);
    // A port or a network that is made wakes who waits for it; this is for what nobody foresaw.
    private static final Backoff PORTS = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    private static final Backoff LOSSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    /// How often a guest's process was lost since its order's last boot, and when it may boot again.
    private record Loss(int boots, int count, Instant notBefore) {}

    private final List<Hypervisor> hypervisors;
    private final HostNetwork network;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Consumer<GuestSeen> report;
    private final Map<UUID, Loss> losses = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> waits = new ConcurrentHashMap<>();
    private final Map<UUID, Thread> halting = new ConcurrentHashMap<>();

    /// @param hypervisors in the order of preference
    GuestKeeper(
            List<Hypervisor> hypervisors,
            HostNetwork network,
            InstantSource clock,
            RandomGenerator random,
            Consumer<GuestSeen> report) {
        this.hypervisors = hypervisors;
        this.network = network;
        this.clock = clock;
        this.random = random;
        this.report = report;
    }

    /// The driver that has the guest, or that should.
    private Hypervisor driver(GuestSpec spec) {
        return where(spec.residence())
                .or(() ->
                        hypervisors.stream().filter(h -> suits(h, spec.kind())).findFirst())
                .orElseThrow(() -> new IllegalArgumentException("this host has no hypervisor for " + spec.kind()));
    }

    private static boolean suits(Hypervisor hypervisor, HypervisorKind asked) {
        // A simulated host stands in for any kind of machine.
        return asked == HypervisorKind.ANY
                || hypervisor.kind() == asked
                || hypervisor.kind() == HypervisorKind.SIMULATED;
    }

    private Optional<Hypervisor> where(UUID residence) {
        return hypervisors.stream().filter(h -> h.find(residence).isPresent()).findFirst();
    }

    /// One look, and one act where there is a difference.
    ///
    /// @return settled once the guest is as ordered
    Next hold(GuestSpec spec, long generation) {
        var driver = driver(spec);
        var guest = driver.find(spec.residence());
        tell(driver, spec, generation, guest, Optional.empty());
        return switch (spec.power()) {
            case RUNNING, PAUSED -> up(driver, spec, generation, guest);
            case STOPPED -> down(driver, spec, guest);
        };
    }

    private Next up(Hypervisor driver, GuestSpec spec, long generation, Optional<Guest> guest) {
        boolean current = guest.filter(g -> g.boots() >= spec.boots()).isPresent();
        if (guest.isPresent() && guest.get().state() != Guest.State.STOPPED) {
            if (!current) {
                return halt(driver, spec.residence(), spec.gently() ? GRACE : Duration.ZERO);
            }
            return freeze(driver, spec, guest.get());
        }
        // It powered itself off: that is for its owner to see, not for us to undo.
        if (current && guest.get().shutDownInside()) return Next.SETTLED;
        if (current) {
            var wait = lost(driver, spec, generation, guest.get());
            if (wait.isPositive()) return Next.after(wait);
        } else losses.remove(spec.residence());
        var taps = taps(spec);
        if (taps.isEmpty()) return Next.after(PORTS.wait(waits.merge(spec.residence(), 1, Integer::sum), random));
        waits.remove(spec.residence());
        tell(spec);
        driver.boot(spec, taps.get());
        return Next.AGAIN;
    }

    /// Those that wait for their ports, always in the same order.
    SortedSet<UUID> waiting() {
        return new TreeSet<>(waits.keySet());
    }

    /// A guest that goes may have lost some of its ports already.
    private void tell(GuestSpec spec) {
        for (var nic : spec.ports()) {
            if (network.tap(nic.port()).isPresent()) network.metadata(nic.port(), Optional.of(spec.metadata()));
        }
    }

    private Next freeze(Hypervisor driver, GuestSpec spec, Guest guest) {
        tell(spec);
        boolean paused = guest.state() == Guest.State.PAUSED;
        if (paused == (spec.power() == GuestSpec.Power.PAUSED)) return Next.SETTLED;
        if (paused) driver.resume(spec.residence());
        else driver.pause(spec.residence());
        return Next.AGAIN;
    }

    private Next down(Hypervisor driver, GuestSpec spec, Optional<Guest> guest) {
        if (guest.isEmpty()) return Next.SETTLED;
        if (guest.get().state() == Guest.State.STOPPED) {
            // One that powered itself off may still have a process.
            driver.halt(spec.residence(), Duration.ZERO);
            return Next.SETTLED;
        }
        return halt(driver, spec.residence(), GRACE);
    }

    /// Waiting for a guest to shut down takes long, and ends when another order comes for it.
    private Next halt(Hypervisor driver, UUID residence, Duration grace) {
        halting.put(residence, Thread.currentThread());
        try {
            driver.halt(residence, grace);
        } catch (HypervisorFault fault) {
            if (!Thread.interrupted()) throw fault;
        } finally {
            halting.remove(residence);
        }
        return Next.AGAIN;
    }

    /// Another order has come: whoever waits for this guest to shut down waits no longer.
    void preempt(UUID residence) {
        halting.computeIfPresent(residence, (id, thread) -> {
            thread.interrupt();
            return thread;
        });
    }

    /// How long to wait before a lost guest is booted again.
    private Duration lost(Hypervisor driver, GuestSpec spec, long generation, Guest guest) {
        var loss = losses.get(spec.residence());
        var now = clock.instant();
        if (loss == null || loss.boots != spec.boots()) {
            loss = new Loss(spec.boots(), 1, now.plus(LOSSES.wait(1, random)));
        } else if (!now.isBefore(loss.notBefore)) {
            // The wait is over: it boots now, and a further loss waits longer.
            losses.put(
                    spec.residence(),
                    new Loss(loss.boots, loss.count + 1, now.plus(LOSSES.wait(loss.count + 1, random))));
            return Duration.ZERO;
        }
        losses.put(spec.residence(), loss);
        tell(driver, spec, generation, Optional.of(guest), Optional.of("the guest's process was lost"));
        return Duration.between(now, loss.notBefore);
    }

    private Optional<List<String>> taps(GuestSpec spec) {
        var taps = spec.ports().stream().map(nic -> network.tap(nic.port())).toList();
        if (taps.stream().anyMatch(Optional::isEmpty)) return Optional.empty();
        return Optional.of(taps.stream().map(Optional::get).toList());
    }

    /// Makes the guest go, whatever runs it.
    void remove(UUID residence) {
        hypervisors.forEach(hypervisor -> hypervisor.remove(residence));
        losses.remove(residence);
        waits.remove(residence);
    }

    private void tell(
            Hypervisor driver, GuestSpec spec, long generation, Optional<Guest> guest, Optional<String> fault) {
        int lost = Optional.ofNullable(losses.get(spec.residence()))
                .filter(loss -> loss.boots == spec.boots())
                .map(Loss::count)
                .orElse(0);
        report.accept(new GuestSeen(
                spec.residence(),
                generation,
                guest.map(g -> switch (g.state()) {
                            case RUNNING -> GuestSeen.State.RUNNING;
                            case PAUSED -> GuestSeen.State.PAUSED;
                            case STOPPED -> GuestSeen.State.STOPPED;
                        })
                        .orElse(GuestSeen.State.ABSENT),
                guest.map(Guest::boots).orElse(0),
                lost,
                guest.map(Guest::shutDownInside).orElse(false),
                driver.kind(),
                fault));
    }

    /// Guests that are present, whoever made them.
    List<Guest> present() {
        return hypervisors.stream()
                .flatMap(hypervisor -> hypervisor.guests().stream())
                .toList();
    }

    /// How guests' files and processes differ from what they should be.
    List<Drift> drifts() {
        return hypervisors.stream().map(Hypervisor::drift).toList();
    }

    /// Whether the guest is present.
    boolean present(UUID residence) {
        return where(residence).isPresent();
    }

    /// The console of a guest, wherever it runs.
    Optional<String> console(UUID residence, int lines) {
        return where(residence).map(driver -> driver.console(residence, lines));
    }
}
