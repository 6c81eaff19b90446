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
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Clouds as OpenStack's clients know them by name: `clouds.yaml` in the folder of work, in `~/.config/openstack` or in
/// `/etc/openstack`, the first that is there, with the secrets of the `secure.yaml` beside it (openstacksdk,
/// "Configuring OpenStack SDK Applications").
final class CloudsYaml {
    private static final String FILE = "OS_CLIENT_CONFIG_FILE";
    private final Path file;
    private final Map<String, Object> clouds;

    private CloudsYaml(Path file, Map<String, Object> clouds) {
        this.file = file;
        this.clouds = clouds;
    }

    /// @param environment may name the file itself, by `OS_CLIENT_CONFIG_FILE`
    /// @param home        of the user
    /// @throws Failure when there is none, or it can't be read
    static CloudsYaml find(Map<String, String> environment, Path work, Path home) {
        if (environment.containsKey(FILE)) return read(Path.of(environment.get(FILE)));
        var folders = List.of(work, home.resolve(".config/openstack"), Path.of("/etc/openstack"));
        for (var folder : folders) {
            for (var name : List.of("clouds.yaml", "clouds.yml")) {
                if (Files.exists(folder.resolve(name))) return read(folder.resolve(name));
            }
        }
        throw new Failure(
                "looking for clouds.yaml",
                "there is none in " + folders.stream().map(Path::toAbsolutePath).toList(),
                "write one (that of a Brume: ./brume env --format clouds.yaml), or name it by " + FILE);
    }

    private static CloudsYaml read(Path file) {
        var clouds = load(file);
        var secure = file.resolveSibling(file.getFileName().toString().replace("clouds", "secure"));
        return new CloudsYaml(
                file.toAbsolutePath(),
                map((!secure.equals(file) && Files.exists(secure) ? merged(clouds, load(secure)) : clouds)
                        .get("clouds")));
    }

    private static Map<String, Object> load(Path file) {
        try {
            var settings = LoadSettings.builder().setLabel(file.toString()).build();
            return map(new Load(settings).loadFromString(Files.readString(file)));
        } catch (IOException | YamlEngineException e) {
            throw new Failure("reading " + file, e, "it is to be YAML, as openstacksdk reads it");
        }
    }

    Path file() {
        return file;
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

    /// @throws Failure when there is none of that name, or it says too little
    Login login(String name) {
        var cloud = map(clouds.get(name));
        if (cloud.isEmpty()) {
            throw new Failure(
                    "looking for the cloud " + name + " in " + file,
                    clouds.isEmpty() ? "it names no clouds" : "there are only " + String.join(", ", clouds.keySet()),
                    "name one that is there, or write this one there");
        }
        try {
            return login(cloud);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure("reading the cloud " + name + " in " + file, e, "write it there");
        }
    }

    private static Login login(Map<String, Object> cloud) throws IOException {
        if (cloud.containsKey("profile")) {
            throw new IllegalArgumentException("it leans on a vendor's profile, and has to have its auth_url itself");
        }
        var auth = map(cloud.get("auth"));
        return new Login(
                identity(required(auth, "auth_url")),
                Map.copyOf(identified(auth)),
                text(cloud, "region_name"),
                text(cloud, "interface").orElse("public").replaceAll("URL$", ""),
                Optional.of(Trust.of(
                        text(cloud, "cacert").map(Path::of),
                        !"false".equalsIgnoreCase(text(cloud, "verify").orElse("true")))));
    }

    private static URI identity(String address) {
        var bare = address.replaceAll("/+$", "");
        var uri = URI.create(bare.endsWith("/v3") ? bare : bare + "/v3");
        if (uri.getHost() == null) throw new IllegalArgumentException("its auth_url is no address: " + address);
        return uri;
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
        return text(auth, key).orElseThrow(() -> new IllegalArgumentException("it has no " + key));
    }

    private static Optional<String> text(Map<String, Object> map, String key) {
        return Optional.ofNullable(map.get(key)).map(Object::toString);
    }
}
