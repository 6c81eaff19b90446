package brume.openstack.nova;

import brume.base.id.Ids;
import brume.base.json.Fields;
import brume.base.json.Fields.Encoded;
import brume.base.json.Written;
import brume.base.shape.Version;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.Condition;
import brume.cloud.compute.Instance;
import brume.cloud.compute.Label;
import brume.cloud.compute.Named;
import brume.cloud.compute.Size;
import brume.cloud.compute.Summary;
import brume.cloud.hosts.Host;
import brume.cloud.network.InstanceCard;
import brume.contract.HostId;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Servers on the wire, as each microversion shows them: written straight from what was read. What is the same for many
/// servers of a page is made once for it, so a view is for one answer alone.
final class ServerView {
    private static final Set<String> PROGRESSING = Set.of("ACTIVE", "BUILD", "REBUILD", "REBOOT", "HARD_REBOOT");
    private final Caller caller;
    private final Version version;
    private final Links links;
    private final Links.Kind self;
    private final Extras extras;
    private final Map<Lodging, String> hostIds = new HashMap<>();
    private final Map<UUID, Owned> owned = new HashMap<>();
    private final Map<UUID, Encoded> images = new HashMap<>();
    private final Map<Size, Encoded> flavors = new HashMap<>();
    private final Map<Long, String> times = new HashMap<>();
    private final Map<Long, String> micros = new HashMap<>();

    /// What is told of servers beside themselves.
    ///
    /// @param hosts    by their ids
    /// @param cards    of each instance
    /// @param groups   the server group of each instance that is in one
    /// @param userData of those that have any, as far as the caller may see it
    record Extras(
            Map<HostId, Host> hosts,
            Map<UUID, List<InstanceCard>> cards,
            Map<UUID, UUID> groups,
            Map<UUID, byte[]> userData) {}

    /// A project's servers on a host.
    private record Lodging(UUID project, HostId host) {}

    /// A project as its servers show it.
    ///
    /// @param aboutHost whether the caller may know of its servers' hosts
    private record Owned(String id, boolean aboutHost) {}

    ServerView(Caller caller, Version version, Links links, Extras extras) {
        this.caller = caller;
        this.version = version;
        this.links = links;
        self = links.to("servers/");
        this.extras = extras;
    }

    static Map<String, Object> brief(Named instance, Links links) {
        return Map.of("id", instance.id(), "name", instance.name(), "links", links.of("servers/" + instance.id()));
    }

    /// Servers of a list with details.
    Written listed(List<Summary> servers) {
        return out -> {
            out.beginList();
            for (var server : servers) {
                out.begin();
                details(out, server);
                out.end();
            }
            out.endList();
        };
    }

    /// One server.
    Written shown(Summary server) {
        return out -> {
            out.begin();
            details(out, server);
            group(out, server);
            out.end();
        };
    }

    /// What an update answers; before 2.75 it was the server without most of its extensions.
    Written updated(Summary server) {
        return out -> {
            out.begin();
            changed(out, server);
            out.end();
        };
    }

    /// What a rebuild answers: as [#updated], with what may be had but once.
    Written rebuilt(Summary server, String adminPassword) {
        return out -> {
            out.begin();
            changed(out, server);
            out.put("adminPass", adminPassword);
            boolean named = version.atLeast(2, 75);
            if (version.atLeast(2, 54) && !named) keyName(out, server);
            if (version.atLeast(2, 57)) out.put("user_data", userData(server));
            out.end();
        };
    }

    private void changed(Fields out, Summary server) {
        if (version.atLeast(2, 75)) {
            details(out, server);
        } else {
            core(out, server, owned(server), cards(server), false);
            versioned(out, server);
        }
        group(out, server);
    }

