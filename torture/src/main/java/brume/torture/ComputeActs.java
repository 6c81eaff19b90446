package brume.torture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a client does with instances, and with key pairs and groups of them.
final class ComputeActs {
    private static final String PUBLIC_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqvmR7BnZaLRB9hPTh0pTJWe3FRbWIOiNsOXvyj0DgS torture";

    private final Client client;
    private final Fittings.Means means;
    private final int most;

    /// @param most instances at once
    ComputeActs(Client client, Fittings.Means means, int most) {
        this.client = client;
        this.means = means;
        this.most = most;
        client.may(18, this::server);
        client.may(6, () -> power("os-stop", "SHUTOFF"));
        client.may(6, () -> power("os-start", "ACTIVE"));
        client.may(4, () -> power("pause", "PAUSED"));
        client.may(4, () -> power("unpause", "ACTIVE"));
        client.may(3, () -> power("reboot", "ACTIVE"));
        client.may(6, this::note);
        client.may(8, () -> client.any(Kind.SERVER).ifPresent(this::delete));
        client.may(6, () -> client.any(Kind.SERVER).ifPresent(client::look));
        client.may(3, this::key);
        client.may(2, this::group);
        for (var kind : List.of(Kind.KEY, Kind.SERVER_GROUP)) {
            client.may(2, () -> client.any(kind).ifPresent(client::delete));
            client.may(1, () -> client.any(kind).ifPresent(client::look));
        }
    }

    private void server() {
        if (!client.fewer(Kind.SERVER, most)) return;
        var subnet = client.any(Kind.SUBNET);
        if (subnet.isEmpty()) return;
        var key = client.word(Kind.SERVER);
        var body = new HashMap<String, Object>();
        body.put("name", key);
        body.put("flavorRef", means.flavor());
        body.put("imageRef", image());
        body.put("metadata", Map.of("turn", ""));
        client.any(Kind.KEY)
                .filter(each -> client.chance().nextBoolean())
                .ifPresent(each -> body.put("key_name", each.key()));
        client.any(Kind.GROUP)
                .filter(each -> client.chance().nextBoolean())
                .ifPresent(each -> body.put("security_groups", List.of(Map.of("name", each.key()))));
        var port = client.any(Kind.PORT, each -> !each.notes().containsKey("used"))
                .filter(each -> client.chance().nextInt(3) == 0);
        if (port.isPresent()) {
            body.remove("security_groups");
            port.get().notes().put("used", key);
            body.put("networks", List.of(Map.of("port", port.get().id())));
        } else {
            var network = client.thing(subnet.get().notes().get("network"));
            body.put("networks", List.of(Map.of("uuid", network.id())));
        }
        client.create(Kind.SERVER, key, body);
    }

    private String image() {
        return client.any(Kind.IMAGE, each -> means.bootable() && each.notes().containsKey("whole"))
                .filter(each -> client.chance().nextInt(4) == 0)
                .map(Thing::id)
                .orElse(means.image());
    }

    private void power(String action, String status) {
        var server = client.any(Kind.SERVER);
        if (server.isEmpty()) return;
        var body = new HashMap<String, Object>();
        body.put(
                action,
                action.equals("reboot") ? Map.of("type", client.chance().nextBoolean() ? "HARD" : "SOFT") : null);
        client.change(
                server.get(),
                "status",
                status,
                "POST",
                Kind.SERVER.path(server.get().id()) + "/action",
                body);
    }

    private void note(Thing server) {
        var value = "turn " + client.chance().nextInt(1_000_000);
        client.change(
                server,
                "turn",
                value,
                "PUT",
                Kind.SERVER.path(server.id()) + "/metadata",
                Map.of("metadata", Map.of("turn", value)));
    }

    private void note() {
        client.any(Kind.SERVER).ifPresent(this::note);
    }

    private void delete(Thing server) {
        client.delete(server);
        if (!server.gone()) return;
        client.any(Kind.PORT, port -> server.key().equals(port.notes().get("used")))
                .ifPresent(port -> port.notes().remove("used"));
    }

    private void key() {
        if (!client.fewer(Kind.KEY, 5)) return;
        var key = client.word(Kind.KEY);
        client.create(
                Kind.KEY,
                key,
                key,
                "POST",
                Kind.KEY.path(),
                Map.of("keypair", Map.of("name", key, "public_key", PUBLIC_KEY)));
    }

    private void group() {
        if (!client.fewer(Kind.SERVER_GROUP, 4)) return;
        var key = client.word(Kind.SERVER_GROUP);
        client.create(Kind.SERVER_GROUP, key, Map.of("name", key, "policies", List.of("anti-affinity")));
    }
}
