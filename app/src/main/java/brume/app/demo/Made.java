package brume.app.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What a journey made, and what must be gone before what: a thing may be deleted once nothing stands on it.
public final class Made {
    private final Map<String, Thing> things = new LinkedHashMap<>();

    /// @param name   tells it from all others
    /// @param on     names of what it stands on: they can be deleted only after it
    /// @param delete deletes it, and comes back when it is gone
    public record Thing(String name, List<String> on, Runnable delete) {}

    /// Remembers a thing.
    ///
    /// @throws IllegalArgumentException when it stands on something unknown
    public synchronized void add(String name, Runnable delete, String... on) {
        for (var below : on)
            if (!things.containsKey(below)) throw new IllegalArgumentException(name + " stands on unknown " + below);
        things.put(name, new Thing(name, List.copyOf(Arrays.asList(on)), delete));
    }

    public synchronized void forget(String name) {
        things.remove(name);
    }

    public synchronized boolean isEmpty() {
        return things.isEmpty();
    }

    /// All of it, in an order that is allowed and otherwise random.
    public synchronized List<Thing> order(RandomGenerator random) {
        var left = new LinkedHashMap<>(things);
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