    /// All fields of a list with details.
    private void details(Fields out, Summary server) {
        var owned = owned(server);
        var cards = cards(server);
        var origin = server.origin();
        var host = server.home().map(Summary.Home::host).map(extras.hosts::get);
        core(out, server, owned, cards, true);
        out.put(
                "OS-EXT-AZ:availability_zone",
                host.map(Host::zone).or(origin::zone).orElse(""));
        out.put("config_drive", origin.configDrive() ? "True" : "");
        keyName(out, server);
        out.put("OS-SRV-USG:launched_at", micros(server.times().launched()));
        out.put("OS-SRV-USG:terminated_at", micros(server.times().deleted()));
        out.put("OS-EXT-STS:task_state", Status.taskState(server));
        out.put("OS-EXT-STS:vm_state", Status.vmState(server));
        out.put("OS-EXT-STS:power_state", Status.powerState(server));
        out.put("os-extended-volumes:volumes_attached", List.of());
        if (cards.stream().anyMatch(card -> !card.securityGroups().isEmpty())) securityGroups(out, cards);
        if (owned.aboutHost) aboutHost(out, server, host);
        else if (version.atLeast(2, 90)) {
            out.put("OS-EXT-SRV-ATTR:hostname", server.label().hostname());
        }
        versioned(out, server);
    }

    private void core(Fields out, Summary server, Owned owned, List<InstanceCard> cards, boolean extended) {
        var label = server.label();
        var status = Status.of(server);
        out.put("id", server.id());
        out.put("name", label.name());
        out.put("status", status);
        out.put("tenant_id", owned.id);
        out.put("user_id", server.owner().map(Ids::plain).orElse(""));
        out.put("metadata", label.metadata());
        out.put("hostId", server.home().map(home -> hostId(server, home)).orElse(""));
        out.put("image", images.computeIfAbsent(server.origin().image(), this::image));
        out.put("flavor", flavors.computeIfAbsent(server.size(), this::flavor));
        out.put("created", time(server.times().created()));
        out.put("updated", time(server.times().updated()));
        out.name("addresses");
        addresses(cards, extended).write(out);
        out.put("accessIPv4", label.accessIpv4().orElse(""));
        out.put("accessIPv6", label.accessIpv6().orElse(""));
        out.put("OS-DCF:diskConfig", diskConfig(label));
        self.of(out, server.id());
        if (PROGRESSING.contains(status)) {
            out.put("progress", server.times().launched().isPresent() ? 100 : 0);
        }
        if (server.condition() == Condition.FAILED) server.fault().ifPresent(fault -> fault(out, fault, owned));
    }

    private Encoded image(UUID id) {
        return Encoded.of(out -> {
            out.begin();
            out.put("id", id);
            links.to("images/").bookmark(out, id.toString());
            out.end();
        });
    }

    private Encoded flavor(Size size) {
        return Encoded.of(out -> FlavorView.write(out, size, links, version));
    }

    private void aboutHost(Fields out, Summary server, Optional<Host> host) {
        var name = host.map(Host::name).orElse(null);
        out.put("OS-EXT-SRV-ATTR:host", name);
        out.put("OS-EXT-SRV-ATTR:hypervisor_hostname", name);
        out.put("OS-EXT-SRV-ATTR:instance_name", "instance-" + Ids.tail(server.id(), 8));
        if (version.atLeast(2, 3)) {
            out.put("OS-EXT-SRV-ATTR:reservation_id", server.origin().reservation());
            out.put("OS-EXT-SRV-ATTR:launch_index", server.origin().launchIndex());
            out.put("OS-EXT-SRV-ATTR:hostname", server.label().hostname());
            out.put("OS-EXT-SRV-ATTR:kernel_id", "");
            out.put("OS-EXT-SRV-ATTR:ramdisk_id", "");
            out.put("OS-EXT-SRV-ATTR:root_device_name", "/dev/vda");
            out.put("OS-EXT-SRV-ATTR:user_data", userData(server));
        }
        if (version.atLeast(2, 16)) {
            out.put("host_status", host.map(ServerView::hostStatus).orElse(""));
        }
    }

    private static String hostStatus(Host host) {
        if (!host.connected()) return "DOWN";
        return host.enabled() ? "UP" : "MAINTENANCE";
    }

