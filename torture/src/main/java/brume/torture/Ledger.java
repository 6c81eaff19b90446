package brume.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What follows from a journal: which things must be there, which must not, and which may be either. The same steps and
/// answers give the same ledger, whether they come one by one or from a file.
final class Ledger {
    private final Map<String, Thing> things = new LinkedHashMap<>();
    private final Map<Long, Step> open = new HashMap<>();
    private final Map<Long, Set<String>> before = new HashMap<>();

    Stream<Thing> things() {
        return List.copyOf(things.values()).stream();
    }

    Thing thing(String key) {
        return things.get(key);
    }

    /// A request is about to be sent.
    void sent(Step step) {
        open.put(step.number(), step);
        switch (step.what()) {
            case CREATE -> {
                var within = new ArrayList<Thing>();
                step.within().forEach(key -> within.add(things.get(key)));
                var thing = new Thing(step.kind(), step.key(), step.id(), within);
                if (!step.attribute().isEmpty()) thing.want(step.attribute(), step.value());
                things.put(step.key(), thing);
            }
            case CHANGE -> {
                var thing = things.get(step.key());
                var wants = thing.wants().get(step.attribute());
                if (wants != null) before.put(step.number(), Set.copyOf(wants));
                thing.wantAlso(step.attribute(), step.value());
            }
            case DELETE -> letGo(things.get(step.key()));
        }
    }

    /// What points to a thing that is asked to go may point nowhere.
    private void letGo(Thing thing) {
        if (!thing.known()) return;
        for (var other : things.values())
            for (var values : other.wants().values()) if (values.contains(thing.id())) values.add("");
    }

    /// What came of it.
    ///
    /// @param id the cloud's id of what was made; else empty
    void got(long number, int status, String id) {
        var step = open.remove(number);
        var thing = things.get(step.key());
        boolean good = status >= 200 && status < 300;
        boolean refused = status >= 400 && status < 500;
        switch (step.what()) {
            case CREATE -> {
                if (good) thing.born(Thing.Known.YES);
                if (refused) thing.born(Thing.Known.NO);
                thing.identify(id);
            }
            case CHANGE -> change(step, thing, good, refused);
            case DELETE -> {
                if (good || status == 404) thing.dead(Thing.Known.YES);
                else if (!refused) thing.dead(Thing.Known.MAYBE);
            }
        }
    }

    private void change(Step step, Thing thing, boolean good, boolean refused) {
        var was = before.remove(step.number());
        if (good) thing.want(step.attribute(), step.value());
        if (!refused) return;
        thing.wants().remove(step.attribute());
        if (was != null) was.forEach(value -> thing.wantAlso(step.attribute(), value));
    }
}
