package brume.openstack.glance;

import static brume.openstack.glance.ImageApi.json;
import static brume.openstack.glance.ImageApi.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Images as clients see them.
final class ImagesOverHttpTest {
    private static final String JSON = "application/json";
    private static final String RAW = "{\"name\": \"mini\", \"disk_format\": \"raw\", \"container_format\": \"bare\"}";

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

    @Test
    void versionsAreToldWithoutAToken() {
        var choices = api.send(api.request("GET", "/", BodyPublishers.noBody()));
        assertThat(choices.statusCode()).isEqualTo(300);
        assertThat(api.send(api.request("GET", "", BodyPublishers.noBody())).statusCode())
                .isEqualTo(300);
        var first = json(choices).get("versions").get(0);
        assertThat(first.get("status").stringValue()).isEqualTo("CURRENT");
        assertThat(first.get("links").get(0).get("href").stringValue())
                .isEqualTo("http://127.0.0.1:" + api.port() + "/image/v2/");
        assertThat(api.send(api.request("GET", "/versions", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void withoutATokenTheAnswerIs401InHtmlThatNamesTheDoor() {
        var answer = api.send(api.request("GET", "/v2/images", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(answer.headers().firstValue("x-openstack-request-id")).isEmpty();
    }

    @Test
    void aNewImageIsFlatAndQueued() {
        var made = api.call(api.alice, "POST", "/v2/images", JSON, """
                {"name": "mini", "disk_format": "raw", "container_format": "bare", "min_disk": 2, "min_ram": 64,
                 "tags": ["a", "b", "a"], "hw_rng_model": "virtio", "kernel_id": null, "protected": false}
                """);
        assertThat(made.statusCode()).isEqualTo(201);
        var image = json(made);
        var id = image.get("id").stringValue();
        assertThat(made.headers().firstValue("Location").orElseThrow()).endsWith("/image/v2/images/" + id);
        assertThat(image.get("status").stringValue()).isEqualTo("queued");
        assertThat(image.get("visibility").stringValue()).isEqualTo("shared");
        assertThat(image.get("owner").stringValue())
                .isEqualTo(api.alice.toString().replace("-", ""));
        assertThat(image.get("min_disk").intValue()).isEqualTo(2);
        assertThat(image.get("min_ram").intValue()).isEqualTo(64);
        assertThat(image.get("tags")).hasSize(2);
        assertThat(image.get("hw_rng_model").stringValue()).isEqualTo("virtio");
        assertThat(image.has("kernel_id")).isFalse();
        assertThat(image.get("size").isNull()).isTrue();
        assertThat(image.get("checksum").isNull()).isTrue();
        assertThat(image.get("file").stringValue()).isEqualTo("/v2/images/" + id + "/file");
        assertThat(json(api.call(api.alice, "GET", "/v2/images/" + id))).isEqualTo(image);
    }

    @Test
    void badImagesAreRefusedByName() {
        for (var body : List.of(
                "{\"disk_format\": \"wrong\"}",
                "{\"container_format\": \"wrong\"}",
                "{\"min_disk\": -1}",
                "{\"min_ram\": 1.5}",
                "{\"protected\": \"yes\"}",
                "{\"tags\": \"a\"}",
                "{\"id\": \"x\"}",
                "{\"name\": \"nul \\u0000\"}",
                "{\"anything\": 5}",
                "{\"anything\": null}",
                "{\"owner\": \"nobody\"}",
                "[]",
                "{")) {
            assertThat(api.call(api.alice, "POST", "/v2/images", JSON, body).statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        for (var body : List.of(
                "{\"status\": \"active\"}",
                "{\"size\": 5}",
                "{\"self\": \"x\"}",
                "{\"os_glance_foo\": \"x\"}",
                "{\"deleted\": \"x\"}",
                "{\"visibility\": \"public\"}",
                "{\"owner\": \"00000000-0000-7000-8000-00000000000b\"}")) {
            assertThat(api.call(api.alice, "POST", "/v2/images", JSON, body).statusCode())
                    .as(body)
                    .isEqualTo(403);
        }
    }

    @Test
    void aReaderChangesNothing() {
        var answer = api.send(api.request("POST", "/v2/images", BodyPublishers.ofString(RAW))
                .header("X-Auth-Token", api.token(api.alice, "reader")));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    }

    @Test
    void patchesOfBothFormsChangeWhatTheySay() {
        var id = api.image(api.alice, RAW);
        var patched = patch(id, ImagePatch.NEW, """
                [{"op": "replace", "path": "/name", "value": "two"}, {"op": "add", "path": "/os~1x~0y", "value": "z"},
                 {"op": "add", "path": "/os_distro", "value": "a"}, {"op": "add", "path": "/os_distro", "value": "b"},
                 {"op": "replace", "path": "/tags", "value": ["t"]}, {"op": "replace", "path": "/os_hidden", "value": true}]
                """);
        assertThat(patched.get("name").stringValue()).isEqualTo("two");
        assertThat(patched.get("os/x~y").stringValue()).isEqualTo("z");
        assertThat(patched.get("os_distro").stringValue()).isEqualTo("b");
        assertThat(patched.get("tags").get(0).stringValue()).isEqualTo("t");
        assertThat(patched.get("os_hidden").booleanValue()).isTrue();
        var again = patch(
                id, ImagePatch.OLD, "[{\"replace\": \"/name\", \"value\": \"three\"}, {\"remove\": \"/os_distro\"}]");
        assertThat(again.get("name").stringValue()).isEqualTo("three");
        assertThat(again.has("os_distro")).isFalse();
    }

    private JsonNode patch(String id, String type, String body) {
        var answer = api.call(api.alice, "PATCH", "/v2/images/" + id, type, body);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return json(answer);
    }

    @Test
    void badPatchesAreRefusedAndChangeNothing() {
        var id = api.image(api.alice, RAW);
        var before = json(api.call(api.alice, "GET", "/v2/images/" + id));
        var cases = List.of(
                List.of("400", "{}"),
                List.of("400", "[5]"),
                List.of("400", "[{\"op\": \"move\", \"path\": \"/name\"}]"),
                List.of("400", "[{\"op\": \"replace\", \"path\": \"name\", \"value\": \"x\"}]"),
                List.of("400", "[{\"op\": \"replace\", \"path\": \"/a/b\", \"value\": \"x\"}]"),
                List.of("400", "[{\"op\": \"replace\", \"path\": \"/name\"}]"),
                List.of("400", "[{\"op\": \"add\", \"path\": \"/x\", \"value\": 5}]"),
                List.of("400", "[{\"op\": \"add\", \"path\": \"/x~2\", \"value\": \"x\"}]"),
                List.of("400", "[{\"op\": \"replace\", \"path\": \"/min_disk\", \"value\": \"x\"}]"),
                List.of("409", "[{\"op\": \"replace\", \"path\": \"/nothing\", \"value\": \"x\"}]"),
                List.of("409", "[{\"op\": \"remove\", \"path\": \"/nothing\"}]"),
                List.of("403", "[{\"op\": \"remove\", \"path\": \"/name\"}]"),
                List.of("403", "[{\"op\": \"replace\", \"path\": \"/id\", \"value\": \"x\"}]"),
                List.of("403", "[{\"op\": \"replace\", \"path\": \"/status\", \"value\": \"active\"}]"),
                List.of("403", "[{\"op\": \"add\", \"path\": \"/os_glance_x\", \"value\": \"x\"}]"),
                List.of("403", "[{\"op\": \"replace\", \"path\": \"/visibility\", \"value\": \"public\"}]"));
        for (var each : cases) {
            var body =
                    each.get(1).replace("[{", "[{\"op\": \"replace\", \"path\": \"/name\", \"value\": \"changed\"}, {");
            assertThat(api.call(api.alice, "PATCH", "/v2/images/" + id, ImagePatch.NEW, body)
                            .statusCode())
                    .as(body)
                    .isEqualTo(Integer.parseInt(each.get(0)));
        }
        assertThat(api.call(api.alice, "PATCH", "/v2/images/" + id, JSON, "[]").statusCode())
                .isEqualTo(415);
        assertThat(json(api.call(api.alice, "GET", "/v2/images/" + id))).isEqualTo(before);
    }

    @Test
    void listsFilterByWhatTheyAreAskedFor() {
        var one = api.image(api.alice, RAW.replace("mini", "a,b"));
        var two = api.image(api.alice, RAW.replace("}", ", \"os_distro\": \"debian\", \"tags\": [\"x\", \"y\"]}"));
        var hidden = api.image(api.alice, RAW.replace("}", ", \"os_hidden\": true}"));
        api.upload(api.alice, two, new byte[1500]);
        assertThat(listed("")).containsExactlyInAnyOrder(one, two);
        assertThat(listed("?os_hidden=true")).containsExactly(hidden);
        assertThat(listed("?name=mini")).containsExactly(two);
        assertThat(listed("?name=in:mini,%22a,b%22")).containsExactlyInAnyOrder(one, two);
        assertThat(listed("?status=active")).containsExactly(two);
        assertThat(listed("?status=in:queued,saving")).containsExactly(one);
        assertThat(listed("?status=nonsense")).isEmpty();
        assertThat(listed("?tag=x&tag=y")).containsExactly(two);
        assertThat(listed("?tag=x&tag=z")).isEmpty();
        assertThat(listed("?os_distro=debian")).containsExactly(two);
        assertThat(listed("?size_min=1500&size_max=1500")).containsExactly(two);
        assertThat(listed("?size_min=1501")).isEmpty();
        assertThat(listed("?id=in:" + one)).containsExactly(one);
        assertThat(listed("?disk_format=raw&container_format=in:bare,ovf&protected=false"))
                .hasSize(2);
        assertThat(listed("?visibility=private")).isEmpty();
        assertThat(listed("?visibility=all&owner=" + api.bob)).isEmpty();
        assertThat(listed("?created_at=gte:2026-01-01T00:00:00Z")).hasSize(2);
        assertThat(listed("?created_at=lt:2026-01-01T00:00:00Z")).isEmpty();
        assertThat(listed("?sort=name:desc&limit=1")).containsExactly(two);
        assertThat(listed("?sort_key=name&sort_dir=asc&limit=1")).containsExactly(one);
        assertThat(listed("?limit=0")).isEmpty();
        for (var bad : List.of(
                "limit=-1",
                "limit=x",
                "marker=x",
                "marker=00000000-0000-7000-8000-000000000001",
                "sort_key=owner",
                "sort_dir=up",
                "sort=name:asc&sort_key=name",
                "sort=name,name",
                "visibility=x",
                "member_status=x",
                "size_min=x",
                "protected=maybe",
                "created_at=gt:yesterday",
                "name=in:%22a")) {
            assertThat(api.call(api.alice, "GET", "/v2/images?" + bad).statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
    }

    private List<String> listed(String query) {
        var answer = api.call(api.alice, "GET", "/v2/images" + query);
        assertThat(answer.statusCode()).as(query + " " + text(answer)).isEqualTo(200);
        var ids = new ArrayList<String>();
        json(answer).get("images").forEach(image -> ids.add(image.get("id").stringValue()));
        return ids;
    }

    @Test
    void theNextLinkLeadsThroughAllPages() {
        for (int i = 0; i < 5; i++) api.image(api.alice, RAW);
        var seen = new ArrayList<String>();
        var path = "/v2/images?limit=2&name=mini";
        while (!path.isEmpty()) {
            var page = json(api.call(api.alice, "GET", path));
            page.get("images").forEach(image -> seen.add(image.get("id").stringValue()));
            assertThat(page.get("first").stringValue()).isEqualTo("/v2/images?limit=2&name=mini");
            path = page.has("next") ? page.get("next").stringValue() : "";
        }
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void tagsAreSetAndTakenAwayOneByOne() {
        var path = "/v2/images/" + api.image(api.alice, RAW);
        assertThat(api.call(api.alice, "PUT", path + "/tags/one%2Ftwo").statusCode())
                .isEqualTo(204);
        assertThat(json(api.call(api.alice, "GET", path)).get("tags").get(0).stringValue())
                .isEqualTo("one/two");
        assertThat(api.call(api.alice, "DELETE", path + "/tags/one%2Ftwo").statusCode())
                .isEqualTo(204);
        assertThat(api.call(api.alice, "DELETE", path + "/tags/one%2Ftwo").statusCode())
                .isEqualTo(404);
        assertThat(api.call(api.alice, "PUT", path + "/tags/" + "x".repeat(256)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void anotherTenantsImageIs404OnEveryRoute() {
        var path = "/v2/images/" + api.image(api.alice, RAW.replace("}", ", \"visibility\": \"private\"}"));
        var json = "{\"member\": \"" + api.bob + "\", \"status\": \"accepted\"}";
        for (var call : List.of(
                "GET ",
                "DELETE ",
                "GET /file",
                "POST /actions/deactivate",
                "POST /actions/reactivate",
                "PUT /tags/x",
                "DELETE /tags/x",
                "GET /members",
                "POST /members",
                "GET /members/" + api.bob,
                "PUT /members/" + api.bob,
                "DELETE /members/" + api.bob,
                "GET /tasks")) {
            var parts = call.split(" ", -1);
            var answer = api.call(api.bob, parts[0], path + parts[1], JSON, json);
            assertThat(answer.statusCode()).as(call).isEqualTo(404);
        }
        assertThat(api.call(api.bob, "PATCH", path, ImagePatch.NEW, "[]").statusCode())
                .isEqualTo(404);
        assertThat(api.upload(api.bob, path.substring(11), new byte[3]).statusCode())
                .isEqualTo(404);
    }

    @Test
    void membersAreSharedWithAndAnswerThemselves() {
        var path = "/v2/images/" + api.image(api.alice, RAW) + "/members";
        var bob = api.bob.toString().replace("-", "");
        var made = api.call(api.alice, "POST", path, JSON, "{\"member\": \"" + bob + "\"}");
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(json(made).get("member_id").stringValue()).isEqualTo(bob);
        assertThat(json(made).get("status").stringValue()).isEqualTo("pending");
        assertThat(api.call(api.alice, "POST", path, JSON, "{\"member\": \"" + bob + "\"}")
                        .statusCode())
                .isEqualTo(409);
        var mine = path + "/" + bob;
        assertThat(api.call(api.alice, "PUT", mine, JSON, "{\"status\": \"accepted\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(api.call(api.bob, "PUT", mine, JSON, "{\"status\": \"perhaps\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(json(api.call(api.bob, "PUT", mine, JSON, "{\"status\": \"accepted\"}"))
                        .get("status")
                        .stringValue())
                .isEqualTo("accepted");
        assertThat(json(api.call(api.alice, "GET", path)).get("members")).hasSize(1);
        assertThat(api.call(api.alice, "DELETE", mine).statusCode()).isEqualTo(204);
        assertThat(api.call(api.alice, "GET", mine).statusCode()).isEqualTo(404);
    }

    @Test
    void errorsArePagesThatEscapeWhatTheyTell() {
        var answer = api.call(api.alice, "GET", "/v2/images/%3Cscript%3E");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(text(answer)).contains("404 Not Found").doesNotContain("<script>");
        assertThat(answer.headers().firstValue("x-openstack-request-id").orElseThrow())
                .startsWith("req-");
        assertThat(api.call(api.alice, "GET", "/v2/images/").statusCode()).isEqualTo(404);
        assertThat(api.call(api.alice, "DELETE", "/v2/images/").statusCode()).isEqualTo(404);
        assertThat(api.call(api.alice, "PUT", "/v2/images").statusCode()).isEqualTo(405);
    }

    @Test
    void schemasAndWhatTheSiteCanDoAreTold() {
        for (var name : Schemas.NAMES) {
            var schema = json(api.call(api.alice, "GET", "/v2/schemas/" + name));
            assertThat(schema.get("properties")).as(name).isNotEmpty();
        }
        var imports = json(api.call(api.alice, "GET", "/v2/info/import"));
        assertThat(imports.get("import-methods").get("value")).isEmpty();
        assertThat(api.call(api.alice, "GET", "/v2/info/stores").statusCode()).isEqualTo(404);
    }
}
