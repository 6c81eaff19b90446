package brume.cloud.hosts;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.journal.Journal;
import brume.cloud.upkeep.Keys;
import brume.contract.GuestSpec;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.contract.SecurityGroupSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// What hosts hold since before a restore, and what this cloud knows nothing of. It is left alone until a person
/// decides: a guest can be adopted (by compute), anything can be removed.
public final class Strangers {
    private final Sql sql;
    private final InstantSource clock;
    private final Journal journal;
    private final StrangerStore store;
    private final OrderStore orders;
    private final Consumer<HostId> wake;

    Strangers(
            Sql sql,
            InstantSource clock,
            Journal journal,
            StrangerStore store,
            OrderStore orders,
            Consumer<HostId> wake) {
        this.sql = sql;
        this.clock = clock;
        this.journal = journal;
        this.store = store;
        this.orders = orders;
        this.wake = wake;
    }

    /// By their ids.
    ///
    /// @param after the last id of the page before
    /// @throws CloudFault.Invalid when that is none
    public List<Stranger> list(Caller caller, Optional<String> after, int limit) {
        caller.require(HostActions.SEE_STRANGERS, Target.ANY);
        return store.list(sql, Keys.after(after), limit);
    }

    /// One of them.
    public Optional<Stranger> find(Caller caller, UUID id) {
        caller.require(HostActions.SEE_STRANGERS, Target.ANY);
        return store.find(sql, id);
    }

    /// A stranger, with all of its host, which nobody else changes until the transaction ends.
    ///
    /// @throws CloudFault.NotFound when there is none of that id
    public Company locked(Tx tx, UUID id) {
        var host = found(tx, id).host();
        var all = store.locked(tx, host);
        return all.stream()
                .filter(stranger -> stranger.item().id().equals(id))
                .findFirst()
                .map(stranger -> new Company(stranger, all))
                .orElseThrow(() -> new CloudFault.NotFound("stranger", id));
    }

    /// A stranger among those of its host.
    public record Company(Stranger one, List<Stranger> all) {
        /// The ports of a guest.
        public List<PortSpec> ports() {
            return all.stream()
                    .map(Stranger::item)
                    .filter(PortSpec.class::isInstance)
                    .map(PortSpec.class::cast)
                    .filter(port -> port.residence().equals(one.item().id()))
                    .toList();
        }
    }

    private Stranger found(Reads reads, UUID id) {
        return store.find(reads, id).orElseThrow(() -> new CloudFault.NotFound("stranger", id));
    }

    /// A guest and its ports are strangers no more: who adopts them tells their host of them from now on. Their
    /// security
    /// groups, which nobody knows, go when no other stranger is in them.
    ///
    /// @param taken the guest, and those of its ports that were adopted
    public void adopted(Tx tx, Company company, Collection<ItemKey> taken) {
        var host = company.one().host();
        taken.forEach(key -> store.forget(tx, host, key));
        var items = company.all().stream().map(Stranger::item).toList();
        var staying = items.stream().filter(item -> !taken.contains(item.key())).toList();
        var ports = company.ports();
        var now = clock.instant();
        staying.stream()
                .filter(item -> item instanceof SecurityGroupSpec && used(item, ports) && !used(item, staying))
                .map(Item::key)
                .forEach(key -> {
                    store.forget(tx, host, key);
                    orders.bury(tx, host, key, now);
                });
        tx.afterCommit(() -> wake.accept(host));
    }

    /// Has the host destroy it; with a guest go its ports, and what no other stranger there uses.
    ///
    /// @throws CloudFault.Conflict when another stranger uses it
    public void remove(Caller caller, UUID id) {
        caller.require(HostActions.REMOVE_STRANGERS, Target.ANY);
        sql.run(tx -> {
            var company = locked(tx, id);
            var host = company.one().host();
            var going = going(company);
            var now = clock.instant();
            going.forEach(item -> {
                store.forget(tx, host, item.key());
                orders.bury(tx, host, item.key(), now);
            });
            journal.changed(
                    tx,
                    caller,
                    HostActions.REMOVE_STRANGERS.name(),
                    "stranger",
                    id,
                    Optional.empty(),
                    Map.of("host", host.value().toString(), "items", going.size()));
            tx.afterCommit(() -> wake.accept(host));
        });
    }

    private static List<Item> going(Company company) {
        var item = company.one().item();
        var going = new ArrayList<Item>(List.of(item));
        going.addAll(company.ports());
        var staying = new ArrayList<>(company.all().stream().map(Stranger::item).toList());
        staying.removeAll(going);
        if (used(item, staying)) {
            throw new CloudFault.Conflict(
                    "stranger-in-use", "Other strangers on its host use " + item.id() + "; remove those first.");
        }
        if (item instanceof GuestSpec) {
            var ports = company.ports();
            staying.stream()
                    .filter(other -> used(other, ports) && !used(other, staying))
                    .forEach(going::add);
        }
        return going;
    }

    private static boolean used(Item item, List<? extends Item> others) {
        return others.stream()
                .anyMatch(other -> other instanceof PortSpec port
                        && switch (item) {
                            case NetworkSpec network -> port.network().equals(network.id());
                            case SecurityGroupSpec group ->
                                port.securityGroups().contains(group.id());
                            default -> false;
                        });
    }
}
