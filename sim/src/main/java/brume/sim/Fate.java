package brume.sim;

import brume.host.hypervisor.Guest;
import java.time.Duration;
import java.util.Optional;

/// What happens to hosts, guests, lines, clocks and the controller between any two steps.
final class Fate {
    private static final int LONGEST_CUT_MILLIS = 120_000;
    private static final int FURTHEST_JUMP_SECONDS = 600;
    private final World world;

    Fate(World world) {
        this.world = world;
    }

    private boolean strike(Fault fault, String where) {
        return world.faults().strike(fault, where);
    }

    void roll() {
        var dice = world.faults().dice();
        var machine = Chance.of(dice, world.machines());
        var name = machine.name();
        if (strike(Fault.CONTROL_DIES, "")) world.control().die();
        if (strike(Fault.AGENT_DIES, name)) machine.die(Optional.empty());
        for (var fault : new Fault[] {Fault.HOST_FORGETS, Fault.HOST_LOSES_POWER, Fault.HOST_IS_WIPED}) {
            if (!machine.party().dead() && strike(fault, name)) machine.die(Optional.of(fault));
        }
        if (!machine.party().dead() && strike(Fault.LINK_CUT, name)) machine.cut(span(LONGEST_CUT_MILLIS));
        if (strike(Fault.HOST_IS_FULL, name)) machine.fill(span(LONGEST_CUT_MILLIS));
        if (strike(Fault.HOST_IS_SLOW, name)) machine.slow(span(10_000), span(LONGEST_CUT_MILLIS));
        if (strike(Fault.HOST_SHRINKS, name)) machine.shrink(30 + dice.nextInt(71));
        if (strike(Fault.GUEST_IS_LOST, name)) guest(machine).ifPresent(machine.hypervisor()::lose);
        if (strike(Fault.GUEST_SHUTS_DOWN, name)) {
            guest(machine).ifPresent(residence -> {
                world.invariants().shutDown(residence);
                machine.hypervisor().shutDownInside(residence);
            });
        }
        if (strike(Fault.CLOCK_JUMPS, name)) jump(machine);
    }

    private void jump(Machine machine) {
        var dice = world.faults().dice();
        var by = Duration.ofSeconds(dice.nextInt(2 * FURTHEST_JUMP_SECONDS) - FURTHEST_JUMP_SECONDS);
        if (dice.nextBoolean()) machine.party().skew(machine.party().skew().plus(by));
        else if (world.control().up()) world.control().jump(by);
    }

    private Duration span(int millis) {
        return Duration.ofMillis(world.faults().dice().nextInt(millis));
    }

    private Optional<java.util.UUID> guest(Machine machine) {
        var up = machine.hypervisor().guests().stream()
                .filter(guest -> guest.state() != Guest.State.STOPPED)
                .map(Guest::residence)
                .toList();
        return up.isEmpty()
                ? Optional.empty()
                : Optional.of(Chance.of(world.faults().dice(), up));
    }
}
