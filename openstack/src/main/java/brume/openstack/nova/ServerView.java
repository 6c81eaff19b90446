package brume.openstack.nova;

import brume.base.id.Ids;
import brume.base.shape.Version;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.Condition;
import brume.cloud.compute.Found;
import brume.cloud.compute.Instance;
import brume.cloud.compute.Residence;
import brume.cloud.hosts.Host;
import brume.cloud.network.FixedIp;
import brume.cloud.network.InstancePort;
import brume.contract.HostId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Servers on the wire, as each microversion shows them.
///
/// @param hosts    by their ids
/// @param ports    of each instance
/// @param groups   the server group of each instance that is in one
/// @param userData of those that have any, as far as the caller may see it
record ServerView(
        Caller caller,
        Version version,
        Links links,
        Map<HostId, Host> hosts,
        Map<UUID, List<InstancePort>> ports,
        Map<UUID, UUID> groups,
        Map<UUID, byte[]> userData) {
    private static final Set<String> PROGRESSING = Set.of("ACTIVE", "BUILD", "REBUILD", "REBOOT", "HARD_REBOOT");

    static Map<String, Object> brief(Instance instance, Links links) {
        return Map.of(
                "id", instance.id(), "name", instance.label().name(), "links", links.of("servers/" + instance.id()));
    }

    /// What a rebuild answers: as [#updated], with what may be had but once.
    Map<String, Object> rebuilt(Found found, String adminPassword) {
        var view = updated(found);
        view.put("adminPass", adminPassword);
        if (version.atLeast(2, 54))
            view.put("key_name", found.instance().recipe().keyName().orElse(null));
        if (version.atLeast(2, 57)) {
            view.put("user_data", userData(found.instance()));
        }
        return view;
    }

    private String userData(Instance instance) {
        return Optional.ofNullable(userData.get(instance.id()))
                .map(Base64.getEncoder()::encodeToString)
                .orElse(null);
    }

    /// What an update answered before 2.75: the server without most of its extensions.
    Map<String, Object> updated(Found found) {
        if (version.atLeast(2, 75)) return shown(found);
        var view = core(found, false);
        versioned(found.instance(), view);
        if (version.atLeast(2, 71)) view.put("server_groups", group(found.instance()));
        return view;
    }

    /// One server.
    Map<String, Object> shown(Found found) {
        var view = listed(found);
        if (version.atLeast(2, 71)) view.put("server_groups", group(found.instance()));
        return view;
    }

    private List<String> group(Instance instance) {
        return Optional.ofNullable(groups.get(instance.id()))
                .map(id -> List.of(id.toString()))
                .orElse(List.of());
    }

    /// One of a list with details.
    Map<String, Object> listed(Found found) {
        var instance = found.instance();
        var home = found.home();
        var host = home.map(Residence::host).map(hosts::get);
        var view = core(found, true);
        view.put(
                "OS-EXT-AZ:availability_zone",
                host.map(Host::zone).or(() -> instance.recipe().zone()).orElse(""));
        view.put("config_drive", instance.recipe().configDrive() ? "True" : "");
        view.put("key_name", instance.recipe().keyName().orElse(null));
        view.put("OS-SRV-USG:launched_at", Links.micros(instance.times().launched()));
        view.put("OS-SRV-USG:terminated_at", Links.micros(instance.times().deleted()));
        view.put("OS-EXT-STS:task_state", Status.taskState(instance, home));
        view.put("OS-EXT-STS:vm_state", Status.vmState(instance));
        view.put("OS-EXT-STS:power_state", Status.powerState(home));
        view.put("os-extended-volumes:volumes_attached", List.of());
        var names = securityGroups(instance);
        if (!names.isEmpty()) view.put("security_groups", names);
        boolean aboutHost = caller.may(ComputeActions.INSTANCES_ABOUT_HOST, Target.project(instance.project()));
        if (aboutHost) aboutHost(instance, host, view);
        else if (version.atLeast(2, 90)) {
            view.put("OS-EXT-SRV-ATTR:hostname", instance.label().hostname());
        }
        versioned(instance, view);
        return view;
    }

    private void aboutHost(Instance instance, Optional<Host> host, Map<String, Object> view) {
        view.put("OS-EXT-SRV-ATTR:host", host.map(Host::name).orElse(null));
        view.put("OS-EXT-SRV-ATTR:hypervisor_hostname", host.map(Host::name).orElse(null));
        view.put("OS-EXT-SRV-ATTR:instance_name", "instance-" + Ids.tail(instance.id(), 8));
        if (version.atLeast(2, 3)) {
            view.put("OS-EXT-SRV-ATTR:reservation_id", instance.recipe().reservation());
            view.put("OS-EXT-SRV-ATTR:launch_index", instance.recipe().launchIndex());
            view.put("OS-EXT-SRV-ATTR:hostname", instance.label().hostname());
            view.put("OS-EXT-SRV-ATTR:kernel_id", "");
            view.put("OS-EXT-SRV-ATTR:ramdisk_id", "");
            view.put("OS-EXT-SRV-ATTR:root_device_name", "/dev/vda");
            view.put("OS-EXT-SRV-ATTR:user_data", userData(instance));
        }
        if (version.atLeast(2, 16))
            view.put("host_status", host.map(ServerView::hostStatus).orElse(""));
    }

    private static String hostStatus(Host host) {
        if (!host.connected()) return "DOWN";
        return host.enabled() ? "UP" : "MAINTENANCE";
    }

    private void versioned(Instance instance, Map<String, Object> view) {
        if (version.atLeast(2, 9)) view.put("locked", instance.lock().isPresent());
        if (version.atLeast(2, 19))
            view.put("description", instance.label().description().orElse(null));
        if (version.atLeast(2, 26)) view.put("tags", instance.label().tags());
        if (version.atLeast(2, 63)) view.put("trusted_image_certificates", null);
        if (version.atLeast(2, 73)) {
            view.put(
                    "locked_reason",
                    instance.lock().flatMap(Instance.Lock::reason).orElse(null));
        }
    }

    private Map<String, Object> core(Found found, boolean extended) {
        var instance = found.instance();
        var status = Status.of(instance);
        var view = new LinkedHashMap<String, Object>();
        view.put("id", instance.id());
        view.put("name", instance.label().name());
        view.put("status", status);
        view.put("tenant_id", Ids.plain(instance.project()));
        view.put("user_id", instance.owner().map(Ids::plain).orElse(""));
        view.put("metadata", instance.label().metadata());
        view.put("hostId", found.home().map(home -> hostId(instance, home)).orElse(""));
        view.put(
                "image",
                Map.of(
                        "id",
                        instance.recipe().image(),
                        "links",
                        links.bookmark("images/" + instance.recipe().image())));
        view.put("flavor", FlavorView.of(instance.size(), links, version));
        view.put("created", Links.time(instance.times().created()));
        view.put("updated", Links.time(instance.times().updated()));
        view.put("addresses", addresses(ports.getOrDefault(instance.id(), List.of()), extended));
        view.put("accessIPv4", instance.label().accessIpv4().orElse(""));
        view.put("accessIPv6", instance.label().accessIpv6().orElse(""));
        view.put("OS-DCF:diskConfig", diskConfig(instance));
        view.put("links", links.of("servers/" + instance.id()));
        if (PROGRESSING.contains(status))
            view.put("progress", instance.times().launched().isPresent() ? 100 : 0);
        if (instance.condition() == Condition.FAILED) instance.fault().ifPresent(f -> view.put("fault", fault(f)));
        return view;
    }

    static String diskConfig(Instance instance) {
        return instance.label().autoDisk().orElse(false) ? "AUTO" : "MANUAL";
    }

    private static Map<String, Object> fault(Instance.Fault fault) {
        return Map.of("code", 500, "created", Links.time(fault.at()), "message", fault.message());
    }

    /// Tells hosts apart within a project, and says no more.
    private static String hostId(Instance instance, Residence home) {
        try {
            var digest = MessageDigest.getInstance("SHA-224");
            var text = Ids.plain(instance.project()) + home.host();
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Map<String, String>> securityGroups(Instance instance) {
        return ports.getOrDefault(instance.id(), List.of()).stream()
                .flatMap(port -> port.securityGroups().stream())
                .map(name -> Map.of("name", name))
                .toList();
    }

    /// Addresses by the name of their network.
    static Map<String, List<Map<String, Object>>> addresses(List<InstancePort> ports, boolean extended) {
        var networks = new LinkedHashMap<String, List<Map<String, Object>>>();
        for (var port : ports) {
            var entries = networks.computeIfAbsent(port.networkName(), name -> new ArrayList<>());
            for (var fixed : port.fixedIps()) entries.add(address(text(fixed), "fixed", port, extended));
            for (var floating : port.floating()) entries.add(address(floating.external(), "floating", port, extended));
        }
        return networks;
    }

    static String text(FixedIp fixed) {
        return fixed.ip().toString();
    }

    private static Map<String, Object> address(String ip, String type, InstancePort port, boolean extended) {
        int version = ip.contains(":") ? 6 : 4;
        return extended
                ? Map.of("version", version, "addr", ip, "OS-EXT-IPS:type", type, "OS-EXT-IPS-MAC:mac_addr", port.mac())
                : Map.of("version", version, "addr", ip);
    }
}
