package brume.testcloud.deletions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// For each tie, by its kinds and its words, something that is tied so: the id of what is to be deleted.
final class Scenes {
    /// Makes a thing.
    interface Scene {
        String make(Maker maker);
    }

    private static final String LOCKED = "is locked; unlock it, or ask an administrator";
    private static final Map<String, Object> IMMUTABLE = Map.of("name", "x", "options", Map.of("immutable", true));

    private final Map<String, Scene> scenes = new LinkedHashMap<>();

    Scenes() {
        networks();
        routers();
        compute();
        images();
        identity();
        projects();
    }

    Map<String, Scene> all() {
        return scenes;
    }

    private void put(String of, String kind, String why, Scene scene) {
        scenes.put(of + " ← " + kind + ": " + why, scene);
    }

    private void networks() {
        put("network", "port", "is on the network", m -> {
            var network = m.network();
            m.port(network);
            return network;
        });
        put("network", "subnet", "is on the network", m -> {
            var network = m.network();
            m.subnet(network);
            return network;
        });
        put("network", "port", "is the network's own, for DHCP", m -> {
            var network = m.network();
            m.subnet(network);
            return network;
        });
        put("network", "network-share", "shares the network", m -> {
            var network = m.network();
            m.share(network, m.member().project, "access_as_shared");
            return network;
        });
        put("subnet", "port", "has an address in the subnet", m -> {
            var network = m.network();
            var subnet = m.subnet(network);
            m.port(network);
            return subnet;
        });
        put("subnet", "port", "loses its address in the subnet", m -> {
            var network = m.network();
            var slaac = Map.of("ipv6_ra_mode", "slaac", "ipv6_address_mode", "slaac");
            var subnet = m.subnet(network, "2001:db8:1::/64", slaac);
            m.port(network);
            return subnet;
        });
        put("subnet-pool", "subnet", "has its addresses from the pool", m -> {
            var about = Map.of("name", Maker.name(), "prefixes", List.of("10.77.0.0/16"), "default_prefixlen", 24);
            var pool = m.make("/network/v2.0/subnetpools", "subnetpool", about);
            var subnet = Map.of("network_id", m.network(), "ip_version", 4, "subnetpool_id", pool);
            m.make("/network/v2.0/subnets", "subnet", subnet);
            return pool;
        });
        put("security-group", "port", "is in the group", m -> {
            var group = m.group();
            m.port(m.network(), Map.of("security_groups", List.of(group)));
            return group;
        });
        put("security-group", "security-group", "is its project's standard group, which stays", admin -> {
            var m = admin.member();
            var groups = m.good("GET", "/network/v2.0/security-groups", null).path("security_groups");
            return groups.get(0).path("id").asString();
        });
        put("security-group", "security-group-rule", "is a rule of the group", Maker::group);
        put("security-group", "security-group-rule", "is a rule of another group that names this one", m -> {
            var group = m.group();
            m.rule(m.group(), Map.of("remote_group_id", group));
            return group;
        });
        put("network-share", "port", "is another project's, on the network by this share", m -> {
            var network = m.network();
            var tenant = m.member();
            var share = m.share(network, tenant.project, "access_as_shared");
            tenant.port(network);
            return share;
        });
        put("network-share", "router", "is another project's, with its gateway there by this share", m -> {
            var network = m.network();
            m.subnet(network, "203.0.113.0/24", Map.of("enable_dhcp", false));
            var tenant = m.member();
            var share = m.share(network, tenant.project, "access_as_external");
            tenant.router(network);
            return share;
        });
    }

    private void routers() {
        put("port", "router", "has the port as its leg; take the interface away", m -> {
            var router = m.router("");
            m.leg(router, m.subnet(m.network()));
            return m.portOf(router);
        });
        put("port", "router", "has the port as its gateway; clear the gateway", m -> m.portOf(m.router(m.external())));
        put("port", "floating-ip", "has its address by the port", m -> m.portOf(m.floating(m.external(), Map.of())));
        put(
                "port",
                "floating-ip",
                "leads to the port, and lets go of it",
                m -> m.way().port());
        put("router", "port", "is a leg of the router; take the interface away", m -> {
            var router = m.router("");
            m.leg(router, m.subnet(m.network()));
            return router;
        });
        put(
                "router",
                "floating-ip",
                "leads through the router; let it go of its port",
                m -> m.way().router());
        put("router", "port", "is the router's gateway", m -> m.router(m.external()));
        put("floating-ip", "port", "holds the address", m -> m.floating(m.external(), Map.of()));
        put("floating-ip", "port", "is reached by the address", m -> m.way().floating());
    }

