package brume.cloud.compute;

import brume.base.id.Ids;
import brume.base.sql.Tx;
import brume.cloud.hosts.Hosts;
import brume.cloud.image.BootImages;
import brume.cloud.image.Image;
import brume.cloud.image.Images;
import brume.cloud.network.InstancePort;
import brume.cloud.network.Networks;
import brume.contract.DiskSpec;
import brume.contract.GuestMetadata;
import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.contract.ItemKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What hosts are told of guests: each instance's spec, made from what its owner wants.
final class GuestOrders {
    private final Hosts hosts;
    private final Images images;
    private final Networks networks;

    GuestOrders(Hosts hosts, Images images, Networks networks) {
        this.hosts = hosts;
        this.images = images;
        this.networks = networks;
    }

    /// Tells each instance's host how its guest should be now. What a host is told already is not told again.
    void hold(Tx tx, Collection<Found> several) {
        var placed = several.stream().filter(found -> found.home().isPresent()).toList();
        if (placed.isEmpty()) return;
        var ids = placed.stream().map(found -> found.instance().id()).toList();
        var pictures = pictures(tx, placed);
        var ports = networks.ofInstances(tx, ids);
        var links = networks.links(tx, ports);
        var zones = zones(tx);
        var items = new ArrayList<Hosts.Held>();
        for (var found : placed) {
            var home = found.home().get();
            var id = found.instance().id();
            items.add(new Hosts.Held(
                    home.host(),
                    spec(
                            found.instance(),
                            home,
                            pictures,
                            ports.getOrDefault(id, List.of()),
                            links.getOrDefault(id, List.of()),
                            zones.getOrDefault(home.host().value(), "nova"))));
        }
        hosts.hold(tx, items);
    }

    /// Tells the host to destroy the guest.
    ///
    /// @return whether it had been told of it
    boolean remove(Tx tx, Residence home) {
        return hosts.remove(tx, home.host(), new ItemKey(ItemKey.Kind.GUEST, home.id()));
    }

    private Map<UUID, BootImages> pictures(Tx tx, List<Found> placed) {
        var wanted = new LinkedHashSet<UUID>();
        placed.forEach(found -> wanted.add(found.instance().recipe().image()));
        return images.boots(tx, wanted);
    }

    private Map<UUID, String> zones(Tx tx) {
        var zones = new java.util.HashMap<UUID, String>();
        hosts.all(tx).forEach(host -> zones.put(host.id().value(), host.zone()));
        return zones;
    }

    private static GuestSpec spec(
            Instance instance,
            Residence home,
            Map<UUID, BootImages> pictures,
            List<InstancePort> ports,
            List<GuestMetadata.Link> links,
            String zone) {
        var boot = pictures.get(instance.recipe().image());
        var image = boot.image();
        var nics = new ArrayList<GuestSpec.Nic>();
        ports.forEach(port -> nics.add(new GuestSpec.Nic(port.port(), port.mac(), port.mtu())));
        return new GuestSpec(
                home.id(),
                instance.id(),
                instance.label().name(),
                instance.size().vcpus(),
                instance.size().memoryBytes(),
                hypervisor(image),
                switch (instance.power()) {
                    case RUNNING -> GuestSpec.Power.RUNNING;
                    case PAUSED, SUSPENDED -> GuestSpec.Power.PAUSED;
                    case STOPPED -> GuestSpec.Power.STOPPED;
                },
                instance.boots(),
                instance.gently(),
                new DiskSpec(instance.recipe().rootDisk(), Images.spec(image), diskBytes(instance, image)),
                kernel(boot),
                nics,
                instance.recipe().configDrive(),
                metadata(instance, ports, links, zone));
    }

    /// What the guest sees of its disk: the flavor's size, or the image's own where that is larger or the flavor has
    /// none.
    private static long diskBytes(Instance instance, Image image) {
        long least = image.content()
                .map(content -> content.virtualSizeBytes().orElse(content.sizeBytes()))
                .orElse(0L);
        return Math.max(instance.size().diskBytes(), least);
    }

    private static Optional<GuestSpec.BootFiles> kernel(BootImages boot) {
        return boot.kernel()
                .map(kernel -> new GuestSpec.BootFiles(
                        Images.spec(kernel),
                        boot.ramdisk().map(Images::spec),
                        boot.image().property("os_command_line").orElse("root=/dev/vda console=ttyS0")));
    }

    /// What an image says that it is for: QEMU where it says nothing.
    static HypervisorKind hypervisor(Image image) {
        return switch (image.property("img_hv_type").orElse("qemu")) {
            case "uml" -> HypervisorKind.UML;
            case "any" -> HypervisorKind.ANY;
            default -> HypervisorKind.QEMU;
        };
    }

    private static GuestMetadata metadata(
            Instance instance, List<InstancePort> ports, List<GuestMetadata.Link> links, String zone) {
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
                recipe.userData(),
                recipe.adminPassword(),
                ports.stream()
                        .flatMap(port -> port.securityGroups().stream())
                        .distinct()
                        .toList(),
                ports.stream()
                        .flatMap(port -> port.floating().stream())
                        .map(InstancePort.Floating::external)
                        .findFirst(),
                links);
    }
}
