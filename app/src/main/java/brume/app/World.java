package brume.app;

import brume.base.file.SecretFile;
import brume.base.http.Service;
import brume.base.id.Ids;
import brume.base.loop.LiveScheduler;
import brume.base.loop.TurnableClock;
import brume.base.sql.Sql;
import brume.cloud.hosts.Host;
import brume.cloud.identity.FirstThings;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// All that a cloud is made of during one [Life], but for its listener: the control plane, the hosts of this process,
/// the APIs. It is built without asking the database, which may still be starting.
final class World implements AutoCloseable {
    private final Settings settings;
    private final Life life;
    private final Database database;
    private final LiveScheduler scheduler;
    private final ControlPlane control;
    private final SimulatedHosts hosts;
    private final Optional<RealHost> machine;
    private final List<Service> services;

    /// @param reset what puts another world in the place of this one, if anything does
    World(Settings settings, Life life, Database database, Optional<Runnable> reset) {
        this.settings = settings;
        this.life = life;
        this.database = database;
        var random = new SecureRandom();
        // PostgreSQL keeps microseconds: what is read back is what was written.
        var clock = new TurnableClock(() -> Instant.now().truncatedTo(ChronoUnit.MICROS));
        scheduler = new LiveScheduler(clock);
        control =
                new ControlPlane(new Sql(database.source()), scheduler, random, life.folder(), settings.deletedKept());
        settings.fenceProgram().ifPresent(program -> control.hosts().fences().by(new FenceProgram(program)));
        hosts = new SimulatedHosts(
                settings.simulate() ? settings.hosts() : 0,
                control.hosts(),
                scheduler,
                random,
                UnaryOperator.identity());
        machine = settings.simulate()
                ? Optional.empty()
                : Optional.of(new RealHost(settings, control.hosts(), scheduler, new Ids(clock, random), random));
        var simulation = settings.simulate()
                ? Optional.of(new Simulation(hosts, clock, scheduler, reset))
                : Optional.<Simulation>empty();
        services = Apis.of(control, simulation);
    }

    Life life() {
        return life;
    }

    List<Service> services() {
        return services;
    }

    /// Makes what every cloud has from its beginning; does nothing where it is there.
    void furnish() {
        control.identity()
                .bootstrap(new FirstThings(
                        SecretFile.readOrMake(settings.passwordFile("admin")),
                        settings.region(),
                        FirstThings.SERVICES,
                        Optional.of(SecretFile.readOrMake(settings.passwordFile("demo")))));
        new FirstResources(control, settings, life.folder()).make();
    }

    /// Does what would make [#start] slow in a database that is new.
    void prepare() {
        control.prepare();
    }

    /// Keeps no connection to the database that no request needs.
    void rest() {
        database.source().rest();
    }

    /// Begins all work, and connects the hosts.
    void start() {
        control.start();
        hosts.start();
        machine.ifPresent(RealHost::start);
    }

    /// Whether all simulated hosts have greeted the control plane.
    boolean hostsAreThere() {
        var known = control.hosts().all(control.sql());
        return known.size() == hosts.hosts().size() && known.stream().allMatch(Host::connected);
    }

    /// Stops all work, and lets go of the database. Guests stay as they are.
    @Override
    public void close() {
        hosts.close();
        machine.ifPresent(RealHost::close);
        control.close();
        scheduler.close();
        database.source().close();
    }
}
