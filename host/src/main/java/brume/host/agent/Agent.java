package brume.host.agent;

import brume.base.loop.Backoff;
import brume.base.loop.Next;
import brume.base.loop.ReconcileLoop;
import brume.base.loop.Scheduler;
import brume.contract.Answer;
import brume.contract.ControlLink;
import brume.contract.ExternalNetworkSpec;
import brume.contract.GuestSeen;
import brume.contract.GuestSpec;
import brume.contract.HostHello;
import brume.contract.HostLink;
import brume.contract.HostWelcome;
import brume.contract.HypervisorKind;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.ItemSeen;
import brume.contract.LinkFault;
import brume.contract.NetworkSpec;
import brume.contract.Order;
import brume.contract.Orders;
import brume.contract.PortSpec;
import brume.contract.Question;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import brume.host.hypervisor.Hypervisor;
import brume.host.network.HostNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent of one host: keeps the orders of its cloud, makes them so, and tells what it sees. It destroys only what
/// it is told to destroy; without a control it goes on keeping what it holds.
///
/// On a machine that has been started anew nothing of it runs, and what was written down before may be over: it may
/// have been fenced, and its addresses be others'. There the agent makes nothing before its control has greeted it, and
/// it has all orders that it lacked.
public final class Agent implements HostLink {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    /// How long it waits for orders before it greets anew: some may have been taken back.
    private static final Duration AWAITS = Duration.ofSeconds(30);
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));

    private final HostFacts facts;
    private final Plan plan;
    private final HostNetwork network;
    private final GuestKeeper guests;
    private final Outbox outbox;
    private final ReconcileLoop<ItemKey> items;
    private final ReconcileLoop<String> greeting;
    private final ControlLink control;
    private final UnaryOperator<HostLink> line;
    private final RandomGenerator random;
    /// Whether the plan may not be true any more: the machine was started since.
    private volatile boolean doubts;
    private volatile Optional<HostWelcome> welcome = Optional.empty();

    /// @param hypervisors in the order of preference
    /// @param workers     how many items at once
    /// @param line        what stands between the control and this agent; in one process, nothing
    public Agent(
            HostFacts facts,
            Plan plan,
            List<Hypervisor> hypervisors,
            HostNetwork network,
            ControlLink control,
            Scheduler scheduler,
            RandomGenerator random,
            int workers,
            UnaryOperator<HostLink> line) {
        this.facts = facts;
        this.plan = plan;
        this.network = network;
        this.control = control;
        this.line = line;
        this.random = random;
        doubts = !plan.boot().equals(Optional.of(facts.boot()));
        outbox = new Outbox(facts.host(), control, scheduler, random, this::told, this::reconnect);
        guests = new GuestKeeper(hypervisors, network, scheduler.clock(), random, outbox::guest);
        items = new ReconcileLoop<>("host " + facts.name(), scheduler, random, RETRY, workers, this::reconcile);
        greeting = new ReconcileLoop<>("hello " + facts.name(), scheduler, random, RETRY, 1, key -> greet());
        hypervisors.forEach(h -> h.listen(residence -> items.wake(new ItemKey(ItemKey.Kind.GUEST, residence))));
    }

    /// Finds what it holds, and greets the control until that answers.
    public void start() {
        plan.all().keySet().forEach(items::wake);
        greeting.wake(facts.name());
    }

    /// Greets the control again: the line to it was lost, or leads to another one now.
    public void reconnect() {
        greeting.wake(facts.name());
    }

    /// Looks again now and then, for what no event told.
    ///
    /// @param guests how often at guests, which is cheap
    /// @param all    how often at everything: each network that is looked at costs some programs' runs
    public void watch(Duration guests, Duration all) {
        items.sweep(
                guests,
                (now, limit) -> plan.all().keySet().stream()
                        .filter(key -> key.kind() == ItemKey.Kind.GUEST)
                        .toList());
        items.sweep(all, (now, limit) -> List.copyOf(plan.all().keySet()));
    }

    private Next greet() {
        var known = plan.all().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().generation()));
        var allegiance = plan.allegiance();
        var session = new UUID(random.nextLong(), random.nextLong());
        outbox.restart(session);
        var answer = control.hello(
                new HostHello(
                        facts.host(),
                        session,
                        facts.boot(),
                        facts.name(),
                        allegiance.cloud(),
                        allegiance.epoch(),
                        known,
                        facts.inventory(),
                        facts.traits(),
                        facts.underlay()),
                line.apply(this));
        outbox.greeted(session);
        welcome = Optional.of(answer);
        believe();
        plan.all().keySet().forEach(items::wake);
        return doubts ? Next.after(AWAITS) : Next.SETTLED;
    }

    /// As soon as it is greeted, and has all that it lacked then, what it has written down is true.
    private synchronized void believe() {
        if (!doubts || welcome.isEmpty()) return;
        boolean complete = welcome.get().awaited().entrySet().stream()
                .allMatch(awaited -> plan.find(awaited.getKey())
                        .filter(order -> order.generation() >= awaited.getValue())
                        .isPresent());
        if (!complete) return;
        plan.boot(facts.boot());
        doubts = false;
        plan.all().keySet().forEach(items::wake);
    }

    /// Whether it makes nothing yet: the machine was started, and the control has not told what is over.
    public boolean doubts() {
        return doubts;
    }

    @Override
    public void order(Orders orders) {
        var allegiance = plan.allegiance();
        boolean free = allegiance.equals(Plan.Allegiance.NONE);
        if (!free && !allegiance.cloud().equals(orders.cloud())) {
            throw new LinkFault("this host obeys cloud " + allegiance.cloud() + ", not " + orders.cloud());
        }
        if (orders.epoch() < allegiance.epoch()) {
            throw new LinkFault("orders of epoch " + orders.epoch() + " are older than " + allegiance.epoch());
        }
        if (free || orders.epoch() > allegiance.epoch()) {
            plan.allegiance(new Plan.Allegiance(orders.cloud(), orders.epoch()));
        }
        for (var order : plan.keep(orders.orders())) {
            items.wake(order.key());
            if (order.key().kind() == ItemKey.Kind.GUEST)
                guests.preempt(order.key().id());
        }
        believe();
    }

    private Next reconcile(ItemKey key) {
        if (doubts) return Next.SETTLED;
        var order = plan.find(key);
        if (order.isEmpty()) return Next.SETTLED;
        long generation = order.get().generation();
        try {
            return switch (order.get()) {
                case Order.Hold hold -> hold(hold.item(), generation);
                case Order.Remove remove -> remove(key, generation);
            };
        } catch (RuntimeException e) {
            var why = e.getMessage() == null ? e.toString() : e.getMessage();
            outbox.item(new ItemSeen(key, generation, ItemSeen.State.FAILED, Optional.of(why)));
            throw e;
        }
    }

    /// Guests whose ports are there may have waited for their network.
    private void wakeWaiting() {
        guests.waiting().forEach(residence -> items.wake(new ItemKey(ItemKey.Kind.GUEST, residence)));
    }

    private Next hold(Item item, long generation) {
        Next next = Next.SETTLED;
        switch (item) {
            case ExternalNetworkSpec spec -> {
                network.external(spec);
                wakeWaiting();
            }
            case NetworkSpec spec -> {
                network.network(spec);
                wakeWaiting();
            }
            case SecurityGroupSpec spec -> network.group(spec);
            case PortSpec spec -> {
                network.port(spec);
                // Its guest may wait for it.
                items.wake(new ItemKey(ItemKey.Kind.GUEST, spec.residence()));
            }
            case RouterSpec spec -> network.router(spec);
            case GuestSpec spec -> next = guests.hold(spec, generation);
        }
        if (next instanceof Next.Settled) {
            outbox.item(new ItemSeen(item.key(), generation, ItemSeen.State.HELD, Optional.empty()));
        }
        return next;
    }

    private Next remove(ItemKey key, long generation) {
        if (key.kind() == ItemKey.Kind.GUEST) {
            guests.remove(key.id());
            outbox.guest(new GuestSeen(
                    key.id(), generation, GuestSeen.State.ABSENT, 0, 0, false, HypervisorKind.ANY, Optional.empty()));
        } else {
            inUse(key).ifPresent(port -> {
                throw new IllegalStateException("it is used by port " + port.id() + " of guest " + port.residence());
            });
            if (key.kind() == ItemKey.Kind.PORT) network.metadata(key.id(), Optional.empty());
            network.remove(key);
        }
        outbox.item(new ItemSeen(key, generation, ItemSeen.State.REMOVED, Optional.empty()));
        return Next.SETTLED;
    }

    /// A port that this host is told to hold, and that would be cut off without the item. A control that knows nothing
    /// of the port, because its database was restored, may say that the item can go.
    private Optional<PortSpec> inUse(ItemKey key) {
        if (key.kind() != ItemKey.Kind.NETWORK && key.kind() != ItemKey.Kind.SECURITY_GROUP) return Optional.empty();
        return plan.all().values().stream()
                .flatMap(order -> order instanceof Order.Hold hold && hold.item() instanceof PortSpec port
                        ? Stream.of(port)
                        : Stream.empty())
                .filter(port -> key.kind() == ItemKey.Kind.NETWORK
                        ? port.network().equals(key.id())
                        : port.securityGroups().contains(key.id()))
                .findFirst();
    }

    /// The control has recorded a word of ours: a tombstone that was carried out has done its work.
    private void told(ItemSeen seen) {
        if (seen.state() == ItemSeen.State.REMOVED) plan.forget(seen.key(), seen.generation());
    }

    @Override
    public Answer ask(Question question, Duration deadline) {
        return switch (question) {
            case Question.ConsoleLog log ->
                guests.console(log.residence(), log.lines())
                        .<Answer>map(Answer.Text::new)
                        .orElseGet(() -> new Answer.Unknown("no guest " + log.residence() + " is here"));
            case Question.Uptime now -> Uptime.answer();
            case Question.Specs all ->
                new Answer.Specs(plan.all().values().stream()
                        .flatMap(order -> order instanceof Order.Hold hold ? Stream.of(hold.item()) : Stream.empty())
                        .toList());
            case Question.Holdings all -> Holdings.of(plan, guests, network);
        };
    }

    /// Stops looking after things; guests and networks go on as they are.
    @Override
    public void close() {
        greeting.close();
        items.close();
        outbox.close();
        LOG.info("the agent of {} has stopped; its guests go on", facts.name());
    }
}
