package brume.app.demo;

import java.util.HashMap;

/// A key pair: made by `ssh-keygen` and imported, or, where nobody will log in, made by the cloud.
final class KeyLeg {
    private final Journey journey;
    private final OpenStack client;

    KeyLeg(Journey journey, OpenStack client) {
        this.journey = journey;
        this.client = client;
    }

    /// @return the key pair's name
    String go() {
        var name = journey.name("key");
        journey.road().step("key", () -> {
            var key = new HashMap<String, Object>();
            key.put("name", name);
            key.put("type", "ssh");
            journey.outside().ifPresent(outside -> key.put("public_key", outside.key()));
            var made = client.post("compute", "/v2.1/os-keypairs", java.util.Map.of("keypair", key))
                    .path("keypair");
            journey.made().add("key", client, "compute", "/v2.1/os-keypairs/" + name, "user");
            return made.path("fingerprint").asString();
        });
        return name;
    }
}
