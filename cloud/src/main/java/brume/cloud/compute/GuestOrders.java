package brume.cloud.compute;

import brume.base.id.Ids;
import brume.base.sql.Asked;
import brume.base.sql.Tx;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.HostOrders;
import brume.cloud.hosts.Hosts;
import brume.cloud.network.GuestCards;
import brume.cloud.network.InstancePort;
import brume.cloud.network.Networks;
import brume.contract.DiskSpec;
import brume.contract.GuestMetadata;
import brume.contract.GuestSpec;
import brume.contract.HostId;
import brume.contract.ItemKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What hosts are told of guests: each instance's spec, made from what its owner wants.
final class GuestOrders {
    private final Hosts hosts;
    private final Boots boots;
    private final Networks networks;
    private final InstanceSecrets secrets;

    GuestOrders(Hosts hosts, Boots boots, Networks networks, InstanceSecrets secrets) {
        this.hosts = hosts;
        this.boots = boots;
        this.networks = networks;
        this.secrets = secrets;
    }

    /// Tells each instance's host how its guest should be now. What a host is told already is not told again.
    void hold(Tx tx, Collection<Found> several) {
        var placed = several.stream().filter(found -> found.home().isPresent()).toList();
        if (placed.isEmpty()) return;
        var homes = hosts.some(
                tx,
                placed.stream()
                        .map(found -> found.home().get().host())
                        .distinct()
                        .toList());
        hold(tx, placed, boots.of(tx, placed.stream().map(Found::instance).toList()), homes);
    }

    /// @param placed only those that have a home
    /// @param kept   what they boot from
    /// @param homes  their hosts
    private void hold(Tx tx, Collection<Found> placed, Map<UUID, Boot> kept, Map<HostId, Host> homes) {
        hosts.orders().hold(tx, ask(tx, placed).orders(kept, homes));
    }

    /// What is to be known of guests to tell their hosts of them.
    ///
    /// @param placed only those that have a home
    record Inquiry(
            Collection<Found> placed, Asked<InstanceSecrets.Names> secrets, Supplier<Map<UUID, GuestCards>> cards) {
        /// @param kept  what they boot from
        /// @param homes their hosts
        /// @return what each host is to be told, yet to be written
        List<HostOrders.Held> orders(Map<UUID, Boot> kept, Map<HostId, Host> homes) {
            var names = secrets.rows().stream()
                    .collect(Collectors.toMap(InstanceSecrets.Names::instance, InstanceSecrets.Names::secrets));
            var by = cards.get();
            return placed.stream()
                    .map(found -> {
                        var home = found.home().orElseThrow();
                        var id = found.instance().id();
                        var zone = Optional.ofNullable(homes.get(home.host()))
                                .map(Host::zone)
                                .orElse(Hosts.ZONE);
                        return new HostOrders.Held(
                                home.host(),
                                spec(found.instance(), home, kept.get(id), by.getOrDefault(id, GuestCards.NONE), zone),
                                names.getOrDefault(id, List.of()));
                    })
                    .toList();
        }
    }

    /// @param placed only those that have a home
    Inquiry ask(Tx tx, Collection<Found> placed) {
        var ids = placed.stream().map(found -> found.instance().id()).toList();
        return new Inquiry(placed, secrets.names(tx, ids), networks.guestCards(tx, ids));
    }

    /// Tells the host to destroy the guest.
    ///
    /// @return whether it had been told of it
    boolean remove(Tx tx, Residence home) {
        return hosts.orders().remove(tx, home.host(), new ItemKey(ItemKey.Kind.GUEST, home.id()));
    }

    private static GuestSpec spec(Instance instance, Residence home, Boot boot, GuestCards cards, String zone) {
        var nics = new ArrayList<GuestSpec.Nic>();
        cards.ports().forEach(port -> nics.add(new GuestSpec.Nic(port.port(), port.mac(), port.mtu())));
        return new GuestSpec(
                home.id(),
                instance.id(),
                instance.label().name(),
                instance.size().vcpus(),
                instance.size().memoryBytes(),
                boot.hypervisor(),
                switch (instance.power()) {
                    case RUNNING -> GuestSpec.Power.RUNNING;
                    case PAUSED, SUSPENDED -> GuestSpec.Power.PAUSED;
                    case STOPPED -> GuestSpec.Power.STOPPED;
                },
                instance.boots(),
                instance.gently(),
                new DiskSpec(
                        instance.recipe().rootDisk(),
                        boot.root(),
                        // The flavor's size, or the image's own where that is larger or the flavor has none.
                        Math.max(instance.size().diskBytes(), boot.leastBytes())),
                boot.files(),
                nics,
                instance.recipe().configDrive(),
                metadata(instance, cards, zone));
    }

    private static GuestMetadata metadata(Instance instance, GuestCards cards, String zone) {
        var recipe = instance.recipe();
        var keys = recipe.keyName()
                .flatMap(name -> recipe.publicKey().map(key -> Map.of(name, key)))
                .orElse(Map.of());
        return new GuestMetadata(
                instance.id(),
                instance.project(),
                instance.label().name(),
                instance.label().hostname(),
                "i-" + Ids.tail(instance.id(), 17),
                "ami-" + Ids.tail(recipe.image(), 17),
                instance.size().name(),
                zone,
                recipe.launchIndex(),
                recipe.keyName(),
                keys,
                instance.label().metadata(),
                Optional.empty(),
                Optional.empty(),
                cards.ports().stream()
                        .flatMap(port -> port.securityGroups().stream())
                        .distinct()
                        .toList(),
                cards.ports().stream()
                        .flatMap(port -> port.floating().stream())
                        .map(InstancePort.Floating::external)
                        .findFirst(),
                cards.links());
    }
}
