package brume.sim;

import java.util.ArrayList;
import java.util.List;

/// All that tenants do.
final class Verbs {
    private Verbs() {}

    static List<Verb> all() {
        var all = new ArrayList<Verb>();
        all.addAll(InstanceVerbs.ALL);
        all.addAll(NetworkVerbs.ALL);
        all.add(new Verb("resolve", 60, Tenant::resolve));
        all.add(new Verb("look", 60, Verbs::look));
        return List.copyOf(all);
    }

    private static void look(Tenant tenant) {
        var all = new ArrayList<Thing>();
        tenant.things().forEach(all::add);
        if (!all.isEmpty()) tenant.look(Chance.of(tenant.dice(), all));
    }

    /// Deletes one of a kind: most often one that is there, now and then one that may be.
    static void delete(Tenant tenant, Kind kind) {
        var some = new ArrayList<Thing>();
        tenant.things().forEach(thing -> {
            if (thing.kind() == kind && (thing.state() != Thing.State.GONE || tenant.chance(5))) some.add(thing);
        });
        if (!some.isEmpty()) tenant.delete(Chance.of(tenant.dice(), some));
    }
}
