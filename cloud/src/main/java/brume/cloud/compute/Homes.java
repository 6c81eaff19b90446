package brume.cloud.compute;

import brume.base.id.Ids;
import brume.base.sql.Tx;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.Hosts;
import brume.cloud.network.InstanceHome;
import brume.cloud.network.Networks;
import brume.cloud.placement.Demand;
import brume.cloud.placement.Placement;
import brume.contract.HostId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Finds homes for instances: claims room, plugs in their ports, and tells the hosts.
final class Homes {
    private final Ids ids;
    private final Hosts hosts;
    private final Placement placement;
    private final Boots boots;
    private final Networks networks;
    private final InstanceStore store;
    private final ResidenceStore residences = new ResidenceStore();
    private final ServerGroupStore groups;
    private final GuestOrders orders;

    Homes(
            Ids ids,
            Hosts hosts,
            Placement placement,
            Boots boots,
            Networks networks,
            InstanceStore store,
            ServerGroupStore groups,
            GuestOrders orders) {
        this.ids = ids;
        this.hosts = hosts;
        this.placement = placement;
        this.boots = boots;
        this.networks = networks;
        this.store = store;
        this.groups = groups;
        this.orders = orders;
    }

    /// As the other, for one instance.
    ///
    /// @return why not, when no host would take it
    Optional<String> find(Tx tx, Instance instance, Instant now) {
        var refused = find(tx, List.of(instance), boots.of(tx, List.of(instance)), now);
        return Optional.ofNullable(refused.get(instance.id()));
    }

    /// Places stored instances, late in a transaction.
    ///
    /// @param kept what they boot from
    /// @return why not, for those that no host would take
    Map<UUID, String> find(Tx tx, List<Instance> instances, Map<UUID, Boot> kept, Instant now) {
        var refused = new HashMap<UUID, String>();
        var settled = new ArrayList<Found>();
        var homes = new HashMap<UUID, InstanceHome>();
        for (var batch : batches(instances)) {
            var choices = placement.place(tx, demands(tx, batch, kept));
            var fresh = new ArrayList<Residence>();
            for (int i = 0; i < batch.size(); i++) {
                var choice = choices.get(i);
                var instance = batch.get(i);
                if (choice.host().isEmpty()) {
                    refused.put(instance.id(), choice.explanation());
                    continue;
                }
                var host = choice.host().get();
                var residence = Residence.active(choice.residence(), instance.id(), host.id(), now);
                fresh.add(residence);
                settled.add(new Found(instance, Optional.of(residence)));
                homes.put(instance.id(), new InstanceHome(residence.id(), host));
            }
            // At once, so that those after them in their group are kept together with, or apart from, them.
            residences.insert(tx, fresh);
        }
        if (settled.isEmpty()) return refused;
        var plugs = networks.plugs(tx, homes.keySet());
        var guests = orders.ask(tx, settled);
        var carriers = new HashMap<HostId, Host>();
        homes.values().forEach(home -> carriers.put(home.host().id(), home.host()));
        var held = new ArrayList<>(networks.plug(tx, plugs.rows(), homes));
        held.addAll(guests.orders(kept, carriers));
        hosts.orders().hold(tx, held);
        return refused;
    }

    /// Those of a group go one after another, all others together.
    private static List<List<Instance>> batches(List<Instance> instances) {
        boolean grouped = instances.stream()
                .anyMatch(instance -> instance.recipe().hints().has("group"));
        return grouped ? instances.stream().map(List::of).toList() : List.of(instances);
    }

    private List<Demand> demands(Tx tx, List<Instance> batch, Map<UUID, Boot> kept) {
        return batch.stream()
                .map(instance -> {
                    var neighbours = neighbours(tx, instance);
                    return new Demand(
                            ids.next(),
                            instance.size().room(),
                            kept.get(instance.id()).hypervisor(),
                            instance.recipe().zone(),
                            instance.recipe().hostName(),
                            Set.of(),
                            neighbours.with,
                            neighbours.without);
                })
                .toList();
    }

    private record Neighbours(Set<HostId> with, Set<HostId> without) {}

    private Neighbours neighbours(Tx tx, Instance instance) {
        var with = new LinkedHashSet<HostId>();
        var without = new LinkedHashSet<HostId>();
        var hints = instance.recipe().hints();
        if (hints.has("same_host")) with.addAll(homes(tx, instance, hints.get("same_host")));
        if (hints.has("different_host")) without.addAll(homes(tx, instance, hints.get("different_host")));
        if (hints.has("group")) {
            var group = UUID.fromString(hints.get("group").stringValue());
            groups.find(tx, group).ifPresent(found -> {
                var homes = residences.homes(tx, groups.members(tx, group));
                switch (found.policy()) {
                    case AFFINITY -> with.addAll(homes);
                    case ANTI_AFFINITY -> without.addAll(homes);
                    case SOFT_AFFINITY, SOFT_ANTI_AFFINITY -> {}
                }
            });
        }
        return new Neighbours(with, without);
    }

    /// Of those of its own project: by where it may not go, an instance would tell where another's live.
    private List<HostId> homes(Tx tx, Instance instance, tools.jackson.databind.JsonNode hint) {
        return residences.homes(tx, instance.project(), ids(hint));
    }

    private static List<UUID> ids(tools.jackson.databind.JsonNode list) {
        return list.valueStream().map(id -> UUID.fromString(id.stringValue())).toList();
    }

    /// Gives back what a stay held, once its host has confirmed that nothing of it is left.
    void clear(Tx tx, Residence home) {
        placement.release(tx, home.id());
        residences.delete(tx, home.id());
    }
}
