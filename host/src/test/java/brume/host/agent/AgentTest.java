package brume.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.loop.SteppedScheduler;
import brume.contract.ControlLink;
import brume.contract.DiskSpec;
import brume.contract.GuestMetadata;
import brume.contract.GuestSeen;
import brume.contract.GuestSpec;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.HostWelcome;
import brume.contract.HypervisorKind;
import brume.contract.ImageSpec;
import brume.contract.ItemKey;
import brume.contract.ItemSeen;
import brume.contract.LinkFault;
import brume.contract.NetworkSpec;
import brume.contract.Order;
import brume.contract.Orders;
import brume.contract.PortSpec;
import brume.host.hypervisor.Guest;
import brume.host.hypervisor.SimulatedHypervisor;
import brume.host.network.SimulatedNetwork;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentTest {
    private static final UUID CLOUD = new UUID(0, 7);
    private static final UUID BOOT = new UUID(0, 8);
    private static final UUID NEXT_BOOT = new UUID(0, 9);
    private static final UUID RESIDENCE = new UUID(1, 1);
    private static final UUID PORT = new UUID(1, 2);
    private static final UUID NETWORK = new UUID(1, 3);
    private static final ItemKey GUEST = new ItemKey(ItemKey.Kind.GUEST, RESIDENCE);

    /// Remembers the newest word on each thing; refuses to listen when told to.
    private static final class Control implements ControlLink {
        final Map<ItemKey, ItemSeen> items = new HashMap<>();
        final Map<UUID, GuestSeen> guests = new HashMap<>();
        Optional<HostHello> hello = Optional.empty();
        Map<ItemKey, Long> awaited = Map.of();
        boolean deaf;

        @Override
        public HostWelcome hello(HostHello hello, HostLink link) {
            if (deaf) throw new LinkFault("deaf");
            this.hello = Optional.of(hello);
            return new HostWelcome(awaited);
        }

        @Override
        public void report(HostReport report) {
            if (deaf) throw new LinkFault("deaf");
            report.items().forEach(item -> items.put(item.key(), item));
            report.guests().forEach(guest -> guests.put(guest.residence(), guest));
        }

        @Override
        public InputStream image(UUID image) {
            throw new LinkFault("no image");
        }
    }

    private final SteppedScheduler scheduler = new SteppedScheduler(Instant.parse("2026-01-01T00:00:00Z"));
    private final Control control = new Control();
    private final SimulatedHypervisor hypervisor = new SimulatedHypervisor();
    private final SimulatedNetwork network = new SimulatedNetwork();

    private Agent agent(Plan plan) {
        return agent(plan, BOOT);
    }

    private Agent agent(Plan plan, UUID boot) {
        var facts = new HostFacts(
                new HostId(new UUID(2, 2)),
                boot,
                "h1",
                "192.0.2.1",
                new HostHello.Inventory(4, 4L << 30, 40L << 30, List.of(HypervisorKind.SIMULATED)),
                Set.of());
        var agent = new Agent(
                facts,
                plan,
                List.of(hypervisor),
                network,
                control,
                scheduler,
                new Random(1),
                4,
                UnaryOperator.identity());
        agent.start();
        settle();
        return agent;
    }

    private void settle() {
        for (int i = 0; i < 10_000 && scheduler.step().isPresent(); i++) {
            // each step is one piece of work
        }
    }

    private void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 100) {
            scheduler.advance(Duration.ofMillis(100));
            settle();
        }
    }

    private void order(Agent agent, Order... orders) {
        agent.order(new Orders(CLOUD, 1, List.of(orders)));
        settle();
    }

    private static GuestSpec guest(GuestSpec.Power power, int boots) {
        return new GuestSpec(
                RESIDENCE,
                RESIDENCE,
                "web",
                1,
                128L << 20,
                HypervisorKind.ANY,
                power,
                boots,
                false,
                new DiskSpec(RESIDENCE, new ImageSpec(new UUID(3, 3), ImageSpec.Format.QCOW2, 1, "00"), 1L << 30),
                Optional.empty(),
                List.of(new GuestSpec.Nic(PORT, "fa:16:3e:00:00:01", 1450)),
                false,
                new GuestMetadata(
                        RESIDENCE,
                        RESIDENCE,
                        "web",
                        "web",
                        "i-1",
                        "ami-1",
                        "m1.nano",
                        "nova",
                        0,
                        Optional.empty(),
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of()));
    }

    private static PortSpec port() {
        return new PortSpec(
                PORT,
                RESIDENCE,
                NETWORK,
                "fa:16:3e:00:00:01",
                List.of(),
                Optional.empty(),
                true,
                false,
                List.of(),
                List.of(),
                List.of());
    }

    private void bootOne(Agent agent) {
        order(
                agent,
                new Order.Hold(guest(GuestSpec.Power.RUNNING, 1), 1),
                new Order.Hold(port(), 2),
                new Order.Hold(new NetworkSpec(NETWORK, 7, 1450, List.of(), List.of(), List.of()), 3));
        pass(Duration.ofSeconds(1));
    }

    @Test
    void aGuestBootsOnceItsPortIsThere() {
        var agent = agent(new MemoryPlan());
        order(agent, new Order.Hold(guest(GuestSpec.Power.RUNNING, 1), 1));
        pass(Duration.ofSeconds(1));
        assertThat(hypervisor.find(RESIDENCE)).isEmpty();
        order(
                agent,
                new Order.Hold(port(), 2),
                new Order.Hold(new NetworkSpec(NETWORK, 7, 1450, List.of(), List.of(), List.of()), 3));
        pass(Duration.ofSeconds(1));
        assertThat(control.guests.get(RESIDENCE).running()).isTrue();
        assertThat(control.items.get(GUEST).state()).isEqualTo(ItemSeen.State.HELD);
    }

    private static Order network(int vni, long generation) {
        return new Order.Hold(new NetworkSpec(NETWORK, vni, 1450, List.of(), List.of(), List.of()), generation);
    }

    @Test
    void whatNobodyWaitsForIsToldWithOtherWordsOrSoon() {
        var agent = agent(new MemoryPlan());
        var key = new ItemKey(ItemKey.Kind.NETWORK, NETWORK);
        order(agent, network(7, 1));
        assertThat(control.items.get(key).generation()).isEqualTo(1);

        order(agent, network(8, 2));
        assertThat(control.items.get(key).generation()).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(control.items.get(key).generation()).isEqualTo(2);

        order(agent, network(9, 3));
        var port = new ItemKey(ItemKey.Kind.PORT, PORT);
        order(agent, new Order.Hold(port(), 4));
        assertThat(control.items).doesNotContainKey(port);
        order(agent, new Order.Hold(guest(GuestSpec.Power.RUNNING, 1), 5));
        assertThat(control.guests.get(RESIDENCE).running()).isTrue();
        assertThat(control.items.get(key).generation()).isEqualTo(3);
        assertThat(control.items.get(port).generation()).isEqualTo(4);

        order(agent, new Order.Hold(port(), 6));
        assertThat(control.items.get(port).generation()).isEqualTo(6);
    }

    @Test
    void aPortAndAGuestThatGetsNoFurtherAreToldSoon() {
        var agent = agent(new MemoryPlan());
        order(agent, new Order.Hold(port(), 1), new Order.Hold(guest(GuestSpec.Power.STOPPED, 1), 2));
        pass(Duration.ofSeconds(1));
        assertThat(control.items.get(new ItemKey(ItemKey.Kind.PORT, PORT)).state())
                .isEqualTo(ItemSeen.State.HELD);
        assertThat(control.guests.get(RESIDENCE).state()).isEqualTo(GuestSeen.State.ABSENT);
    }

    @Test
    void aMachineThatWasStartedAnewMakesNothingBeforeItHasAllThatItLacked() {
        var plan = new MemoryPlan();
        bootOne(agent(plan));
        hypervisor.lose(RESIDENCE);
        network.remove(new ItemKey(ItemKey.Kind.PORT, PORT));
        control.deaf = true;
        var agent = agent(plan, NEXT_BOOT);
        pass(Duration.ofMinutes(2));
        assertThat(network.item(new ItemKey(ItemKey.Kind.PORT, PORT))).isEmpty();
        assertThat(agent.doubts()).isTrue();
        control.deaf = false;
        control.awaited = Map.of(GUEST, 9L);
        pass(Duration.ofMinutes(2));
        assertThat(network.item(new ItemKey(ItemKey.Kind.PORT, PORT))).isEmpty();
        assertThat(hypervisor.find(RESIDENCE))
                .hasValueSatisfying(g -> assertThat(g.state()).isEqualTo(Guest.State.STOPPED));
        order(agent, new Order.Remove(GUEST, 9));
        pass(Duration.ofMinutes(2));
        assertThat(hypervisor.find(RESIDENCE)).isEmpty();
        assertThat(network.item(new ItemKey(ItemKey.Kind.PORT, PORT))).isPresent();
    }

    @Test
    void anOrderThatWasTakenBackKeepsNoMachineWaiting() {
        var plan = new MemoryPlan();
        bootOne(agent(plan));
        control.awaited = Map.of(GUEST, 9L);
        hypervisor.lose(RESIDENCE);
        var agent = agent(plan, NEXT_BOOT);
        pass(Duration.ofSeconds(10));
        assertThat(agent.doubts()).isTrue();
        control.awaited = Map.of();
        pass(Duration.ofMinutes(2));
        assertThat(hypervisor.find(RESIDENCE))
                .hasValueSatisfying(g -> assertThat(g.state()).isEqualTo(Guest.State.RUNNING));
    }

    @Test
    void anOlderOrderIsVoid() {
        var agent = agent(new MemoryPlan());
        bootOne(agent);
        order(agent, new Order.Hold(guest(GuestSpec.Power.STOPPED, 1), 9));
        order(agent, new Order.Hold(guest(GuestSpec.Power.RUNNING, 1), 8));
        assertThat(hypervisor.find(RESIDENCE).orElseThrow().state()).isEqualTo(Guest.State.STOPPED);
    }

    @Test
    void aTombstoneRemovesAndALateOrderDoesNotBringItBack(@TempDir Path folder) {
        var agent = agent(new FilePlan(folder));
        bootOne(agent);
        order(agent, new Order.Remove(GUEST, 10));
        assertThat(hypervisor.guests()).isEmpty();
        assertThat(control.items.get(GUEST).state()).isEqualTo(ItemSeen.State.REMOVED);
        order(agent, new Order.Hold(guest(GuestSpec.Power.RUNNING, 1), 9));
        assertThat(hypervisor.guests()).isEmpty();
        assertThat(new FilePlan(folder).find(GUEST)).isEmpty();
    }

    @Test
    void aTombstoneIsKeptUntilTheControlKnows(@TempDir Path folder) {
        var agent = agent(new FilePlan(folder));
        bootOne(agent);
        control.deaf = true;
        order(agent, new Order.Remove(GUEST, 10));
        assertThat(new FilePlan(folder).find(GUEST)).hasValue(new Order.Remove(GUEST, 10));
        control.deaf = false;
        pass(Duration.ofSeconds(30));
        assertThat(control.items.get(GUEST).state()).isEqualTo(ItemSeen.State.REMOVED);
        assertThat(new FilePlan(folder).find(GUEST)).isEmpty();
    }

    @Test
    void aLostGuestIsBootedAgainAndTheControlIsTold() {
        var agent = agent(new MemoryPlan());
        bootOne(agent);
        hypervisor.lose(RESIDENCE);
        settle();
        assertThat(control.guests.get(RESIDENCE).fault()).isPresent();
        pass(Duration.ofSeconds(3));
        assertThat(hypervisor.find(RESIDENCE).orElseThrow().state()).isEqualTo(Guest.State.RUNNING);
        assertThat(control.guests.get(RESIDENCE).losses()).isPositive();
    }

    @Test
    void aGuestThatPowersItselfOffStaysOff() {
        var agent = agent(new MemoryPlan());
        bootOne(agent);
        hypervisor.shutDownInside(RESIDENCE);
        pass(Duration.ofSeconds(10));
        assertThat(hypervisor.find(RESIDENCE).orElseThrow().state()).isEqualTo(Guest.State.STOPPED);
        assertThat(control.guests.get(RESIDENCE).shutDownInside()).isTrue();
    }

    @Test
    void aHostThatFailsTwiceIsAskedAgain() {
        var agent = agent(new MemoryPlan());
        hypervisor.failNext(2);
        bootOne(agent);
        pass(Duration.ofSeconds(5));
        assertThat(control.guests.get(RESIDENCE).running()).isTrue();
    }

    @Test
    void aRebootIsANewBoot() {
        var agent = agent(new MemoryPlan());
        bootOne(agent);
        order(agent, new Order.Hold(guest(GuestSpec.Power.RUNNING, 2), 20));
        assertThat(control.guests.get(RESIDENCE).boots()).isEqualTo(2);
        order(agent, new Order.Hold(guest(GuestSpec.Power.PAUSED, 2), 21));
        assertThat(control.guests.get(RESIDENCE).state()).isEqualTo(GuestSeen.State.PAUSED);
    }

    @Test
    void aForeignCloudAndAnOldEpochAreRefused() {
        var agent = agent(new MemoryPlan());
        agent.order(new Orders(CLOUD, 2, List.of()));
        assertThatThrownBy(() -> agent.order(new Orders(new UUID(9, 9), 3, List.of())))
                .isInstanceOf(LinkFault.class);
        assertThatThrownBy(() -> agent.order(new Orders(CLOUD, 1, List.of()))).isInstanceOf(LinkFault.class);
    }

    @Test
    void aRestartedAgentKnowsItsOrders(@TempDir Path folder) {
        bootOne(agent(new FilePlan(folder)));
        hypervisor.lose(RESIDENCE);
        agent(new FilePlan(folder));
        pass(Duration.ofSeconds(5));
        assertThat(control.hello.orElseThrow().held()).containsKey(GUEST);
        assertThat(hypervisor.find(RESIDENCE).orElseThrow().state()).isEqualTo(Guest.State.RUNNING);
    }
}
