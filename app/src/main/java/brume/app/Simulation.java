package brume.app;

import brume.base.fault.CloudFault;
import brume.base.loop.LiveScheduler;
import brume.base.loop.TurnableClock;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.upkeep.UpkeepActions;
import brume.contract.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What can be asked of a simulated cloud alone: faults of its hosts and lines, its clock, a reset.
public final class Simulation {
    private final SimulatedHosts hosts;
    private final TurnableClock clock;
    private final LiveScheduler scheduler;
    private final Optional<Runnable> reset;

    /// @param scheduler goes by `clock`
    /// @param reset     empties the cloud, if that can be done
    public Simulation(SimulatedHosts hosts, TurnableClock clock, LiveScheduler scheduler, Optional<Runnable> reset) {
        this.hosts = hosts;
        this.clock = clock;
        this.scheduler = scheduler;
        this.reset = reset;
    }

    /// Which faults a host has.
    ///
    /// @param failCreates how many new guests will yet be refused
    /// @param vanished    whether the line to it is cut
    /// @param off         whether its machine has no power
    /// @param delay       of each word on the line
    public record Faults(HostId host, String name, int failCreates, boolean vanished, boolean off, Duration delay) {}

    /// What is to change of a host's faults; what is absent stays.
    public record Wish(
            Optional<Integer> failCreates,
            Optional<Boolean> vanished,
            Optional<Boolean> off,
            Optional<Duration> delay) {}

    public Instant now() {
        return clock.instant();
    }

    /// In the order of their names.
    public List<Faults> hosts(Caller caller) {
        require(caller);
        return hosts.hosts().stream().map(Simulation::faults).toList();
    }

    /// @throws CloudFault.NotFound when there is no such simulated host
    public Faults change(Caller caller, HostId id, Wish wish) {
        require(caller);
        var host = hosts.hosts().stream()
                .filter(h -> h.facts().host().equals(id))
                .findFirst()
                .orElseThrow(() -> new CloudFault.NotFound("host", id));
        wish.failCreates.ifPresent(host.hypervisor()::refuseNext);
        wish.delay.ifPresent(host::slow);
        wish.vanished.filter(vanished -> vanished != host.line().isCut()).ifPresent(vanished -> {
            if (vanished) host.vanish();
            else host.comeBack();
        });
        wish.off.ifPresent(off -> {
            if (off) host.powerOff();
            else host.powerOn();
        });
        return faults(host);
    }

    /// Turns the clock: all that waits for a time goes on as if that time had passed.
    ///
    /// @return what it says now
    public Instant forward(Caller caller, Duration by) {
        require(caller);
        clock.forward(by);
        scheduler.turned();
        return clock.instant();
    }

    /// Empties the cloud: it is as after its first start, but for its passwords. Every token ends.
    ///
    /// @throws CloudFault.Conflict where it can't be emptied, because its database is the operator's
    public void reset(Caller caller) {
        require(caller);
        reset.orElseThrow(() ->
                        new CloudFault.Conflict("not-resettable", "only a cloud with a private database can be reset"))
                .run();
    }

    private static void require(Caller caller) {
        caller.require(UpkeepActions.SIMULATE, Target.ANY);
    }

    private static Faults faults(SimulatedHost host) {
        return new Faults(
                host.facts().host(),
                host.facts().name(),
                host.hypervisor().refusals(),
                host.line().isCut(),
                host.isOff(),
                host.line().delay());
    }
}
