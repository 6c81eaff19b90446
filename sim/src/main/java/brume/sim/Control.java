package brume.sim;

import brume.app.ControlPlane;
import brume.base.sql.Sql;
import brume.contract.LinkFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;

/// The controller, one life after another over the same database.
final class Control {
    private static final int LONGEST_DEATH_MILLIS = 8_000;
    private final Timeline timeline;
    private final Party nature;
    private final FaultyDatabase database;
    private final Sql sql;
    private final Path folder;
    private final Faults faults;
    private final Random random;
    private final Trace trace;
    private Runnable risen = () -> {};
    private Party party;
    private ControlPlane plane;
    private boolean up;
    private Duration skew = Duration.ZERO;
    private int lives;

    Control(
            Timeline timeline,
            Party nature,
            FaultyDatabase database,
            Path folder,
            Faults faults,
            Random random,
            Trace trace,
            Seams seams) {
        this.timeline = timeline;
        this.nature = nature;
        this.database = database;
        this.folder = folder;
        this.faults = faults;
        this.random = random;
        this.trace = trace;
        sql = new Sql(database, wake -> {
            if (seams.wakeUps() && !faults.strike(Fault.WAKE_UP_LOST, "controller")) wake.run();
        });
    }

    /// @param risen is told whenever there is a new controller
    void onRise(Runnable risen) {
        this.risen = risen;
    }

    boolean up() {
        return up;
    }

    /// @throws LinkFault when there is none
    ControlPlane plane() {
        if (!up) throw new LinkFault("no controller is there");
        return plane;
    }

    Party party() {
        return party;
    }

    int lives() {
        return lives;
    }

    void start() {
        party = timeline.party("control-" + ++lives);
        party.skew(skew);
        try {
            up = true;
            plane = new ControlPlane(sql, party, random, folder);
            plane.start();
            trace.line("  controller " + lives + " is up");
            risen.run();
        } catch (ControlDied e) {
            die();
        } catch (RuntimeException e) {
            if (!database.struck()) throw new Violation("controller-starts", e.toString(), e);
            die();
        }
    }

    /// As by `kill -9`; another one follows in a while.
    void die() {
        if (!up) return;
        up = false;
        party.die();
        trace.line("  controller " + lives + " has died");
        timeline.after(
                nature,
                Duration.ofMillis(faults.dice().nextInt(LONGEST_DEATH_MILLIS)),
                "controller rises",
                this::start);
    }

    /// Calls the controller from outside.
    ///
    /// @throws LinkFault when it is not there, or dies meanwhile
    <T> T call(Supplier<T> call) {
        plane();
        try {
            return call.get();
        } catch (ControlDied e) {
            die();
            throw new LinkFault("the controller died");
        }
    }

    /// Its clock is set to another time.
    void jump(Duration by) {
        skew = skew.plus(by);
        party.skew(skew);
    }
}
