package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.hosts.HostActions;
import brume.cloud.hosts.Hosts;
import brume.cloud.hosts.Stranger;
import brume.cloud.hosts.Strangers;
import brume.cloud.journal.Journal;
import brume.cloud.network.Networks;
import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.contract.ItemKey;
import brume.contract.PortSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Makes an instance of a guest that a host holds since before a restore, as far as its spec there knows it: the guest
/// goes on as it is, and is told of from then on as any other.
public final class Adoption {
    private final Sql sql;
    private final InstantSource clock;
    private final Ids ids;
    private final Journal journal;
    private final Hosts hosts;
    private final Networks networks;
    private final Flavors flavors;
    private final Boots boots;
    private final InstanceStore store;
    private final ResidenceStore residences = new ResidenceStore();
    private final InstanceSecrets secrets;
    private final GuestOrders orders;

    Adoption(
            Sql sql,
            InstantSource clock,
            Ids ids,
            Journal journal,
            Hosts hosts,
            Networks networks,
            Flavors flavors,
            Boots boots,
            InstanceStore store,
            InstanceSecrets secrets,
            GuestOrders orders) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
        this.journal = journal;
        this.hosts = hosts;
        this.networks = networks;
        this.flavors = flavors;
        this.boots = boots;
        this.store = store;
        this.secrets = secrets;
        this.orders = orders;
    }

    /// The project that a stranger says it belongs to; empty when it is no guest.
    public static Optional<UUID> project(Stranger stranger) {
        return stranger.item() instanceof GuestSpec guest
                ? Optional.of(guest.metadata().project())
                : Optional.empty();
    }

    /// @param residence the stranger's id
    /// @param project   whose instance it becomes; the caller has seen that it is there. Its limits are not asked
    ///                  for: the guest is there already
    /// @return the instance
    /// @throws CloudFault.NotFound when there is no such stranger
    /// @throws CloudFault.Conflict when it is no guest, or its instance's id is taken
    public UUID adopt(Caller caller, UUID residence, UUID project) {
        caller.require(HostActions.ADOPT_STRANGERS, Target.ANY);
        return sql.tx(tx -> adopt(tx, caller, hosts.strangers().locked(tx, residence), project));
    }

    private UUID adopt(Tx tx, Caller caller, Strangers.Company company, UUID project) {
        var host = company.one().host();
        if (!(company.one().item() instanceof GuestSpec guest)) {
            throw new CloudFault.Conflict("no-guest", "Only guests can be adopted; what they use comes along.");
        }
        if (store.find(tx, guest.instance()).isPresent()) {
            throw new CloudFault.Conflict(
                    "instance-known",
                    "Instance " + guest.instance() + " is known here, and is not this guest's; remove one of them.");
        }
        var now = clock.instant();
        var instance = instance(tx, caller, guest, project, now);
        store.insert(tx, List.of(instance));
        boots.insert(tx, List.of(instance), boot(guest));
        var about = guest.metadata();
        secrets.insert(tx, List.of(instance.id()), about.userData(), about.adminPassword(), now);
        var home = Residence.active(guest.residence(), instance.id(), host, now);
        residences.insert(tx, List.of(home));
        var taken = new ArrayList<>(List.of(guest.key()));
        networks.adopt(tx, project, instance.id(), host, cards(company, guest), now)
                .forEach(port -> taken.add(new ItemKey(ItemKey.Kind.PORT, port)));
        hosts.strangers().adopted(tx, company, taken);
        orders.hold(tx, List.of(new Found(instance, Optional.of(home))));
        journal.changed(
                tx,
                caller,
                HostActions.ADOPT_STRANGERS.name(),
                "instance",
                instance.id(),
                Optional.of(project),
                Map.of("host", host.value().toString()));
        return instance.id();
    }

    /// In the order of the guest's cards.
    private static List<PortSpec> cards(Strangers.Company company, GuestSpec guest) {
        var ports = company.ports();
        return guest.ports().stream()
                .flatMap(nic -> ports.stream().filter(port -> port.id().equals(nic.port())))
                .toList();
    }

    private Instance instance(Tx tx, Caller caller, GuestSpec guest, UUID project, Instant now) {
        var about = guest.metadata();
        var recipe = new Recipe(
                "r-" + ids.hex(4),
                about.launchIndex(),
                guest.root().image().id(),
                guest.root().id(),
                about.keyName(),
                about.keyName().map(about.publicKeys()::get),
                Optional.empty(),
                Optional.empty(),
                Json.object(),
                guest.configDrive());
        return new Instance(
                guest.instance(),
                project,
                caller.user(),
                new Label(
                        guest.name(),
                        Optional.empty(),
                        about.hostname(),
                        about.meta(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty(),
                size(tx, guest),
                recipe,
                switch (guest.power()) {
                    case RUNNING -> Instance.Power.RUNNING;
                    case PAUSED -> Instance.Power.PAUSED;
                    case STOPPED -> Instance.Power.STOPPED;
                },
                Instance.Residency.HOSTED,
                guest.boots(),
                guest.gently(),
                0,
                Optional.empty(),
                Optional.empty(),
                new Instance.Times(now, now, Optional.of(now), Optional.empty(), Optional.empty()),
                Optional.empty(),
                0);
    }

    /// Its flavor by its name, as large as the guest is, which the flavor may not be any more.
    private Size size(Tx tx, GuestSpec guest) {
        var name = guest.metadata().flavor();
        var flavor = flavors.idOf(tx, name).orElse(name);
        return new Size(
                flavor, name, guest.vcpus(), guest.memoryBytes(), guest.root().sizeBytes(), 0, 0, Map.of());
    }

    private static Boot boot(GuestSpec guest) {
        var properties = new HashMap<String, String>();
        if (guest.kind() != HypervisorKind.QEMU) {
            properties.put("img_hv_type", guest.kind().name().toLowerCase(Locale.ROOT));
        }
        guest.kernel().ifPresent(files -> properties.put("os_command_line", files.arguments()));
        return new Boot(
                guest.root().image(),
                0,
                guest.kernel().map(GuestSpec.BootFiles::kernel),
                guest.kernel().flatMap(GuestSpec.BootFiles::ramdisk),
                0,
                0,
                properties);
    }
}
