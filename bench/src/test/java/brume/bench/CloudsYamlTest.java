package brume.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import brume.base.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class CloudsYamlTest {
    private static final String CLOUDS = """
            clouds:
              one:
                region_name: RegionOne
                auth:
                  auth_url: http://127.0.0.1:5000/
                  username: someone
                  project_name: work
                  user_domain_name: Default
                  project_domain_id: default
              two:
                auth:
                  auth_url: http://127.0.0.1:5000/identity/v3
                  application_credential_id: abc
                  application_credential_secret: def
              vendor:
                profile: some
            """;

    @TempDir
    Path folder;

    private Login login(String name) throws IOException {
        Files.writeString(folder.resolve("clouds.yaml"), CLOUDS);
        Files.writeString(folder.resolve("secure.yaml"), "clouds: {one: {auth: {password: hidden}}}\n");
        return CloudsYaml.find(Map.of(), folder, folder.resolve("home")).login(name);
    }

    private static JsonNode auth(Login login) {
        return Json.read(new String(login.body(), StandardCharsets.UTF_8)).get("auth");
    }

    @Test
    void aPasswordComesFromTheFileOfSecrets() throws IOException {
        var login = login("one");
        assertThat(login.identity()).hasToString("http://127.0.0.1:5000/v3");
        assertThat(login.region()).contains("RegionOne");
        assertThat(auth(login)).isEqualTo(Json.read("""
                {"identity": {"methods": ["password"], "password": {"user":
                    {"name": "someone", "password": "hidden", "domain": {"name": "Default"}}}},
                 "scope": {"project": {"name": "work", "domain": {"id": "default"}}}}
                """));
    }

    @Test
    void anApplicationCredentialHasItsOwnScope() throws IOException {
        assertThat(login("two").identity()).hasToString("http://127.0.0.1:5000/identity/v3");
        assertThat(auth(login("two"))).isEqualTo(Json.read("""
                {"identity": {"methods": ["application_credential"],
                              "application_credential": {"id": "abc", "secret": "def"}}}
                """));
    }

    @Test
    void theEnvironmentNamesAnotherFile() throws IOException {
        var other = Files.writeString(folder.resolve("other.yaml"), CLOUDS);
        var environment = Map.of("OS_CLIENT_CONFIG_FILE", other.toString());
        var clouds = CloudsYaml.find(environment, folder.resolve("none"), folder.resolve("home"));
        assertThat(clouds.login("two").region()).isEmpty();
    }

    @Test
    void whatSaysTooLittleIsRefused() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> login("nobody"))
                .withMessageContainingAll("nobody", "clouds.yaml", "there are only", "vendor");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> login("vendor"))
                .withMessageContaining("auth_url");
    }

    @Test
    void aFileThatIsNotThereOrIsNoYamlIsTold() throws IOException {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> CloudsYaml.find(Map.of(), folder.resolve("none"), folder.resolve("home")))
                .withMessageContaining("./brume env --format clouds.yaml");
        var bad = Files.writeString(folder.resolve("bad.yaml"), "clouds: {one: [}");
        for (var file : List.of(bad, folder.resolve("gone.yaml"))) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> CloudsYaml.find(
                            Map.of("OS_CLIENT_CONFIG_FILE", file.toString()), folder, folder.resolve("home")))
                    .withMessageContaining(file.toString());
        }
    }

    @Test
    void anEndpointIsFoundWithItsVersion() throws IOException {
        var catalog = Json.read("""
                [{"type": "image", "endpoints": [
                    {"interface": "internal", "region": "RegionOne", "url": "http://inside:9292"},
                    {"interface": "public", "region": "RegionOne", "url": "http://outside:9292/"}]},
                 {"type": "compute", "endpoints": [
                    {"interface": "public", "region": "RegionOne", "url": "http://outside:8774/v2.1"}]}]
                """);
        var login = login("one");
        assertThat(login.endpoint(catalog, "image", "/image/v2")).hasToString("http://outside:9292/v2");
        assertThat(login.endpoint(catalog, "compute", "/compute/v2.1")).hasToString("http://outside:8774/v2.1");
    }
}
