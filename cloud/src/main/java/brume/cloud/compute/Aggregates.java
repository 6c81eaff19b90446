package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.HostListener;
import brume.cloud.hosts.Hosts;
import brume.cloud.journal.Journal;
import brume.contract.HostId;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The verbs of aggregates. The zone of one is the zone of its hosts; a host is in one zone, and is moved to another
/// only while it has no instances.
public final class Aggregates implements HostListener {
    private static final String KIND = "aggregate";
    private static final String ZONE = "availability_zone";

    private final Sql sql;
    private final InstantSource clock;
    private final Ids ids;
    private final Journal journal;
    private final Hosts hosts;
    private final ResidenceStore residences = new ResidenceStore();
    private final AggregateStore store = new AggregateStore();

    Aggregates(Sql sql, InstantSource clock, Ids ids, Journal journal, Hosts hosts) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
        this.journal = journal;
        this.hosts = hosts;
    }

    /// By number.
    public List<Aggregate> list(Caller caller) {
        caller.require(ComputeActions.AGGREGATES_SHOW, Target.ANY);
        var names = names(sql);
        return store.all(sql).stream().map(stored -> shown(stored, names)).toList();
    }

    public Aggregate find(Caller caller, long number) {
        caller.require(ComputeActions.AGGREGATES_SHOW, Target.ANY);
        return shown(there(sql, number), names(sql));
    }

    private Map<HostId, String> names(Reads reads) {
        return hosts.all(reads).stream().collect(Collectors.toMap(Host::id, Host::name));
    }

    private static Aggregate shown(AggregateStore.Stored stored, Map<HostId, String> names) {
        return new Aggregate(
                stored.id(),
                stored.number(),
                stored.name(),
                stored.zone(),
                stored.metadata(),
                stored.hosts().stream()
                        .filter(names::containsKey)
                        .map(names::get)
                        .sorted()
                        .toList(),
                stored.createdAt(),
                stored.updatedAt());
    }

    private AggregateStore.Stored there(Reads reads, long number) {
        return store.find(reads, number).orElseThrow(() -> new CloudFault.NotFound("Aggregate", number));
    }

    /// @throws CloudFault.Conflict when there is one of that name
    public Aggregate create(Caller caller, String name, Optional<String> zone) {
        caller.require(ComputeActions.AGGREGATES_MANAGE, Target.ANY);
        return sql.tx(tx -> {
            store.alone(tx);
            free(tx, name);
            var id = ids.next();
            long number = store.insert(tx, id, name, zone, clock.instant());
            changed(tx, caller, "compute:aggregates:create", id, Map.of("name", name));
            return shown(there(tx, number), Map.of());
        });
    }

    private void free(Tx tx, String name) {
        if (store.named(tx, name)) throw new CloudFault.Conflict("Aggregate " + name + " already exists.");
    }

    private void changed(Tx tx, Caller caller, String what, UUID id, Map<String, ?> detail) {
        journal.changed(tx, caller, what, KIND, id, Optional.empty(), detail);
    }

    private interface Change {
        void make(Tx tx, AggregateStore.Stored old);
    }

    private Aggregate change(Caller caller, long number, String word, Change change) {
        caller.require(ComputeActions.AGGREGATES_MANAGE, Target.ANY);
        return sql.tx(tx -> {
            store.alone(tx);
            var old = there(tx, number);
            change.make(tx, old);
            changed(tx, caller, "compute:aggregates:" + word, old.id(), Map.of());
            return shown(there(tx, number), names(tx));
        });
    }

    /// @throws CloudFault.Conflict when there is another one of that name
    /// @throws CloudFault.Invalid  when its hosts can't go to that zone
    public Aggregate update(Caller caller, long number, Optional<String> name, UnaryOperator<Optional<String>> zone) {
        return change(caller, number, "update", (tx, old) -> {
            name.filter(text -> !text.equals(old.name())).ifPresent(text -> free(tx, text));
            var next = zone.apply(old.zone());
            rezone(tx, old, next);
            write(tx, old, name.orElse(old.name()), next, old.metadata());
        });
    }

    /// @param values those that are empty go; the key `availability_zone` is its zone
    /// @throws CloudFault.Invalid when its hosts can't go to that zone
    public Aggregate describe(Caller caller, long number, Map<String, Optional<String>> values) {
        return change(caller, number, "describe", (tx, old) -> {
            var metadata = new HashMap<>(old.metadata());
            values.forEach((key, value) -> {
                if (key.equals(ZONE)) return;
                value.ifPresentOrElse(text -> metadata.put(key, text), () -> metadata.remove(key));
            });
            var zone = values.containsKey(ZONE) ? values.get(ZONE) : old.zone();
            rezone(tx, old, zone);
            write(tx, old, old.name(), zone, metadata);
        });
    }

    private void write(
            Tx tx, AggregateStore.Stored old, String name, Optional<String> zone, Map<String, String> metadata) {
        store.update(
                tx,
                new AggregateStore.Stored(
                        old.id(), old.number(), name, zone, metadata, old.hosts(), old.createdAt(), old.updatedAt()),
                clock.instant());
    }

    private void rezone(Tx tx, AggregateStore.Stored old, Optional<String> zone) {
        if (zone.equals(old.zone())) return;
        for (var host : old.hosts()) {
            var others = zonesBut(tx, old.id(), host);
            if (zone.isPresent() && others.stream().anyMatch(other -> !other.equals(zone.get()))) {
                throw refused(old, "One or more hosts already in availability zone(s) " + others);
            }
            if (residences.on(tx, host) > 0) throw refused(old, "One or more hosts contain instances in this zone");
            hosts.rezone(tx, host, zone.or(() -> others.stream().findFirst()).orElse(Hosts.ZONE));
        }
    }

    private static CloudFault.Invalid refused(AggregateStore.Stored aggregate, String why) {
        return new CloudFault.Invalid("Cannot update aggregate " + aggregate.number() + ". Reason: " + why + ".");
    }

    /// The zones of a host's other aggregates: one, or none.
    private List<String> zonesBut(Tx tx, UUID aggregate, HostId host) {
        return store.all(tx).stream()
                .filter(other -> !other.id().equals(aggregate) && other.hosts().contains(host))
                .flatMap(other -> other.zone().stream())
                .distinct()
                .toList();
    }

    /// @throws CloudFault.NotFound when there is no such host
    /// @throws CloudFault.Conflict when it is in it, or in another zone
    public Aggregate join(Caller caller, long number, String hostName) {
        return change(caller, number, "join", (tx, old) -> {
            var host = host(tx, hostName);
            if (!hosts.hold(tx, host.id())) throw noHost(hostName);
            if (old.hosts().contains(host.id())) {
                throw new CloudFault.Conflict("Aggregate " + number + " already has host " + hostName + ".");
            }
            old.zone().ifPresent(zone -> {
                var others = zonesBut(tx, old.id(), host.id());
                if (others.stream().anyMatch(other -> !other.equals(zone))) {
                    throw new CloudFault.Conflict("Cannot add host to aggregate " + number
                            + ". Reason: One or more hosts already in availability zone(s) " + others + ".");
                }
                hosts.rezone(tx, host.id(), zone);
            });
            store.join(tx, old.id(), host.id());
            write(tx, old, old.name(), old.zone(), old.metadata());
        });
    }

    /// @throws CloudFault.NotFound when that host is not in it
    public Aggregate leave(Caller caller, long number, String hostName) {
        return change(caller, number, "leave", (tx, old) -> {
            var host = host(tx, hostName);
            if (!old.hosts().contains(host.id())) {
                throw new CloudFault.NotFound("Host in aggregate " + number, hostName);
            }
            store.leave(tx, old.id(), host.id());
            if (old.zone().isPresent()) {
                hosts.rezone(
                        tx,
                        host.id(),
                        zonesBut(tx, old.id(), host.id()).stream().findFirst().orElse(Hosts.ZONE));
            }
            write(tx, old, old.name(), old.zone(), old.metadata());
        });
    }

    private Host host(Tx tx, String name) {
        return hosts.all(tx).stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> noHost(name));
    }

    private static CloudFault noHost(String name) {
        return new CloudFault.NotFound("Compute host", name);
    }

    /// @throws CloudFault.Invalid while there are hosts in it
    public void delete(Caller caller, long number) {
        caller.require(ComputeActions.AGGREGATES_MANAGE, Target.ANY);
        sql.run(tx -> {
            store.alone(tx);
            var old = there(tx, number);
            if (!old.hosts().isEmpty()) throw refused(old, "Host aggregate is not empty");
            store.delete(tx, old.id());
            changed(tx, caller, "compute:aggregates:delete", old.id(), Map.of("name", old.name()));
        });
    }

    @Override
    public void removed(Tx tx, HostId host) {
        store.forget(tx, host);
    }
}
