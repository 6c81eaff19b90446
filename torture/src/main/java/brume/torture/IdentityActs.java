package brume.torture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an administrator does with projects, users, what they may do, and flavors.
final class IdentityActs {
    private final Client client;
    private final String role;

    /// @param role that is granted
    IdentityActs(Client client, String role) {
        this.client = client;
        this.role = role;
        client.may(5, this::project);
        client.may(5, this::user);
        client.may(6, this::grant);
        client.may(3, this::flavor);
        for (var kind : List.of(Kind.PROJECT, Kind.USER)) {
            client.may(3, () -> client.any(kind).ifPresent(this::describe));
            client.may(2, () -> client.any(kind).ifPresent(client::delete));
        }
        for (var kind : List.of(Kind.GRANT, Kind.FLAVOR))
            client.may(3, () -> client.any(kind).ifPresent(client::delete));
        for (var kind : List.of(Kind.PROJECT, Kind.USER, Kind.GRANT, Kind.FLAVOR))
            client.may(3, () -> client.any(kind).ifPresent(client::look));
    }

    private void project() {
        if (!client.fewer(Kind.PROJECT, 8)) return;
        var key = client.word(Kind.PROJECT);
        client.create(Kind.PROJECT, key, Map.of("name", key, "domain_id", "default", "description", "new"));
    }

    private void user() {
        if (!client.fewer(Kind.USER, 8)) return;
        var key = client.word(Kind.USER);
        client.create(
                Kind.USER, key, Map.of("name", key, "domain_id", "default", "password", key, "description", "new"));
    }

    private void grant() {
        var project = client.any(Kind.PROJECT);
        var user = client.any(Kind.USER);
        if (project.isEmpty() || user.isEmpty()) return;
        var id = project.get().id() + "/users/" + user.get().id() + "/roles/" + role;
        // Once only, so that a key tells one thing.
        if (client.thing(id) != null) return;
        client.create(Kind.GRANT, id, id, "PUT", Kind.GRANT.path(id), null, project.get(), user.get());
    }

    private void flavor() {
        if (!client.fewer(Kind.FLAVOR, 6)) return;
        var key = client.word(Kind.FLAVOR);
        var body = new HashMap<String, Object>(Map.of("name", key, "id", key, "ram", 64, "vcpus", 1, "disk", 1));
        client.create(Kind.FLAVOR, key, key, "POST", Kind.FLAVOR.path(), Map.of("flavor", body));
    }

    private void describe(Thing thing) {
        var value = "turn " + client.chance().nextInt(1_000_000);
        client.change(
                thing,
                "description",
                value,
                "PATCH",
                thing.kind().path(thing.id()),
                Map.of(thing.kind().word(), Map.of("description", value)));
    }
}
