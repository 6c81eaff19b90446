package brume.torture;

import brume.app.demo.OpenStack;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One run: a cloud of its own, clients at work, blows; then calm, and the reckoning.
public final class Torture {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration REST = Duration.ofSeconds(240);
    private static final int INSTANCES = 6;
    private static final int REAL_INSTANCES = 2;

    private final Options options;
    private final Consumer<String> out;
    private final long start = System.nanoTime();
    private final SplittableRandom chance;
    private final InstantSource clock = InstantSource.system();
    private final Outages outages = new Outages(clock, GRACE);
    private final Violations violations = new Violations(this::tell);
    private final HttpClient http = OpenStack.http();

    /// @param out is told what happens, a line at a time
    public Torture(Options options, Consumer<String> out) {
        this.options = options;
        this.out = out;
        this.chance = new SplittableRandom(options.seed());
    }

    /// @return whether nothing was violated
    public boolean run() {
        tell("seed %s, in %s".formatted(options.seed(), options.folder()));
        try (var arena = new Arena(options, outages, violations, this::tell)) {
            try {
                in(arena);
            } catch (RuntimeException e) {
                violations.add("the run broke off: " + e);
                e.printStackTrace();
            }
        }
        return verdict();
    }

    private void in(Arena arena) {
        var subject = arena.subject();
        outages.begin();
        subject.start();
        until(START, subject::ready);
        outages.end();
        var admin = new OpenStack(http, subject.admin());
        admin.login();
        var before = new Leftovers(admin).counted();
        var fittings = new Fittings(admin);
        var means = fittings.means(options.simulated());
        var steward = client("steward", admin);
        new IdentityActs(steward, fittings.role());
        arena.furnish(admin.access(), steward.door(), chance.split());
        var clients = new ArrayList<Client>();
        for (int i = 1; i <= options.clients(); i++) {
            var client = client("tenant-" + i, fittings.tenant("tenant-" + i));
            new NetworkActs(client, means.external());
            new ComputeActs(client, means, options.simulated() ? INSTANCES : REAL_INSTANCES);
            new ImageActs(client);
            clients.add(client);
        }
        var all = new ArrayList<>(clients);
        all.add(steward);
        tell("%s clients at work".formatted(all.size()));
        var tormentor = load(arena, all, steward.door());
        arena.mend();
        tell("the load has ended; the cloud comes to rest");
        var rest = new Rest(steward.door());
        rest.await(REST).forEach(violations::add);
        arena.witness().ifPresent(Witness::testify);
        reckon(clients, steward);
        tell("%s kills; struck: %s".formatted(tormentor.kills(), tormentor.struck()));
        arena.witness()
                .ifPresent(witness -> tell("the guest that nobody struck was pinged " + witness.pings() + " times"));
        for (var client : clients) new Sweep(client, violations).go(Reckoning.TENANTS);
        new Sweep(steward, violations).go(Reckoning.ADMINISTRATORS);
        fittings.away();
        arena.witness().ifPresent(Witness::leave);
        rest.await(REST).forEach(violations::add);
        nothingLeft(arena, admin, before);
        all.forEach(Client::close);
    }

    private void reckon(List<Client> clients, Client steward) {
        var reckoning = new Reckoning(violations, true);
        clients.forEach(reckoning::tenant);
        reckoning.administrator(steward);
        long asked = steward.door().asked();
        long unanswered = steward.door().unanswered();
        for (var client : clients) {
            asked += client.door().asked();
            unanswered += client.door().unanswered();
        }
        tell("%s requests, %s of them unanswered; %s".formatted(asked, unanswered, reckoning));
    }

    /// The cloud and the machine are as they were before anybody made anything.
    private void nothingLeft(Arena arena, OpenStack admin, Map<String, Long> before) {
        long end = System.nanoTime() + REST.toNanos();
        while (true) {
            var after = new Leftovers(admin).counted();
            var strange = arena.strange();
            if (after.equals(before) && strange.isEmpty()) return;
            if (System.nanoTime() > end) {
                if (!after.equals(before)) violations.add("left over: " + after + ", and before there was " + before);
                strange.forEach(violations::add);
                return;
            }
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    private Client client(String name, OpenStack login) {
        return new Client(
                name,
                new Door(name, http, login, clock, outages, violations),
                options.folder(),
                chance.split(),
                violations);
    }

    private Tormentor load(Arena arena, List<Client> clients, Door probe) {
        var threads = clients.stream()
                .map(client -> Thread.ofPlatform().name(client.name()).start(() -> work(client)))
                .toList();
        var subject = arena.subject();
        var tormentor = new Tormentor(
                arena.blows(chance.split()),
                chance.split(),
                outages,
                violations,
                () -> subject.ready()
                        && subject.postmaster().isPresent()
                        && probe.get("compute", "/v2.1/flavors").good(),
                () -> clients.stream()
                        .mapToLong(client -> client.door().answered())
                        .sum(),
                this::tell);
        long end = System.nanoTime() + options.load().toNanos();
        boolean back = true;
        while (back && more(tormentor, end)) {
            arena.witness().ifPresent(Witness::ping);
            back = tormentor.round();
        }
        clients.forEach(Client::stop);
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return tormentor;
    }

    private boolean more(Tormentor tormentor, long end) {
        return options.kills().map(kills -> tormentor.kills() < kills).orElse(System.nanoTime() < end);
    }

    private void work(Client client) {
        try {
            client.work();
        } catch (RuntimeException e) {
            violations.add(client.name() + " broke off: " + e);
            e.printStackTrace();
        }
    }

    private boolean verdict() {
        var all = violations.all();
        if (all.isEmpty()) {
            tell("GOOD: all that was acknowledged is there, all that was deleted is gone, and nothing else is");
            return true;
        }
        tell("BAD: %s violations; seed %s; journals, the cloud's log and what it had on its disk are in %s"
                .formatted(all.size(), options.seed(), options.folder()));
        return false;
    }

    private void until(Duration limit, BooleanSupplier what) {
        long end = System.nanoTime() + limit.toNanos();
        while (!what.getAsBoolean()) {
            if (System.nanoTime() > end) throw new IllegalStateException("not up after " + limit.toSeconds() + " s");
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private void tell(String line) {
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        synchronized (this) {
            out.accept(String.format(Locale.ROOT, "%7.1f s  %s", seconds, line));
        }
    }
}
