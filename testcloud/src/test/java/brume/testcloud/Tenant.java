package brume.testcloud;

import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.compute.Found;
import brume.cloud.compute.Instance;
import brume.cloud.compute.InstanceRequest;
import brume.cloud.compute.Label;
import brume.cloud.image.ContainerFormat;
import brume.cloud.image.DiskFormat;
import brume.cloud.image.ImageDescription;
import brume.cloud.network.InstancePort;
import brume.cloud.network.NetworkVerbs;
import brume.cloud.network.NetworkWish;
import brume.cloud.network.SubnetDraft;
import brume.cloud.network.SubnetWish;
import brume.cloud.network.address.Cidr;
import brume.contract.GuestSpec;
import brume.contract.ItemKey;
import brume.contract.Order;
import brume.host.hypervisor.Guest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A project with a user, an image and a network of its own, in a test cloud.
final class Tenant {
    final TestCloud cloud;
    final UUID project;
    final Caller caller;
    final UUID image;
    final UUID subnet;

    Tenant(TestCloud cloud) {
        this(cloud, UUID.randomUUID());
    }

    Tenant(TestCloud cloud, UUID project) {
        this.cloud = cloud;
        this.project = project;
        caller = new Caller(
                Optional.of(UUID.randomUUID()),
                "default",
                new Scope.Project(project, "default"),
                Set.of("member", "reader"),
                "127.0.0.1",
                "req-test");
        image = image(described(DiskFormat.RAW, ContainerFormat.BARE));
        subnet = network("10.1.0.0/16");
    }

    ImageDescription described(DiskFormat disk, ContainerFormat container) {
        return ImageDescription.of(project).named("mini").formats(disk, container);
    }

    /// An image of zeros.
    UUID image(ImageDescription about) {
        var made = cloud.control().images().create(caller, Optional.empty(), about);
        try {
            cloud.control()
                    .images()
                    .upload(caller, made.id(), new ByteArrayInputStream(new byte[4096]), Optional.of(4096L));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made.id();
    }

    private UUID network(String cidr) {
        var networks = cloud.control().networks();
        var network = networks.networks()
                .create(caller, List.of(new NetworkVerbs.Draft(Optional.empty(), NetworkWish.named("inside"))))
                .getFirst();
        return networks.subnets()
                .create(caller, List.of(SubnetDraft.of(network.id(), SubnetWish.of("inside", Cidr.of(cidr)))))
                .getFirst()
                .id();
    }

    /// Asks for instances of a flavor.
    InstanceRequest request(String name, String flavor, int count) {
        return request(name, flavor, image, count);
    }

    InstanceRequest request(String name, String flavor, UUID image, int count) {
        return new InstanceRequest(
                new Label(name, Optional.empty(), "", Map.of(), List.of(), Optional.empty(), Optional.empty()),
                flavor,
                image,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                new InstanceRequest.Cards.Auto(),
                List.of(),
                count,
                count,
                Optional.empty(),
                Set.of(),
                Set.of());
    }

    List<Instance> create(InstanceRequest request) {
        return cloud.control().compute().instances().create(caller, request);
    }

    Instance create(String name) {
        return create(request(name, "42", 1)).getFirst();
    }

    Found find(Instance instance) {
        return cloud.control().compute().instances().find(caller, instance.id());
    }

    /// What its host is told of an instance.
    GuestSpec told(Instance instance) {
        var home = find(instance).home().orElseThrow();
        var order = host(instance).plan().find(new ItemKey(ItemKey.Kind.GUEST, home.id()));
        return (GuestSpec) ((Order.Hold) order.orElseThrow()).item();
    }

    /// The ports of an instance, in the order of its cards.
    List<InstancePort> ports(Instance instance) {
        return cloud.control()
                .networks()
                .ofInstances(cloud.sql(), List.of(instance.id()))
                .getOrDefault(instance.id(), List.of());
    }

    /// The guest of an instance, on whichever host it runs.
    Optional<Guest> guest(Instance instance) {
        var home = find(instance).home().orElseThrow();
        return host(instance).hypervisor().find(home.id());
    }

    /// The host that an instance lives on.
    brume.app.SimulatedHost host(Instance instance) {
        var home = find(instance).home().orElseThrow().host();
        for (int i = 1; ; i++) if (cloud.host(i).facts().host().equals(home)) return cloud.host(i);
    }
}
