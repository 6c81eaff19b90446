package brume.sim;

import brume.app.Schema;
import brume.base.file.Folders;
import brume.base.postgres.ScratchPostgres;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.identity.FirstThings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/// Everything of one run: its clock, its controller and database, its hosts, its tenants, and what goes wrong.
final class World implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Options options;
    private final Seams seams;
    private final Trace trace;
    private final Faults faults;
    private final Timeline timeline;
    private final Party nature;
    private final Path folder;
    private final DataSource source;
    private final FaultyDatabase database;
    private final Sql observer;
    private final FaultyDatabase observed;
    private final Control control;
    private final List<Machine> machines = new ArrayList<>();
    private final List<Tenant> tenants = new ArrayList<>();
    private final UUID outside;
    private final Tenant operator;
    private final Coverage coverage = new Coverage();
    private final Invariants invariants;
    private final Books books;

    World(Options options, Seams seams) {
        this.options = options;
        this.seams = seams;
        long seed = options.seed();
        trace = new Trace(options.trace());
        var allowed = new java.util.TreeSet<>(options.faults().orElse(Fault.all()));
        allowed.removeIf(fault -> options.without().contains(fault.word()));
        faults = new Faults(allowed, options.faults().isEmpty(), seed, trace);
        timeline = new Timeline(START, Chance.of(seed, "latency"));
        nature = timeline.party("nature");
        try {
            folder = Files.createTempDirectory("brume-sim-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        source = ScratchPostgres.shared().fresh("sim", World::migrate);
        boolean[] armed = {false};
        database = new FaultyDatabase(source, faults, () -> armed[0], seams.statements());
        observed = new FaultyDatabase(source, faults, () -> false, UnaryOperator.identity());
        observer = new Sql(observed);
        control = new Control(timeline, nature, database, folder, faults, Chance.of(seed, "control"), trace, seams);
        invariants = new Invariants(this);
        books = new Books(this);
        seams.database().accept(observer);
        control.start();
        control.plane().identity().bootstrap(FirstThings.of("secret-of-the-simulation"));
        control.onRise(() -> machines.forEach(Machine::reconnect));
        for (int i = 1; i <= options.hosts(); i++) machines.add(new Machine(this, i, seed));
        machines.forEach(Machine::start);
        outside = NetworkVerbs.outside(control.plane());
        operator = Tenant.operator(this);
        for (int i = 1; i <= options.tenants(); i++) tenants.add(Tenant.of(this, i));
        operator.begin();
        armed[0] = true;
    }

    /// Nobody tidies up the tables in between: in what order rows are found without being asked for in one, and how,
    /// would else depend on the moment.
    private static void migrate(DataSource empty) {
        Schema.of(Caller.class).bring(empty);
        new Sql(empty).update("""
                do $$
                declare each regclass;
                begin
                    for each in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
                    loop execute format('alter table %s set (autovacuum_enabled = false)', each); end loop;
                end $$
                """);
    }

    Options options() {
        return options;
    }

    Seams seams() {
        return seams;
    }

    Trace trace() {
        return trace;
    }

    Faults faults() {
        return faults;
    }

    Timeline timeline() {
        return timeline;
    }

    /// To whom happens what happens to nobody in particular.
    Party nature() {
        return nature;
    }

    FaultyDatabase database() {
        return database;
    }

    /// The database as it is, for looking at.
    Sql observer() {
        return observer;
    }

    Control control() {
        return control;
    }

    List<Machine> machines() {
        return machines;
    }

    List<Tenant> tenants() {
        return tenants;
    }

    Tenant operator() {
        return operator;
    }

    /// All who ask for things.
    List<Tenant> everybody() {
        var all = new ArrayList<>(tenants);
        all.add(operator);
        return all;
    }

    /// The external network.
    UUID outside() {
        return outside;
    }

    /// Where the controller has its files.
    Path folder() {
        return folder;
    }

    Coverage coverage() {
        return coverage;
    }

    Invariants invariants() {
        return invariants;
    }

    Books books() {
        return books;
    }

    /// Lets the next thing happen.
    void step() {
        var event = timeline.take().orElseThrow(() -> new Violation("alive", "nothing will ever happen again"));
        var since = Duration.between(START, timeline.now());
        trace.line("%d.%06d %s: %s"
                .formatted(
                        since.toSeconds(),
                        since.toNanosPart() / 1000,
                        event.party().name(),
                        event.name()));
        database.calm();
        try {
            event.work().run();
        } catch (ControlDied died) {
            control.die();
        } catch (AgentDied died) {
            machines.stream()
                    .filter(machine -> machine.party() == event.party())
                    .findFirst()
                    .orElseThrow()
                    .die(java.util.Optional.empty());
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException e) {
            throw new Violation("no-work-escapes", event.party().name() + " " + event.name() + ": " + e, e);
        }
    }

    @Override
    public void close() {
        trace.close();
        database.close();
        observed.close();
        ScratchPostgres.shared().drop(source);
        Folders.delete(folder);
    }
}
