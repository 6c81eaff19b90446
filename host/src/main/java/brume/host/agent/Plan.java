package brume.host.agent;

import brume.contract.GuestSpec;
import brume.contract.ItemKey;
import brume.contract.Order;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What this host was told, newest order for each item, kept over restarts of the agent: on disk ([FilePlan]) or, for
/// simulated hosts, in memory ([MemoryPlan]).
public sealed interface Plan permits FilePlan, MemoryPlan {
    /// Whose orders are taken, and the newest epoch seen.
    record Allegiance(UUID cloud, long epoch) {
        static final Allegiance NONE = new Allegiance(new UUID(0, 0), 0);
    }

    Allegiance allegiance();

    void allegiance(Allegiance allegiance);

    /// The start of the machine in which the plan was last known to be true; empty before the first.
    Optional<UUID> boot();

    void boot(UUID boot);

    /// Keeps orders that are newer than what is known of their items, and returns those. Durable on return.
    List<Order> keep(List<Order> orders);

    Optional<Order> find(ItemKey item);

    Map<ItemKey, Order> all();

    /// Images of which guests that are to be held here are made, whether they run or not.
    default Set<UUID> images() {
        var images = new HashSet<UUID>();
        for (var order : all().values()) {
            if (!(order instanceof Order.Hold hold) || !(hold.item() instanceof GuestSpec guest)) continue;
            images.add(guest.root().image().id());
            guest.kernel().ifPresent(files -> {
                images.add(files.kernel().id());
                files.ramdisk().ifPresent(ramdisk -> images.add(ramdisk.id()));
            });
        }
        return images;
    }

    /// Forgets a tombstone that was carried out and told.
    void forget(ItemKey item, long generation);
}
