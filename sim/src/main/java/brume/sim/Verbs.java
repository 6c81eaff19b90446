package brume.sim;

import java.util.ArrayList;
import java.util.List;

/// All that tenants do.
final class Verbs {
    private static final List<Verb> OF_ALL = List.of(
            new Verb("resolve", 60, Tenant::resolve),
            new Verb("look", 60, Verbs::look),
            new Verb("rename", 40, Verbs::rename));

    private Verbs() {}

    /// What tenants do with what is theirs.
    static List<Verb> ofTenants() {
        var all = new ArrayList<Verb>();
        all.addAll(InstanceVerbs.ALL);
        all.addAll(NetworkVerbs.ALL);
        all.addAll(RouterVerbs.ALL);
        all.addAll(GroupVerbs.ALL);
        all.addAll(SmallVerbs.ALL);
        all.addAll(OF_ALL);
        return List.copyOf(all);
    }

    static List<Verb> ofOperators() {
        var all = new ArrayList<>(OperatorVerbs.ALL);
        all.addAll(OF_ALL);
        return List.copyOf(all);
    }

    static List<Verb> all() {
        var all = new ArrayList<>(ofTenants());
        all.addAll(OperatorVerbs.ALL);
        return List.copyOf(all);
    }

    private static void rename(Tenant tenant) {
        var some = tenant.things().stream()
                .filter(thing -> thing.there() && thing.kind().change().isPresent())
                .toList();
        if (!some.isEmpty()) tenant.rename(Chance.of(tenant.dice(), some));
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
