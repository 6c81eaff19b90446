package brume.e2e.tenants;

import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.app.demo.Server;
import brume.e2e.Fittings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// One of each thing that a tenant can have, by the kind of its id.
public final class Belongings {
    /// In the name of each of alpha's things, and in nothing else.
    public static final String MARK = "alphasecret";

    private static final String NAMESPACE = "namespace";

    private final Tenant owner;
    private final String mark;
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    /// Where its owner sees it.
    private record Place(String service, String path) {}

    private Belongings(Tenant owner, String mark) {
        this.owner = owner;
        this.mark = mark;
        ids.put("project", owner.project());
        ids.put("user", owner.user());
    }

    /// Makes all that the services of the catalog can hold.
    ///
    /// @param admin makes what only an administrator makes
    /// @param mark  is in the name of each
    public static Belongings of(Tenant owner, OpenStack admin, String mark) {
        var all = new Belongings(owner, mark);
        var fittings = new Fittings(admin);
        all.group(admin);
        if (!owner.domain().equals(Tenant.HOME)) all.domain(admin);
        all.credential();
        var services = owner.client().session().endpoints();
        if (services.containsKey("image")) {
            all.namespace(admin);
            all.image();
        }
        if (services.containsKey("network")) all.network(fittings.external());
        if (services.containsKey("compute")) {
            all.flavor(admin);
            all.compute(fittings);
        }
        return all;
    }

    /// Whether things of this kind are made by the network service, whichever routes they are reached by.
    boolean isOfNetworks(String kind) {
        return places.containsKey(kind) && places.get(kind).service.equals("network");
    }

    Tenant owner() {
        return owner;
    }

    public Map<String, String> ids() {
        return Map.copyOf(ids);
    }

    /// All of it as its owner sees it, by kind.
    public Map<String, JsonNode> snapshot() {
        return snapshot(places.keySet());
    }

    /// Of some kinds only.
    Map<String, JsonNode> snapshot(Collection<String> kinds) {
        return kinds.stream()
                .filter(places::containsKey)
                .distinct()
                .collect(Collectors.toMap(kind -> kind, kind -> seen(places.get(kind))));
    }

    private JsonNode seen(Place place) {
        return owner.client().get(place.service, place.path);
    }

    /// Of the domain, and as closed to its members as the users are.
    private void group(OpenStack admin) {
        var body = Map.of("name", mark + "-" + owner.name(), "domain_id", owner.domain());
        ids.put(
                "group",
                admin.post("identity", "/v3/groups", Map.of("group", body))
                        .path("group")
                        .path("id")
                        .asString());
    }

    /// What the domain has beside: a role that is given nowhere else.
    private void domain(OpenStack admin) {
        ids.put("domain", owner.domain());
        var body = Map.of("name", mark, "domain_id", owner.domain());
        ids.put(
                "role",
                admin.post("identity", "/v3/roles", Map.of("role", body))
                        .path("role")
                        .path("id")
                        .asString());
    }

    private void credential() {
        var path = "/v3/users/" + owner.user();
        var rule = Map.of("service", "compute", "method", "GET", "path", "/v2.1/servers");
        var body = Map.of("name", mark, "access_rules", List.of(rule));
        var made = make("identity", path + "/application_credentials", Map.of("application_credential", body))
                .path("application_credential");
        var id = made.path("id").asString();
        put("credential", id, "identity", path + "/application_credentials/" + id);
        var ruleId = made.path("access_rules").get(0).path("id").asString();
        put("rule", ruleId, "identity", path + "/access_rules/" + ruleId);
    }

    /// Of a tenant's project, but made by an administrator, as the policy has it.
    private void namespace(OpenStack admin) {
        var body =
                Map.of("namespace", NAMESPACE + "-" + owner.project(), "description", mark, "owner", owner.project());
        var name = admin.post("image", "/v2/metadefs/namespaces", body)
                .path("namespace")
                .asString();
        put("metadef-namespace", name, "image", "/v2/metadefs/namespaces/" + name);
    }