    private void compute() {
        put("port", "instance", "has the port as a card, and loses it", m -> {
            var port = port(m);
            m.instance(m.image(Map.of()), List.of(Map.of("port", port)));
            return port;
        });
        put("instance", "port", "was made for the instance", m -> {
            var network = m.network();
            m.subnet(network);
            return m.instance(m.image(Map.of()), List.of(Map.of("uuid", network)));
        });
        put(
                "instance",
                "port",
                "is a card of the instance, and free again",
                m -> m.instance(m.image(Map.of()), List.of(Map.of("port", port(m)))));
        put("instance", "instance", LOCKED, admin -> {
            var m = admin.member();
            var instance = m.instance(m.image(Map.of()), "none");
            m.good("POST", "/compute/v2.1/servers/" + instance + "/action", Map.of("lock", Map.of()));
            return instance;
        });
        put("flavor", "instance", "keeps the size that it was made with", m -> {
            var size = Map.of("name", Maker.name(), "ram", 64, "vcpus", 1, "disk", 1);
            var flavor = m.make("/compute/v2.1/flavors", "flavor", size);
            m.instance(m.image(Map.of()), flavor, "none", Map.of());
            return flavor;
        });
        put("server-group", "instance", "stays where it is", m -> {
            var group = serverGroup(m);
            m.instance(m.image(Map.of()), "42", "none", Map.of("group", group));
            return group;
        });
        put("host", "host", "is connected; stop its agent first", Scenes::busyHost);
        put("host", "instance", "lives there", Scenes::busyHost);
        put("user", "key-pair", "is the user's", m -> {
            var tenant = m.member();
            tenant.good(
                    "POST",
                    "/compute/v2.1/os-keypairs",
                    Map.of(
                            "keypair",
                            Map.of(
                                    "name",
                                    "mine",
                                    "public_key",
                                    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5GdFS/zaXy1bLMb5bJ0lXcRk8O3Ifg1YVqXyK0kIcN a@b")));
            return tenant.user;
        });
        put("user", "instance", "was made by the user, and is its project's", m -> {
            var tenant = m.member();
            tenant.instance(tenant.image(Map.of()), "none");
            return tenant.user;
        });
    }

    private static String busyHost(Maker m) {
        var instance = m.instance(m.image(Map.of()), "none");
        var host = m.good("GET", "/compute/v2.1/servers/" + instance, null)
                .path("server")
                .path("OS-EXT-SRV-ATTR:host")
                .asString();
        return m.good("GET", "/compute/v2.1/os-services?host=" + host, null)
                .path("services")
                .get(0)
                .path("id")
                .asString();
    }

    private static String port(Maker m) {
        var network = m.network();
        m.subnet(network);
        return m.port(network);
    }

    private static String serverGroup(Maker m) {
        return m.make("/compute/v2.1/os-server-groups", "server_group", Map.of("name", "g", "policy", "affinity"));
    }

    private void images() {
        put("image", "image", "is protected; take that off first", m -> m.image(Map.of("protected", true)));
        put("image", "image", "names it as its kernel or RAM disk, and boots no more", m -> {
            var kernel = m.image(Map.of());
            m.image(Map.of("kernel_id", kernel));
            return kernel;
        });
        put("image", "instance", "boots from the image, whose bytes stay until it is gone", m -> {
            var image = m.image(Map.of());
            m.instance(image, "none");
            return image;
        });
        put("metadef-namespace", "metadef-namespace", "is protected; take that off first", m -> namespace(m, true));
    }

    private static String namespace(Maker m, boolean guarded) {
        var name = Maker.name();
        m.good("POST", "/image/v2/metadefs/namespaces", Map.of("namespace", name, "protected", guarded));
        return name;
    }

    private void identity() {
        put("domain", "domain", "is enabled; disable it first", m -> domain(m, true));
        put("domain", "domain", "is the default one, which stays", m -> "default");
        put(
                "domain",
                "domain",
                "is marked immutable; take that off first",
                m -> m.make(
                        "/identity/v3/domains",
                        "domain",
                        Map.of("name", Maker.name(), "enabled", false, "options", Map.of("immutable", true))));
        for (var kind : List.of("project", "user", "group", "role")) {
            put("domain", kind, "is in the domain", m -> {
                var domain = domain(m, true);
                m.make("/identity/v3/" + kind + "s", kind, Map.of("name", Maker.name(), "domain_id", domain));
                m.good("PATCH", "/identity/v3/domains/" + domain, Map.of("domain", Map.of("enabled", false)));
                return domain;
            });
        }
        put(
                "project",
                "project",
                "is marked immutable; take that off first",
                m -> m.make("/identity/v3/projects", "project", named(IMMUTABLE)));
        put(
                "role",
                "role",
                "is marked immutable; take that off first",
                m -> m.make("/identity/v3/roles", "role", named(IMMUTABLE)));
        put("project", "project", "is below the project", m -> {
            var above = m.make("/identity/v3/projects", "project", Map.of("name", Maker.name()));
            m.make("/identity/v3/projects", "project", Map.of("name", Maker.name(), "parent_id", above));
            return above;
        });
        put("project", "user", "has the project as its default, and then none", m -> {
            var project = m.make("/identity/v3/projects", "project", Map.of("name", Maker.name()));
            m.make("/identity/v3/users", "user", Map.of("name", Maker.name(), "default_project_id", project));
            return project;
        });
        put("group", "user", "is in the group, and loses the roles that come by it", m -> {
            var group = group(m);
            m.good("PUT", "/identity/v3/groups/" + group + "/users/" + m.user(Maker.name()), null);
            return group;
        });
        put("role", "user", "has the role, and loses it", m -> {
            var role = m.make("/identity/v3/roles", "role", Map.of("name", Maker.name()));
            var at = "/identity/v3/projects/" + m.project + "/users/" + m.user(Maker.name()) + "/roles/";
            m.good("PUT", at + role, null);
            return role;
        });
        put("role", "group", "has the role, and loses it", m -> {
            var role = m.make("/identity/v3/roles", "role", Map.of("name", Maker.name()));
            m.good("PUT", "/identity/v3/projects/" + m.project + "/groups/" + group(m) + "/roles/" + role, null);
            return role;
        });
        put("region", "region", "is in the region", m -> {
            var above = m.make("/identity/v3/regions", "region", Map.of("id", Maker.name()));
            m.make("/identity/v3/regions", "region", Map.of("id", Maker.name(), "parent_region_id", above));
            return above;
        });
        put("region", "endpoint", "is in the region", m -> {
            var region = m.make("/identity/v3/regions", "region", Map.of("id", Maker.name()));
            endpoint(m, service(m), region);
            return region;
        });
        put("service", "endpoint", "is where the service answers", m -> {
            var service = service(m);
            endpoint(m, service, m.make("/identity/v3/regions", "region", Map.of("id", Maker.name())));
            return service;
        });
    }

    private static Map<String, Object> named(Map<String, Object> about) {
        var all = new LinkedHashMap<>(about);
        all.put("name", Maker.name());
        return all;
    }

    private static String domain(Maker m, boolean enabled) {
        return m.make("/identity/v3/domains", "domain", Map.of("name", Maker.name(), "enabled", enabled));
    }

    private static String group(Maker m) {
        return m.make("/identity/v3/groups", "group", Map.of("name", Maker.name()));
    }

    private static String service(Maker m) {
        return m.make("/identity/v3/services", "service", Map.of("type", Maker.name()));
    }

    private static void endpoint(Maker m, String service, String region) {
        var about = Map.of("service_id", service, "region_id", region, "interface", "public", "url", "http://x/");
        m.make("/identity/v3/endpoints", "endpoint", about);
    }

    private void projects() {
        in("network", Maker::network);
        in("subnet", m -> m.subnet(m.network()));
        in("port", m -> m.port(m.network()));
        in("router", m -> m.router(""));
        in("floating-ip", m -> m.floating(m.external(), Map.of()));
        in(
                "subnet-pool",
                m -> m.make(
                        "/network/v2.0/subnetpools",
                        "subnetpool",
                        Map.of("name", Maker.name(), "prefixes", List.of("10.78.0.0/16"))));
        in("network-share", m -> m.share(m.network(), m.user, "access_as_shared"));
        in("security-group", Maker::group);
        in("image", m -> m.image(Map.of()));
        in("metadef-namespace", m -> namespace(m, false));
        in("instance", m -> m.instance(m.image(Map.of()), "none"));
        in("server-group", Scenes::serverGroup);
        put("project", "security-group", "is the project's standard group", admin -> {
            var m = admin.inNewProject();
            m.good("GET", "/network/v2.0/security-groups", null);
            return m.project;
        });
    }

    private void in(String kind, Scene scene) {
        put("project", kind, "is the project's", admin -> {
            var m = admin.inNewProject();
            scene.make(m);
            return m.project;
        });
    }
}
