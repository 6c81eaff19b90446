package brume.cloud.compute;

import brume.base.sql.Tx;
import brume.cloud.hosts.HostListener;
import brume.cloud.network.InstancePort;
import brume.cloud.network.Networks;
import brume.cloud.placement.Placement;
import brume.cloud.placement.Room;
import brume.contract.GuestSpec;
import brume.contract.HostId;
import brume.contract.Item;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Guests on a host that comes for the first time since a restore. What their owners asked for after the backup counts:
/// one that runs goes on running, one that was stopped stays stopped.
final class ReturnedGuests implements HostListener {
    private static final String MISSING = "It was deleted after the backup that this cloud was restored from, or its"
            + " host has lost it. Delete it, or reboot it hard to have it made anew from its image.";

    private final InstantSource clock;
    private final Placement placement;
    private final Networks networks;
    private final InstanceStore store;
    private final ResidenceStore residences = new ResidenceStore();
    private final InstanceActions actions;
    private final GuestOrders orders;

    ReturnedGuests(
            InstantSource clock,
            Placement placement,
            Networks networks,
            InstanceStore store,
            InstanceActions actions,
            GuestOrders orders) {
        this.clock = clock;
        this.placement = placement;
        this.networks = networks;
        this.store = store;
        this.actions = actions;
        this.orders = orders;
    }

    @Override
    public void returned(Tx tx, HostId host, List<GuestSpec> newer, List<UUID> missing) {
        var now = clock.instant();
        for (var guest : newer) {
            home(tx, host, guest.residence())
                    .filter(found -> found.instance().residency() == Instance.Residency.HOSTED)
                    .ifPresent(found -> {
                        var next = store.replace(tx, found.instance().asTold(guest, now));
                        orders.hold(tx, List.of(new Found(next, found.home())));
                    });
        }
        for (var residence : missing) home(tx, host, residence).ifPresent(found -> missed(tx, found, now));
    }

    private Optional<Found> home(Tx tx, HostId host, UUID residence) {
        return tx.first(
                        "select instance from residence where id = ? and host = ?",
                        row -> row.uuid("instance"),
                        residence,
                        host.value())
                .flatMap(instance -> store.locked(tx, instance))
                .filter(found ->
                        found.home().filter(home -> home.id().equals(residence)).isPresent());
    }

    /// One that was never there is still to be made; one that goes is gone; any other is not made anew from its image
    /// behind its owner's back.
    private void missed(Tx tx, Found found, Instant now) {
        var instance = found.instance();
        var home = found.home().orElseThrow();
        if (instance.residency() != Instance.Residency.HOSTED) {
            residences.outgoing(tx, home.id());
            residences.removed(tx, home.id());
            return;
        }
        if (home.seen().hypervisor().isEmpty()) {
            orders.hold(tx, List.of(found));
            return;
        }
        actions.end(tx, found, Optional.of(MISSING), now);
        store.replace(tx, instance.failed(MISSING, now));
        placement.release(tx, home.id());
        residences.delete(tx, home.id());
        networks.ofInstances(tx, List.of(instance.id())).getOrDefault(instance.id(), List.of()).stream()
                .map(InstancePort::port)
                .forEach(port -> networks.unbind(tx, port));
    }

    @Override
    public void strange(Tx tx, HostId host, List<Item> items) {
        for (var item : items) {
            if (item instanceof GuestSpec guest) placement.occupy(tx, host, guest.residence(), room(guest));
        }
    }

    static Room room(GuestSpec guest) {
        return new Room(guest.vcpus(), guest.memoryBytes(), guest.root().sizeBytes());
    }
}
