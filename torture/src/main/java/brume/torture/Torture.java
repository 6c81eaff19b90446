package brume.torture;

import brume.app.demo.OpenStack;
import brume.base.file.Folders;
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
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration REST = Duration.ofSeconds(240);
    private static final int INSTANCES = 6;

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
        var data = options.folder().resolve("data");
        var subject = new Subject(
                options.folder(),
                data,
                List.of("--simulate", "--durable", "--hosts", "4"),
                Map.of(),
                outages,
                violations);
        try {
            under(subject);
        } catch (RuntimeException e) {
            violations.add("the run broke off: " + e);
            e.printStackTrace();
        } finally {
            subject.close();
        }
        return verdict();
    }

    private void under(Subject subject) {
        outages.begin();
        subject.start();
        until(START, subject::ready);
        outages.end();
        var admin = new OpenStack(http, subject.admin());
        admin.login();
        var before = new Leftovers(admin).counted();
        var fittings = new Fittings(admin);
        var means = fittings.means(true);
        var clients = new ArrayList<Client>();
        for (int i = 1; i <= options.clients(); i++) {
            var client = client("tenant-" + i, fittings.tenant("tenant-" + i));
            new NetworkActs(client, means.external());
            new ComputeActs(client, means, INSTANCES);
            new ImageActs(client);
            clients.add(client);
        }
        var steward = client("steward", admin);
        new IdentityActs(steward, fittings.role());
        clients.add(steward);
        tell("%s clients at work".formatted(clients.size()));
        var tormentor = load(subject, clients, steward);
        tell("the load has ended; the cloud comes to rest");
        new Rest(steward.door()).await(REST).forEach(violations::add);
        var reckoning = new Reckoning(violations, false);
        for (var client : clients) {
            if (client == steward) reckoning.administrator(client);
            else reckoning.tenant(client);
        }
        tell("%s requests, %s of them unanswered; %s"
                .formatted(
                        clients.stream()
                                .mapToLong(client -> client.door().asked())
                                .sum(),
                        clients.stream()
                                .mapToLong(client -> client.door().unanswered())
                                .sum(),
                        reckoning));
        tell("%s kills: %s".formatted(tormentor.kills(), tormentor.struck()));
        sweep(clients, steward);
        fittings.away();
        new Rest(steward.door()).await(REST).forEach(violations::add);
        var after = new Leftovers(admin).counted();
        if (!after.equals(before)) violations.add("left over: " + after + ", and before there was " + before);
        clients.forEach(Client::close);
    }

    private Client client(String name, OpenStack login) {
        return new Client(
                name,
                new Door(name, http, login, clock, outages, violations),
                options.folder(),
                chance.split(),
                violations);
    }

    private Tormentor load(Subject subject, List<Client> clients, Client steward) {
        var threads = clients.stream()
                .map(client -> Thread.ofPlatform().name(client.name()).start(() -> work(client)))
                .toList();
        var probe = steward.door();
        var tormentor = new Tormentor(
                Blows.kills(subject, chance),
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
        while (back && more(tormentor, end)) back = tormentor.round();
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

    private void sweep(List<Client> clients, Client steward) {
        for (var client : clients)
            new Sweep(client, violations).go(client == steward ? Reckoning.ADMINISTRATORS : Reckoning.TENANTS);
    }

    private boolean verdict() {
        var all = violations.all();
        if (all.isEmpty()) {
            tell("GOOD: all that was acknowledged is there, all that was deleted is gone, and nothing else is");
            Folders.delete(options.folder());
            return true;
        }
        tell("BAD: %s violations; seed %s; journals, the cloud's log and its data are in %s"
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
