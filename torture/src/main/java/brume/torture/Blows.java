package brume.torture;

import java.util.List;
import java.util.random.RandomGenerator;

/// What can be done to any cloud.
final class Blows {
    private Blows() {}

    /// Kills of our process and of PostgreSQL's.
    static List<Blow> kills(Subject subject, RandomGenerator chance) {
        return List.of(
                new Blow("our process", 4, true, () -> {
                    subject.kill();
                    return true;
                }),
                new Blow("PostgreSQL", 3, true, () -> postmaster(subject)),
                new Blow("a backend of PostgreSQL", 2, true, () -> {
                    var all = subject.backends();
                    return !all.isEmpty() && all.get(chance.nextInt(all.size())).destroyForcibly();
                }),
                new Blow("our process and PostgreSQL", 2, true, () -> {
                    subject.kill();
                    return postmaster(subject);
                }));
    }

    private static boolean postmaster(Subject subject) {
        return subject.postmaster().map(ProcessHandle::destroyForcibly).orElse(false);
    }
}
