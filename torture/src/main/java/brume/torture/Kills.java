package brume.torture;

import brume.host.process.Detached;
import java.util.List;
import java.util.random.RandomGenerator;

/// `kill -9`, of whatever is there.
final class Kills {
    private Kills() {}

    /// Of our process and of PostgreSQL's.
    static List<Blow> ofAny(Subject subject, RandomGenerator chance) {
        return List.of(
                Blow.kill("our process", 3, () -> {
                    subject.kill();
                    return true;
                }),
                Blow.kill("PostgreSQL", 4, () -> postmaster(subject)),
                Blow.kill("a backend of PostgreSQL", 3, () -> any(subject.backends(), chance)),
                Blow.kill("our process and PostgreSQL", 2, () -> {
                    subject.kill();
                    return postmaster(subject);
                }));
    }

    /// Of guests, and of what serves them.
    ///
    /// @param spared the one guest that is left alone
    static List<Blow> ofReal(Traces traces, Detached spared, RandomGenerator chance) {
        return List.of(
                Blow.quietKill("a guest", 4, () -> {
                    var guests = traces.guests().stream()
                            .filter(guest -> !guest.equals(spared))
                            .toList();
                    if (guests.isEmpty()) return false;
                    guests.get(chance.nextInt(guests.size())).kill();
                    return true;
                }),
                Blow.quietKill("a helper (DHCP, router advertisements)", 3, () -> any(traces.helpers(), chance)));
    }

    private static boolean postmaster(Subject subject) {
        return subject.postmaster().map(ProcessHandle::destroyForcibly).orElse(false);
    }

    private static boolean any(List<ProcessHandle> all, RandomGenerator chance) {
        return !all.isEmpty() && all.get(chance.nextInt(all.size())).destroyForcibly();
    }
}
