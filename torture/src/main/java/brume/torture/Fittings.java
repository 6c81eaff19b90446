package brume.torture;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What must be there before the load begins: tenants, and what they build on.
final class Fittings {
    private static final String FLAVOR = "torture-nano";

    private final OpenStack admin;
    private final List<String> made = new ArrayList<>();

    /// What every tenant builds on.
    ///
    /// @param external the network that floating addresses come from
    /// @param bootable whether a guest starts from any image
    record Means(String external, String flavor, String image, boolean bootable) {}

    Fittings(OpenStack admin) {
        this.admin = admin;
    }

    Means means(boolean simulated) {
        var flavor = Map.of("name", "torture.nano", "id", FLAVOR, "ram", 128, "vcpus", 1, "disk", 1);
        admin.post("compute", "/v2.1/flavors", Map.of("flavor", flavor));
        return new Means(
                first("network", "/v2.0/networks?router:external=true", "networks"),
                FLAVOR,
                first("image", "/v2/images?name=mini&status=active", "images"),
                simulated);
    }

    /// A project with a user in it, who has a token.
    OpenStack tenant(String name) {
        var project = id("/v3/projects", "project", Map.of("name", name, "domain_id", "default"));
        var user = id("/v3/users", "user", Map.of("name", name, "domain_id", "default", "password", name));
        admin.put("identity", "/v3/projects/" + project + "/users/" + user + "/roles/" + role(), null);
        var tenant = new OpenStack(OpenStack.http(), Access.of(admin.access().auth(), name, name, name));
        tenant.login();
        return tenant;
    }

    /// The id of the role that tenants have.
    String role() {
        return first("identity", "/v3/roles?name=member", "roles");
    }

    /// Takes away what was made here.
    void away() {
        made.reversed().forEach(path -> admin.delete("identity", path));
        admin.delete("compute", "/v2.1/flavors/" + FLAVOR);
    }

    private String id(String path, String word, Map<String, ?> body) {
        var id = admin.post("identity", path, Map.of(word, body))
                .path(word)
                .path("id")
                .asString();
        made.add(path + "/" + id);
        return id;
    }

    private String first(String service, String path, String list) {
        var all = admin.get(service, path).path(list);
        if (all.isEmpty()) throw new IllegalStateException("the cloud answers nothing at " + service + path);
        return all.get(0).path("id").asString();
    }
}
