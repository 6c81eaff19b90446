package brume.app.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// What a journey made, as far as the cloud acknowledged it, and what must be gone before what: a thing may be deleted
/// once nothing stands on it.
public final class Made {
    private final Map<String, Thing> things = new LinkedHashMap<>();
    private final Map<String, State> states = new LinkedHashMap<>();

    /// How far a thing's life has come.
    public enum State {
        THERE,
        /// It was asked to go; no word yet.
        LEAVING,
        GONE
    }

    /// @param name   tells it from all others
    /// @param on     names of what it stands on: they can be deleted only after it
    /// @param seen   whether the cloud shows it
    /// @param delete deletes it, and comes back when it is gone
    public record Thing(String name, List<String> on, BooleanSupplier seen, Runnable delete) {}

    /// Remembers a thing that is shown and deleted at one path.
    ///
    /// @throws IllegalArgumentException when it stands on something unknown
    void add(String name, OpenStack client, String service, String path, String... on) {
        add(name, () -> client.find(service, path).isPresent(), () -> client.delete(service, path), on);
    }

    /// Remembers any thing.
    synchronized void add(String name, BooleanSupplier seen, Runnable delete, String... on) {
        for (var below : on)
            if (!things.containsKey(below)) throw new IllegalArgumentException(name + " stands on unknown " + below);
        things.put(name, new Thing(name, List.copyOf(Arrays.asList(on)), seen, delete));
        states.put(name, State.THERE);
    }

    /// Deletes a thing.
    public void delete(Thing thing) {
        enter(thing, State.LEAVING);
        thing.delete.run();
        enter(thing, State.GONE);
    }

    private synchronized void enter(Thing thing, State state) {
        states.put(thing.name, state);
    }

    public synchronized List<Thing> in(State state) {
        return things.values().stream()
                .filter(thing -> states.get(thing.name) == state)
                .toList();
    }

    /// All that is not gone, in an order that is allowed and otherwise random.
    public synchronized List<Thing> order(RandomGenerator random) {
        var left = new LinkedHashMap<>(things);
        left.keySet().removeIf(name -> states.get(name) == State.GONE);
        var order = new ArrayList<Thing>();
        while (!left.isEmpty()) {
            var free = left.values().stream()
                    .filter(thing ->
                            left.values().stream().noneMatch(other -> other.on().contains(thing.name())))
                    .toList();
            var next = free.get(random.nextInt(free.size()));
            left.remove(next.name());
            order.add(next);
        }
        return order;
    }
}
