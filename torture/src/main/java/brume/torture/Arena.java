package brume.torture;

import brume.app.demo.Access;
import brume.base.file.Folders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A cloud, and around it all that is needed to hurt it: its disk, its libraries, its programs. Nothing of the machine
/// or of another cloud is touched.
final class Arena implements AutoCloseable {
    private static final int DISK_MEBIBYTES = 512;
    private static final int REAL_DISK_MEBIBYTES = 3072;

    private final Options options;
    private final Violations violations;
    private final Optional<SmallDisk> disk;
    private final Optional<FailingSync> sync;
    private final Optional<FailingPrograms> programs;
    private final Subject subject;
    private final Traces traces;
    private Optional<FailingHosts> hosts = Optional.empty();
    private Optional<Witness> witness = Optional.empty();
    private SortedSet<String> before = new TreeSet<>();

    /// @param out is told what this machine does not allow
    Arena(Options options, Outages outages, Violations violations, Consumer<String> out) {
        this.options = options;
        this.violations = violations;
        var place = options.folder().resolve("disk");
        int size = options.simulated() ? DISK_MEBIBYTES : REAL_DISK_MEBIBYTES;
        disk = SmallDisk.possible() ? Optional.of(new SmallDisk(place, size)) : Optional.empty();
        if (disk.isEmpty()) out.accept("left out: a full disk, which needs root");
        sync = FailingSync.in(options.folder());
        if (sync.isEmpty()) out.accept("left out: a failing fsync, which needs a C compiler (cc)");
        programs = options.simulated() ? Optional.empty() : Optional.of(new FailingPrograms(options.folder()));
        var environment = new HashMap<String, String>();
        sync.ifPresent(failing -> environment.putAll(failing.environment()));
        programs.ifPresent(failing -> environment.putAll(failing.environment()));
        var cloud = options.simulated()
                ? List.of("--simulate", "--durable", "--hosts", "4")
                : List.of("--hypervisor", "uml", "--public-network", RealGround.freeNetwork());
        subject = new Subject(options, place.resolve("data"), cloud, environment, outages, violations);
        traces = new Traces(subject.data());
    }

    Subject subject() {
        return subject;
    }

    /// Makes ready what needs a running cloud.
    ///
    /// @param door the administrator's
    void furnish(Access access, Door door, RandomGenerator chance) {
        if (options.simulated()) {
            hosts = Optional.of(new FailingHosts(door, chance));
            return;
        }
        before = traces.seen();
        witness = Optional.of(new Witness(access, options.folder(), traces, violations));
    }

    /// All that can be done to this cloud.
    List<Blow> blows(RandomGenerator chance) {
        var blows = new ArrayList<>(Kills.ofAny(subject, chance));
        disk.ifPresent(small -> blows.add(small.blow(chance)));
        sync.ifPresent(failing -> blows.add(failing.blow(chance)));
        programs.ifPresent(failing -> blows.add(failing.blow(chance)));
        hosts.ifPresent(failing -> blows.addAll(failing.blows()));
        witness.ifPresent(guest -> blows.addAll(Kills.ofReal(traces, guest.process(), chance)));
        return List.copyOf(blows);
    }

    Optional<Witness> witness() {
        return witness;
    }

    /// Nothing fails any more.
    void mend() {
        hosts.ifPresent(FailingHosts::mend);
    }

    /// What is on this machine that was not there before anybody made anything; what was there and is missing.
    List<String> strange() {
        if (options.simulated()) return List.of();
        var now = traces.seen();
        var strange = new ArrayList<String>();
        now.stream().filter(trace -> !before.contains(trace)).forEach(trace -> strange.add("left: " + trace));
        before.stream().filter(trace -> !now.contains(trace)).forEach(trace -> strange.add("missing: " + trace));
        return strange;
    }

    /// Stops the cloud, and takes all of it off this machine but its files, when there was something amiss.
    @Override
    public void close() {
        subject.close();
        boolean real = !options.simulated() && before.size() > 0;
        if (real) traces.erase();
        if (!violations.all().isEmpty())
            disk.ifPresent(small -> small.keep(options.folder().resolve("kept")));
        disk.ifPresent(SmallDisk::close);
        if (violations.all().isEmpty()) Folders.delete(options.folder());
    }
}