    private void versioned(Fields out, Summary server) {
        if (version.atLeast(2, 9)) out.put("locked", server.lock().isPresent());
        if (version.atLeast(2, 19))
            out.put("description", server.label().description().orElse(null));
        if (version.atLeast(2, 26)) out.put("tags", server.label().tags());
        if (version.atLeast(2, 63)) out.nothing("trusted_image_certificates");
        if (version.atLeast(2, 73)) {
            out.put(
                    "locked_reason",
                    server.lock().flatMap(Instance.Lock::reason).orElse(null));
        }
    }

    private void group(Fields out, Summary server) {
        if (!version.atLeast(2, 71)) return;
        var group = Optional.ofNullable(extras.groups.get(server.id()));
        out.put("server_groups", group.map(id -> List.of(id.toString())).orElse(List.of()));
    }

    private static void keyName(Fields out, Summary server) {
        out.put("key_name", server.origin().keyName().orElse(null));
    }

    private String userData(Summary server) {
        var data = extras.userData.get(server.id());
        return data == null ? null : Base64.getEncoder().encodeToString(data);
    }

    static String diskConfig(Label label) {
        return label.autoDisk().orElse(false) ? "AUTO" : "MANUAL";
    }

    private static void fault(Fields out, Instance.Fault fault, Owned owned) {
        out.object("fault");
        out.put("code", 500);
        out.put("created", Links.time(fault.at()));
        out.put("message", fault.told());
        if (owned.aboutHost) fault.about().ifPresent(details -> out.put("details", details));
        out.end();
    }

    private String time(Instant time) {
        return times.computeIfAbsent(time.getEpochSecond(), second -> Links.time(time));
    }

    private String micros(Optional<Instant> time) {
        return time.map(at -> micros.computeIfAbsent(at.getEpochSecond(), second -> Links.micros(at)))
                .orElse(null);
    }

    private Owned owned(Summary server) {
        return owned.computeIfAbsent(
                server.project(),
                project -> new Owned(
                        Ids.plain(project), caller.may(ComputeActions.INSTANCES_ABOUT_HOST, Target.project(project))));
    }

    private String hostId(Summary server, Summary.Home home) {
        return hostIds.computeIfAbsent(
                new Lodging(server.project(), home.host()), lodging -> HostMark.of(lodging.project, lodging.host));
    }

    private List<InstanceCard> cards(Summary server) {
        return extras.cards.getOrDefault(server.id(), List.of());
    }

    private static void securityGroups(Fields out, List<InstanceCard> cards) {
        out.list("security_groups");
        for (var card : cards) {
            for (var name : card.securityGroups()) {
                out.begin();
                out.put("name", name);
                out.end();
            }
        }
        out.endList();
    }

    /// Addresses by the name of their network.
    static Written addresses(List<InstanceCard> cards, boolean extended) {
        return out -> {
            out.begin();
            for (var network : networks(cards)) {
                out.foreign(network).beginList();
                for (var card : cards) if (card.network().equals(network)) addresses(out, card, extended);
                out.endList();
            }
            out.end();
        };
    }

    private static Collection<String> networks(List<InstanceCard> cards) {
        if (cards.size() == 1) return List.of(cards.getFirst().network());
        return cards.stream().map(InstanceCard::network).distinct().toList();
    }

    private static void addresses(Fields out, InstanceCard card, boolean extended) {
        for (var ip : card.fixedIps()) address(out, ip, "fixed", card, extended);
        for (var ip : card.floatingIps()) address(out, ip, "floating", card, extended);
    }

    private static void address(Fields out, String ip, String type, InstanceCard card, boolean extended) {
        out.begin();
        out.put("version", ip.contains(":") ? 6 : 4);
        out.put("addr", ip);
        if (extended) {
            out.put("OS-EXT-IPS:type", type);
            out.put("OS-EXT-IPS-MAC:mac_addr", card.mac());
        }
        out.end();
    }
}
