package brume.torture;

import brume.app.demo.Access;
import brume.app.demo.Demo;
import brume.app.demo.Outside;
import brume.app.demo.Patience;
import brume.app.demo.Trip;
import brume.host.process.Detached;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/// A real guest that nobody strikes: it must run on, and be reached, whatever happens to its cloud.
final class Witness {
    private static final String BOOT = "cat /proc/sys/kernel/random/boot_id";
    /// One packet may be lost on a machine with much to do.
    private static final int PINGS = 3;

    private final Trip trip;
    private final Outside outside;
    private final Violations violations;
    private final Detached process;
    private final String address;
    private final String boot;
    private int pings;

    /// Boots it, as the only guest there is.
    ///
    /// @param folder of the run
    Witness(Access access, Path folder, Traces traces, Violations violations) {
        this.violations = violations;
        try {
            var own = Files.createDirectories(folder.resolve("witness"));
            var told = Files.newOutputStream(own.resolve("road.log"));
            var options = new Demo.Options(false, Optional.of("uml"), 1, false, Patience.ordinary());
            trip = new Trip(access, options, quiet(told), own);
            outside = new Outside(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        address = trip.reach().address();
        process = traces.guest();
        boot = trip.ssh(BOOT).orElseThrow(() -> new IllegalStateException("the witness lets nobody in"));
    }

    private static PrintStream quiet(OutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    Detached process() {
        return process;
    }

    int pings() {
        return pings;
    }

    /// Looks whether it is reached now.
    void ping() {
        pings++;
        if (IntStream.range(0, PINGS).noneMatch(i -> outside.answersPing(address)))
            violations.add("the guest that nobody strikes is not reached at " + address);
    }

    /// Looks whether it is the same process, has not booted again, and lets us in.
    void testify() {
        if (!process.alive()) violations.add("the guest that nobody strikes has ended");
        var now = trip.ssh(BOOT).or(() -> trip.ssh(BOOT));
        if (now.isEmpty()) violations.add("the guest that nobody strikes lets nobody in");
        else if (!now.get().equals(boot)) violations.add("the guest that nobody strikes has booted again");
        var server = trip.guest().orElseThrow().server().show();
        if (!server.path("status").asString().equals("ACTIVE"))
            violations.add("the guest that nobody strikes is said to be " + server.path("status"));
    }

    void leave() {
        trip.leave();
    }
}
