package brume.app.demo;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;

/// One way along the road, from nothing to nothing, for those who want to look on or get in the way.
public final class Trip {
    private final Journey journey;
    private final long seed;
    private volatile Guest guest;

    /// What a guest is known by, once it is reached.
    ///
    /// @param client  its owner
    /// @param address the floating one; empty while it has none
    public record Guest(OpenStack client, Server server, String address) {}

    /// @param folder for files of the trip: keys, an image
    public Trip(Access access, Demo.Options options, PrintStream out, Path folder) {
        var chance =
                new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid());
        seed = options.seed();
        journey = new Journey(
                new OpenStack(OpenStack.http(access.trust()), access),
                new Road(out),
                new Made(),
                HexFormat.of().toHexDigits(chance.nextLong(), 6),
                options.simulated() ? Optional.empty() : Optional.of(new Outside(folder)),
                options.hypervisor(),
                folder,
                options.patience());
    }

    /// All of it.
    ///
    /// @throws Road.Blocked when a step fails; what was made is left as it is
    public void go() {
        power(arrive());
        leave();
    }

    /// As far as a guest that is reached.
    public Guest reach() {
        arrive();
        return guest;
    }

    private ReachLeg arrive() {
        var client = new TenantLeg(journey).go();
        var key = new KeyLeg(journey, client).go();
        var image = new ImageLeg(journey, client).go();
        var wires = new NetworkLeg(journey, client).go();
        var server = new GuestLeg(journey, client).go(key, image, wires);
        var reach = new ReachLeg(journey, client, server);
        guest = new Guest(client, server, "");
        guest = new Guest(client, server, reach.go(wires));
        return reach;
    }

    private void power(ReachLeg reach) {
        new PowerLeg(journey, guest.server, reach).go();
    }

    /// Deletes what was made, in an allowed order.
    public void leave() {
        new Farewell(journey).go(seed);
    }

    /// Deletes what can be deleted, and says what can't.
    public void sweep() {
        new Farewell(journey).sweep(seed);
    }

    /// A command in the guest, as root; empty when nobody lets us in.
    public Optional<String> ssh(String command) {
        return journey.outside().flatMap(outside -> outside.ssh(guest.address, command));
    }

    /// The guest, once it is active.
    public Optional<Guest> guest() {
        return Optional.ofNullable(guest);
    }

    public Made made() {
        return journey.made();
    }

    public Road road() {
        return journey.road();
    }
}
