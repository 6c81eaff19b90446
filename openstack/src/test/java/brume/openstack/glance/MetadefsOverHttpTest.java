package brume.openstack.glance;

import static brume.openstack.glance.ImageApi.json;
import static brume.openstack.glance.ImageApi.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Definitions of metadata as clients see them.
final class MetadefsOverHttpTest {
    private static final String ALL = "/v2/metadefs/namespaces";

    @TempDir
    Path folder;

    ImageApi api;

    @BeforeEach
    void open() {
        api = new ImageApi(folder);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private HttpResponse<byte[]> admin(String method, String path, String body) {
        return as(api.alice, "admin", method, path, body);
    }

    private HttpResponse<byte[]> as(UUID project, String role, String method, String path, String body) {
        return api.send(api.request(method, path, BodyPublishers.ofString(body))
                .header("X-Auth-Token", api.token(project, role))
                .header("Content-Type", "application/json"));
    }

    private void answers(int status, HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
    }

    @Test
    void aNamespaceComesWithAllThatIsInIt() {
        var made = admin("POST", ALL, """
                {"namespace": "OS::a b", "visibility": "public", "protected": true, "description": "d",
                 "properties": {"hw:x": {"title": "X", "type": "string", "enum": ["a"]}},
                 "objects": [{"name": "o", "properties": {"p": {"title": "P", "type": "integer", "minimum": 1}}}],
                 "tags": [{"name": "t"}],
                 "resource_type_associations": [{"name": "OS::Glance::Image", "prefix": "hw_"}, {"name": "My::Own"}]}
                """);
        answers(201, made);
        var path = ALL + "/OS%3A%3Aa%20b";
        assertThat(made.headers().firstValue("Location").orElseThrow()).endsWith(path);
        var shown = json(as(api.bob, "reader", "GET", path, ""));
        assertThat(shown).isEqualTo(json(made));
        assertThat(shown.get("properties").get("hw:x").get("enum").get(0).stringValue())
                .isEqualTo("a");
        assertThat(shown.get("objects")
                        .get(0)
                        .get("properties")
                        .get("p")
                        .get("minimum")
                        .intValue())
                .isEqualTo(1);
        assertThat(shown.get("tags").get(0).get("name").stringValue()).isEqualTo("t");
        assertThat(shown.get("resource_type_associations")).hasSize(2);
        assertThat(json(admin("GET", ALL, "")).get("namespaces")).hasSize(1);
        assertThat(text(admin("GET", "/v2/metadefs/resource_types", ""))).contains("My::Own", "OS::Nova::Flavor");
        answers(409, admin("POST", ALL, "{\"namespace\": \"OS::a b\"}"));
        answers(403, admin("DELETE", path, ""));
        answers(403, admin("DELETE", path + "/tags/t", ""));
        answers(200, admin("PUT", path, "{\"namespace\": \"n\", \"protected\": false}"));
        answers(204, admin("DELETE", ALL + "/n", ""));
        answers(404, admin("GET", ALL + "/n", ""));
        answers(404, admin("GET", ALL + "/n/objects/o", ""));
    }

    @Test
    void definitionsAreMadeChangedAndRemovedOneByOne() {
        admin("POST", ALL, "{\"namespace\": \"n\"}");
        var n = ALL + "/n";
        var property = "{\"name\": \"%s\", \"title\": \"X\", \"type\": \"string\"}";
        for (var each : List.of("properties", "objects")) {
            answers(201, admin("POST", n + "/" + each, property.formatted("a")));
            answers(409, admin("POST", n + "/" + each, property.formatted("a")));
            answers(201, admin("POST", n + "/" + each, property.formatted("b")));
            answers(409, admin("PUT", n + "/" + each + "/b", property.formatted("a")));
            assertThat(json(admin("PUT", n + "/" + each + "/b", property.formatted("c")))
                            .get("name")
                            .stringValue())
                    .isEqualTo("c");
            answers(404, admin("PUT", n + "/" + each + "/b", property.formatted("c")));
            assertThat(json(admin("GET", n + "/" + each, "")).get(each)).hasSize(2);
            answers(204, admin("DELETE", n + "/" + each + "/a", ""));
            answers(404, admin("GET", n + "/" + each + "/a", ""));
            answers(204, admin("DELETE", n + "/" + each, ""));
            assertThat(json(admin("GET", n + "/" + each, "")).get(each)).isEmpty();
        }
        answers(201, admin("POST", n + "/tags", "{\"tags\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}"));
        answers(201, admin("POST", n + "/tags/c", ""));
        answers(200, admin("PUT", n + "/tags/c", "{\"name\": \"d\"}"));
        assertThat(json(admin("GET", n + "/tags", "")).get("tags")).hasSize(3);
        answers(201, admin("POST", n + "/tags", "{\"tags\": [{\"name\": \"z\"}]}"));
        assertThat(json(admin("GET", n + "/tags", "")).get("tags")).hasSize(1);
        answers(201, admin("POST", n + "/resource_types", "{\"name\": \"OS::Nova::Flavor\"}"));
        answers(409, admin("POST", n + "/resource_types", "{\"name\": \"OS::Nova::Flavor\"}"));
        answers(204, admin("DELETE", n + "/resource_types/OS::Nova::Flavor", ""));
        answers(404, admin("DELETE", n + "/resource_types/OS::Nova::Flavor", ""));
    }

    @Test
    void onlyAdministratorsWriteAndPrivateNamespacesAreTheirOwners() {
        answers(403, as(api.bob, "member", "POST", ALL, "{\"namespace\": \"mine\"}"));
        admin("POST", ALL, "{\"namespace\": \"hidden\"}");
        admin("POST", ALL, "{\"namespace\": \"open\", \"visibility\": \"public\"}");
        answers(404, as(api.bob, "member", "GET", ALL + "/hidden", ""));
        answers(404, as(api.bob, "member", "DELETE", ALL + "/hidden", ""));
        answers(404, as(api.bob, "member", "GET", ALL + "/hidden/objects", ""));
        answers(403, as(api.bob, "member", "DELETE", ALL + "/open", ""));
        answers(403, as(api.bob, "member", "POST", ALL + "/open/tags/t", ""));
        assertThat(json(as(api.bob, "member", "GET", ALL, "")).get("namespaces"))
                .hasSize(1);
        answers(200, as(api.alice, "reader", "GET", ALL + "/hidden", ""));
    }

    @Test
    void whatCannotBeStoredOrMakesNoSenseIsRefused() {
        admin("POST", ALL, "{\"namespace\": \"n\"}");
        answers(400, admin("POST", ALL, "{\"namespace\": \"\"}"));
        answers(400, admin("POST", ALL, "{\"namespace\": \"x\", \"visibility\": \"shared\"}"));
        answers(400, admin("POST", ALL, "{\"namespace\": \"x\", \"tags\": [{\"name\": \"a\\u0000\"}]}"));
        answers(400, admin("POST", ALL + "/n/objects", "{\"name\": \"x\", \"free\": \"a\\u0000\"}"));
        answers(400, admin("POST", ALL + "/n/properties", "{\"name\": \"x\"}"));
        answers(400, admin("GET", ALL + "?marker=nothing", ""));
        answers(400, admin("GET", ALL + "?sort_key=owner", ""));
        answers(409, admin("POST", ALL, "{\"namespace\": \"y\", \"tags\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}"));
    }
}