    private void image() {
        var id = make(
                        "image",
                        "/v2/images",
                        Map.of("name", mark, "disk_format", "raw", "container_format", "bare", "tags", List.of(mark)))
                .path("id")
                .asString();
        put("image", id, "image", "/v2/images/" + id);
    }

    private void network(String external) {
        var network = neutron("network", Map.of("name", mark));
        var subnet =
                neutron("subnet", Map.of("name", mark, "network_id", network, "cidr", "10.55.0.0/24", "ip_version", 4));
        var group = neutron("security_group", Map.of("name", mark));
        var rule = neutron("security_group_rule", Map.of("security_group_id", group, "direction", "ingress"));
        // As compute's old routes call them.
        ids.put("security-group", group);
        ids.put("security-group-rule", rule);
        neutron("port", Map.of("name", mark, "network_id", network));
        var router = neutron("router", Map.of("name", mark, "external_gateway_info", Map.of("network_id", external)));
        client().put("network", "/v2.0/routers/" + router + "/add_router_interface", Map.of("subnet_id", subnet));
        var shared = Map.of(
                "object_type",
                "network",
                "object_id",
                network,
                "action",
                "access_as_shared",
                "target_tenant",
                owner.project());
        var policy = make("network", "/v2.0/rbac-policies", Map.of("rbac_policy", shared))
                .path("rbac_policy")
                .path("id")
                .asString();
        put("rbac_policy", policy, "network", "/v2.0/rbac-policies/" + policy);
        neutron("subnetpool", Map.of("name", mark, "prefixes", List.of("10.160.0.0/16")));
        neutron("floatingip", Map.of("floating_network_id", external, "description", mark));
    }

    /// Made by an administrator for this project alone.
    private void flavor(OpenStack admin) {
        var id = "flavor-of-" + owner.project();
        var flavor = Map.of(
                "name",
                mark + "-" + owner.project(),
                "id",
                id,
                "ram",
                96,
                "vcpus",
                1,
                "disk",
                1,
                "os-flavor-access:is_public",
                false);
        admin.post("compute", "/v2.1/flavors", Map.of("flavor", flavor));
        admin.post(
                "compute",
                "/v2.1/flavors/" + id + "/action",
                Map.of("addTenantAccess", Map.of("tenant", owner.project())));
        put("private-flavor", id, "compute", "/v2.1/flavors/" + id);
    }

    private void compute(Fittings fittings) {
        // Its name is its id, which whoever asks for it knows.
        var key = "key-of-" + owner.project();
        make("compute", "/v2.1/os-keypairs", Map.of("keypair", Map.of("name", key, "type", "ssh")));
        put("key-pair", key, "compute", "/v2.1/os-keypairs/" + key);
        var group = make(
                        "compute",
                        "/v2.1/os-server-groups",
                        Map.of("server_group", Map.of("name", mark, "policies", List.of("anti-affinity"))))
                .path("server_group")
                .path("id")
                .asString();
        put("server-group", group, "compute", "/v2.1/os-server-groups/" + group);
        var asked = Map.of(
                "name",
                mark,
                "flavorRef",
                fittings.flavor("tenants.nano", "tn42", 128, 1),
                "imageRef",
                fittings.image("tenants-image"),
                "networks",
                List.of(Map.of("uuid", ids.get("network"))),
                "metadata",
                Map.of(mark, mark));
        var id = make("compute", "/v2.1/servers", Map.of("server", asked))
                .path("server")
                .path("id")
                .asString();
        new Server(client(), id, Patience.ordinary()).becomes("ACTIVE");
        put("instance", id, "compute", "/v2.1/servers/" + id);
    }

    private String neutron(String kind, Map<String, ?> body) {
        var path = "/v2.0/" + kind.replace('_', '-') + "s";
        var id = make("network", path, Map.of(kind, body)).path(kind).path("id").asString();
        put(kind, id, "network", path + "/" + id);
        return id;
    }

    private void put(String kind, String id, String service, String path) {
        ids.put(kind, id);
        places.put(kind, new Place(service, path));
    }

    private JsonNode make(String service, String path, Object body) {
        return client().post(service, path, body);
    }

    private OpenStack client() {
        return owner.client();
    }
}
