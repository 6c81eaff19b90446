package brume.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Clouds as OpenStack's clients know them by name: `clouds.yaml` in the folder of work, in `~/.config/openstack` or in
/// `/etc/openstack`, the first that is there, with the secrets of the `secure.yaml` beside it (openstacksdk,
/// "Configuring OpenStack SDK Applications").
final class CloudsYaml {
    private static final String FILE = "OS_CLIENT_CONFIG_FILE";
    private final Map<String, Object> clouds;

    private CloudsYaml(Map<String, Object> clouds) {
        this.clouds = clouds;
    }

    /// @param environment may name the file itself, by `OS_CLIENT_CONFIG_FILE`
    /// @param home        of the user
    static CloudsYaml find(Map<String, String> environment, Path work, Path home) throws IOException {
        if (environment.containsKey(FILE)) return read(Path.of(environment.get(FILE)));
        for (var folder : List.of(work, home.resolve(".config/openstack"), Path.of("/etc/openstack"))) {
            for (var name : List.of("clouds.yaml", "clouds.yml")) {
                if (Files.exists(folder.resolve(name))) return read(folder.resolve(name));
            }
        }
        throw new IllegalArgumentException("there is no clouds.yaml");
    }

    private static CloudsYaml read(Path file) throws IOException {
        var clouds = load(file);
        var secure = file.resolveSibling(file.getFileName().toString().replace("clouds", "secure"));
        return new CloudsYaml(map(
                (!secure.equals(file) && Files.exists(secure) ? merged(clouds, load(secure)) : clouds).get("clouds")));
    }

    private static Map<String, Object> load(Path file) throws IOException {
        var settings = LoadSettings.builder().setLabel(file.toString()).build();
        return map(new Load(settings).loadFromString(Files.readString(file)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /// What is told in `over` wins, in maps key by key.
    private static Map<String, Object> merged(Map<String, Object> under, Map<String, Object> over) {
        var both = new HashMap<>(under);
        over.forEach((key, value) ->
                both.merge(key, value, (old, one) -> one instanceof Map ? merged(map(old), map(one)) : one));
        return both;
    }

    /// @throws IllegalArgumentException when there is none of that name, or it says too little
    Login login(String name) throws IOException {
        var cloud = map(clouds.get(name));
        if (cloud.isEmpty()) {
            throw new IllegalArgumentException("clouds.yaml has no cloud " + name + ", but " + clouds.keySet());
        }
        if (cloud.containsKey("profile")) {
            throw new IllegalArgumentException(name + " leans on a vendor's profile: write its auth_url there");
        }
        var auth = map(cloud.get("auth"));
        return new Login(
                identity(text(auth, "auth_url")
                        .orElseThrow(() -> new IllegalArgumentException(name + " has no auth_url"))),
                Map.copyOf(identified(auth)),
                text(cloud, "region_name"),
                text(cloud, "interface").orElse("public").replaceAll("URL$", ""),
                Optional.of(Trust.of(
                        text(cloud, "cacert").map(Path::of),
                        !"false".equalsIgnoreCase(text(cloud, "verify").orElse("true")))));
    }

    private static URI identity(String address) {
        var bare = address.replaceAll("/+$", "");
        return URI.create(bare.endsWith("/v3") ? bare : bare + "/v3");
    }

    private static Map<String, Object> identified(Map<String, Object> auth) {
        if (auth.containsKey("application_credential_id")) {
            var credential = Map.of(
                    "id", required(auth, "application_credential_id"),
                    "secret", required(auth, "application_credential_secret"));
            return Map.of(
                    "identity",
                    Map.of("methods", List.of("application_credential"), "application_credential", credential));
        }
        var user = named(auth, "user", "username");
        user.put("password", required(auth, "password"));
        var identity = Map.of("methods", List.of("password"), "password", Map.of("user", user));
        var project = named(auth, "project", "project_name");
        return Map.of("identity", identity, "scope", Map.of("project", project));
    }

    /// A user or a project: by its id, or by its name in a domain.
    private static Map<String, Object> named(Map<String, Object> auth, String kind, String name) {
        var id = text(auth, kind + "_id");
        if (id.isPresent()) return new HashMap<>(Map.of("id", id.get()));
        return new HashMap<>(Map.of("name", required(auth, name), "domain", domain(auth, kind)));
    }

    private static Map<String, String> domain(Map<String, Object> auth, String kind) {
        for (var start : List.of(kind + "_domain", "domain", "default_domain")) {
            var id = text(auth, start + "_id");
            if (id.isPresent()) return Map.of("id", id.get());
            var name = text(auth, start + "_name");
            if (name.isPresent()) return Map.of("name", name.get());
        }
        return text(auth, "default_domain").map(id -> Map.of("id", id)).orElse(Map.of("id", "default"));
    }

    private static String required(Map<String, Object> auth, String key) {
        return text(auth, key).orElseThrow(() -> new IllegalArgumentException("the cloud has no " + key));
    }

    private static Optional<String> text(Map<String, Object> map, String key) {
        return Optional.ofNullable(map.get(key)).map(Object::toString);
    }
}
