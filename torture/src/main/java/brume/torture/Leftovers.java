package brume.torture;

import brume.app.demo.OpenStack;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What is in a cloud, counted by an administrator: things that somebody made, and room that is taken.
public final class Leftovers {
    private static final List<String> NETWORK = List.of("routers", "floatingips", "networks", "subnets");

    private final OpenStack admin;

    public Leftovers(OpenStack admin) {
        this.admin = admin;
    }

    /// How many there are of each kind, and what the hosts think that they hold.
    public Map<String, Long> counted() {
        var counts = new TreeMap<String, Long>();
        for (var kind : NETWORK)
            counts.put(kind, size(admin.get("network", "/v2.0/" + kind).path(kind)));
        counts.put("ports", size(admin.get("network", "/v2.0/ports").path("ports")));
        counts.put("groups", size(admin.get("network", "/v2.0/security-groups").path("security_groups")));
        counts.put("images", size(admin.get("image", "/v2/images?limit=1000").path("images")));
        counts.put(
                "servers",
                size(admin.get("compute", "/v2.1/servers?all_tenants=1").path("servers")));
        counts.put(
                "flavors",
                size(admin.get("compute", "/v2.1/flavors?is_public=none").path("flavors")));
        counts.put("users", size(admin.get("identity", "/v3/users").path("users")));
        counts.put("projects", size(admin.get("identity", "/v3/projects").path("projects")));
        for (var host : admin.get("compute", "/v2.1/os-hypervisors/detail").path("hypervisors"))
            for (var room : List.of("vcpus_used", "memory_mb_used", "local_gb_used", "running_vms"))
                counts.merge(room, host.path(room).asLong(), Long::sum);
        return counts;
    }

    private static long size(JsonNode list) {
        return list.size();
    }
}
