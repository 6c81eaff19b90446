package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.hosts.Hosts;
import brume.cloud.image.Images;
import brume.cloud.journal.Journal;
import brume.cloud.network.Networks;
import brume.cloud.quota.Limit;
import brume.cloud.quota.Quotas;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The making of instances: one transaction that holds the rows, the quota check, the ports, the claims, the orders,
/// the event and the audit.
final class Creation {
    private static final Set<String> YES = Set.of("1", "t", "true", "on", "y", "yes");
    private final Sql sql;
    private final InstantSource clock;
    private final Ids ids;
    private final Journal journal;
    private final Quotas quotas;
    private final Hosts hosts;
    private final Images images;
    private final Boots boots;
    private final Networks networks;
    private final Flavors flavors;
    private final KeyPairs keyPairs;
    private final InstanceStore store;
    private final InstanceActions actions;
    private final ServerGroupStore groups;
    private final InstanceSecrets secrets;
    private final Homes homes;

    Creation(
            Sql sql,
            InstantSource clock,
            Ids ids,
            Journal journal,
            Quotas quotas,
            Hosts hosts,
            Images images,
            Boots boots,
            Networks networks,
            Flavors flavors,
            KeyPairs keyPairs,
            InstanceStore store,
            InstanceActions actions,
            ServerGroupStore groups,
            InstanceSecrets secrets,
            Homes homes) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
        this.journal = journal;
        this.quotas = quotas;
        this.hosts = hosts;
        this.images = images;
        this.boots = boots;
        this.networks = networks;
        this.flavors = flavors;
        this.keyPairs = keyPairs;
        this.store = store;
        this.actions = actions;
        this.groups = groups;
        this.secrets = secrets;
        this.homes = homes;
    }

    List<Instance> create(Caller caller, InstanceRequest asked) {
        var project = caller.home();
        caller.require(ComputeActions.INSTANCES_CREATE, Target.project(project));
        if (asked.hostName().isPresent()) {
            caller.require(ComputeActions.INSTANCES_FORCE_HOST, Target.project(project));
        }
        return sql.tx(tx -> create(tx, caller, project, asked));
    }

    private List<Instance> create(Tx tx, Caller caller, UUID project, InstanceRequest asked) {
        tx.planOnce();
        // All of it in one round trip; what is summed is summed under the lock.
        var askedFlavor = flavors.ask(caller, tx, asked.flavor());
        var askedImage = images.ask(tx, caller, asked.image());
        var limits = quotas.ask(tx, project, Limit.Family.COMPUTE);
        var used = store.askUsage(tx, project);
        var flavor = askedFlavor.get();
        var boot = Boot.of(askedImage.get());
        var image = asked.image();
        fits(boot, flavor.memoryBytes(), flavor.diskBytes());
        var autoDisk = autoDisk(boot, image, asked.label());
        zone(tx, asked);
        var key = asked.keyName().map(name -> keyPairs.find(caller, tx, Optional.empty(), name));
        int count = count(limits.get(), used.first().orElseThrow(), flavor, asked);
        asked.group().ifPresent(group -> group(tx, project, group, limits.get(), count));
        var now = clock.instant();
        var made = make(caller, project, asked, flavor, key, Optional.of(autoDisk), count, now);
        store.insert(tx, made);
        boots.insert(tx, made, boot);
        var ids_ = made.stream().map(Instance::id).toList();
        secrets.insert(tx, ids_, asked.userData(), asked.adminPassword(), now);
        actions.begin(
                tx,
                caller,
                Task.Kind.BUILD.word(),
                ids_,
                made.stream().map(i -> i.task().orElseThrow().action()).toList(),
                now);
        asked.group().ifPresent(group -> groups.join(tx, group, ids_));
        cards(tx, caller, asked, ids_);
        journal.changed(
                tx,
                caller,
                ComputeActions.INSTANCES_CREATE.name(),
                "instance",
                ids_,
                Optional.of(project),
                Map.of("flavor", flavor.id(), "image", image.toString()));
        return place(tx, made, boot, now);
    }

    private List<Instance> place(Tx tx, List<Instance> made, Boot boot, Instant now) {
        var refused = homes.find(tx, made, made.stream().collect(Collectors.toMap(Instance::id, i -> boot)), now);
        if (refused.isEmpty()) return made;
        return made.stream()
                .map(instance -> Optional.ofNullable(refused.get(instance.id()))
                        .map(why -> {
                            actions.end(tx, new Found(instance, Optional.empty()), Optional.of(why), now);
                            return store.replace(tx, instance.failed(why, now));
                        })
                        .orElse(instance))
                .toList();
    }

    /// @throws CloudFault.Invalid when a flavor of this size is too small for what is booted
    static void fits(Boot boot, long memoryBytes, long diskBytes) {
        if (boot.minMemoryBytes() > memoryBytes) {
            throw new CloudFault.Invalid("Flavor's memory is too small for requested image.");
        }
        // A flavor without a disk takes the image's size.
        if (diskBytes == 0) return;
        long least = Math.max(boot.leastBytes(), boot.minDiskBytes());
        if (least > diskBytes) {
            throw new CloudFault.Invalid("Flavor's disk is too small for requested image. Flavor disk is "
                    + diskBytes + " bytes, image needs "
                    + least
                    + " bytes.");
        }
    }

    /// As it is asked for, or as the image says.
    static boolean autoDisk(Boot boot, UUID image, Label asked) {
        var said =
                boot.properties().getOrDefault("auto_disk_config", "").strip().toLowerCase(Locale.ROOT);
        if (asked.autoDisk().orElse(false) && said.equals("disabled")) {
            throw new CloudFault.Invalid("Requested image " + image + " has automatic disk resizing disabled.");
        }
        return asked.autoDisk().orElseGet(() -> YES.contains(said));
    }

    private void zone(Tx tx, InstanceRequest asked) {
        if (asked.zone().isEmpty()) return;
        var zone = asked.zone().get();
        if (!hosts.zone(tx, zone)) {
            throw new CloudFault.Invalid(
                    "The requested availability zone is not available: no host is in zone " + zone + ".");
        }
    }

    /// The group stays, and has room for as many more.
    private void group(Tx tx, UUID project, UUID group, Map<Limit, Long> limits, int count) {
        var found = groups.hold(tx, group)
                .filter(g -> g.project().equals(project))
                .orElseThrow(() -> new CloudFault.Invalid("Instance group " + group + " could not be found."));
        Quotas.check(
                limits, Limit.SERVER_GROUP_MEMBERS, count, () -> found.members().size());
    }

    /// How many are made: as many as the limits leave room for, between the least and the most that were asked for.
    private static int count(Map<Limit, Long> limits, ComputeUsage used, Flavor flavor, InstanceRequest asked) {
        long metadata = limits.get(Limit.METADATA_ITEMS);
        if (metadata >= 0 && asked.label().metadata().size() > metadata) {
            throw new CloudFault.OverQuota(
                    Limit.METADATA_ITEMS.word(),
                    metadata,
                    0,
                    asked.label().metadata().size());
        }
        long memory = flavor.memoryBytes() >> 20;
        long count = asked.most();
        count = fitting(count, Limit.INSTANCES, limits, used.instances(), 1, asked.least());
        count = fitting(count, Limit.CORES, limits, used.cores(), flavor.vcpus(), asked.least());
        return (int) fitting(count, Limit.RAM_MIB, limits, used.memoryBytes() >> 20, memory, asked.least());
    }

    private static long fitting(long count, Limit limit, Map<Limit, Long> limits, long used, long each, int least) {
        long most = limits.get(limit);
        if (most < 0 || each == 0) return count;
        long fitting = Math.min(count, Math.max(0, most - used) / each);
        if (fitting < least) throw new CloudFault.OverQuota(limit.word(), most, used, each * least);
        return fitting;
    }

    private List<Instance> make(
            Caller caller,
            UUID project,
            InstanceRequest asked,
            Flavor flavor,
            Optional<KeyPair> key,
            Optional<Boolean> autoDisk,
            int count,
            Instant now) {
        var reservation = "r-" + ids.hex(4);
        var hints = hints(asked);
        var made = new ArrayList<Instance>();
        for (int index = 0; index < count; index++) {
            var id = ids.next();
            var recipe = new Recipe(
                    reservation,
                    index,
                    asked.image(),
                    ids.next(),
                    key.map(KeyPair::name),
                    key.map(KeyPair::publicKey),
                    asked.zone(),
                    asked.hostName(),
                    hints,
                    asked.configDrive());
            var task = Task.begin(Task.Kind.BUILD, Instance.Power.RUNNING, ids.next(), now);
            made.add(new Instance(
                    id,
                    project,
                    caller.user(),
                    label(asked.label(), id, index, asked.most() > 1).growing(autoDisk),
                    Optional.empty(),
                    Size.of(flavor),
                    recipe,
                    Instance.Power.RUNNING,
                    Instance.Residency.HOSTED,
                    1,
                    false,
                    0,
                    Optional.of(task),
                    Optional.empty(),
                    new Instance.Times(now, now, Optional.empty(), Optional.empty(), Optional.empty()),
                    Optional.of(task.deadline()),
                    0));
        }
        return made;
    }

    /// Of several each has its number; one without a host name is called as it is named.
    private static Label label(Label asked, UUID id, int index, boolean several) {
        var numbered = several ? asked.named(asked.name() + "-" + (index + 1)) : asked;
        if (!asked.hostname().isEmpty()) {
            return several ? numbered.called(asked.hostname() + "-" + (index + 1)) : numbered;
        }
        return numbered.called(hostname(numbered.name(), id));
    }

    /// A name as a host name (RFC 1123): what can't stand in one is left out.
    static String hostname(String name, UUID id) {
        var plain = name.toLowerCase(Locale.ROOT)
                .replaceAll("[ _]", "-")
                .replaceAll("[^a-z0-9.-]+", "")
                .replaceAll("^[.-]+|[.-]+$", "");
        if (plain.length() > 63) plain = plain.substring(0, 63).replaceAll("[.-]+$", "");
        return plain.isEmpty() ? "server-" + id : plain;
    }

    private static JsonNode hints(InstanceRequest asked) {
        var hints = new HashMap<String, Object>();
        asked.group().ifPresent(group -> hints.put("group", group.toString()));
        if (!asked.sameHost().isEmpty()) hints.put("same_host", texts(asked.sameHost()));
        if (!asked.otherHost().isEmpty()) hints.put("different_host", texts(asked.otherHost()));
        return Json.MAPPER.valueToTree(hints);
    }

    private static List<String> texts(java.util.Collection<UUID> some) {
        return some.stream().map(UUID::toString).toList();
    }

    private void cards(Tx tx, Caller caller, InstanceRequest asked, List<UUID> instances) {
        switch (asked.cards()) {
            case InstanceRequest.Cards.None none -> {}
            case InstanceRequest.Cards.Auto auto ->
                networks.claim(tx, caller, instances, List.of(), asked.securityGroups(), true);
            case InstanceRequest.Cards.These these ->
                networks.claim(tx, caller, instances, these.requests(), asked.securityGroups(), false);
        }
    }
}
