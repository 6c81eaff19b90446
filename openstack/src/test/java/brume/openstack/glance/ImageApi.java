package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.http.Dialect;
import brume.base.http.HttpServer;
import brume.base.http.Limits;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.http.Service;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.loop.SteppedScheduler;
import brume.base.postgres.ScratchPostgres;
import brume.base.shape.Shape;
import brume.base.sql.Migrations;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.bytes.ByteStore;
import brume.cloud.identity.Identity;
import brume.cloud.image.ImageLimits;
import brume.cloud.image.Images;
import brume.cloud.journal.Journal;
import brume.cloud.quota.Quotas;
import brume.openstack.Authentication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The Image API over HTTP, alone. A token is `project/role`; everything else is the real thing.
final class ImageApi implements AutoCloseable {
    final UUID alice = UUID.fromString("00000000-0000-7000-8000-00000000000a");
    final UUID bob = UUID.fromString("00000000-0000-7000-8000-00000000000b");
    final Images images;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    ImageApi(Path folder) {
        var scheduler = new SteppedScheduler(Instant.parse("2026-01-01T00:00:00Z"));
        var random = new Random(3);
        var ids = new Ids(scheduler.clock(), random);
        var sql = new Sql(ScratchPostgres.shared()
                .fresh("glance", source -> Migrations.run(source, List.of("journal", "quota", "identity", "image"))));
        var journal = new Journal(sql, scheduler.clock(), ids);
        var identity = new Identity(sql, scheduler.clock(), ids, random, journal, folder.resolve("keys"));
        images = new Images(
                sql,
                ids,
                scheduler,
                journal,
                new Quotas(),
                new ByteStore(folder.resolve("images")),
                ImageLimits.DEFAULT);
        var glance = Glance.service("/image", images, new Authentication(identity, journal));
        var nothing = new Service("", glance.dialect(), List.of());
        server = new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(new Service("/image", new ByName(glance.dialect()), glance.routes()), nothing),
                Limits.DEFAULT,
                ids);
    }

    int port() {
        return server.port();
    }

    String token(UUID project, String role) {
        return project + "/" + role;
    }

    HttpRequest.Builder request(String method, String path, BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/image" + path))
                .method(method, body);
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> call(UUID project, String method, String path) {
        return send(request(method, path, BodyPublishers.noBody()).header("X-Auth-Token", token(project, "member")));
    }

    HttpResponse<byte[]> call(UUID project, String method, String path, String type, String body) {
        return send(request(method, path, BodyPublishers.ofString(body))
                .header("X-Auth-Token", token(project, "member"))
                .header("Content-Type", type));
    }

    HttpResponse<byte[]> upload(UUID project, String image, byte[] content) {
        return send(request("PUT", "/v2/images/" + image + "/file", BodyPublishers.ofByteArray(content))
                .header("X-Auth-Token", token(project, "member"))
                .header("Content-Type", "application/octet-stream"));
    }

    /// The id of a new image.
    String image(UUID project, String members) {
        var made = call(project, "POST", "/v2/images", "application/json", members);
        if (made.statusCode() != 201) throw new AssertionError(made.statusCode() + " " + text(made));
        return json(made).get("id").stringValue();
    }

    static JsonNode json(HttpResponse<byte[]> answer) {
        return Json.read(text(answer));
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }

    /// Takes the token for what it says.
    private record ByName(Dialect glance) implements Dialect {
        @Override
        public void admit(Request request, Route route) {
            if (route.action().isEmpty()) return;
            var token = request.header("X-Auth-Token").orElseThrow(CloudFault.Unauthenticated::new);
            var parts = token.split("/");
            var roles = parts[1].equals("admin")
                    ? Set.of("admin", "manager", "member", "reader")
                    : parts[1].equals("member") ? Set.of("member", "reader") : Set.of("reader");
            request.keep(
                    Caller.class,
                    new Caller(
                            Optional.of(UUID.fromString(parts[0])),
                            "default",
                            new Scope.Project(UUID.fromString(parts[0]), "default"),
                            roles,
                            request.source(),
                            request.id()));
        }

        @Override
        public Response fault(Request request, CloudFault fault) {
            return glance.fault(request, fault);
        }

        @Override
        public Response bug(Request request) {
            return glance.bug(request);
        }

        @Override
        public Response nothing(Request request, Set<String> allowed) {
            return glance.nothing(request, allowed);
        }

        @Override
        public CloudFault misshapen(Request request, Shape.Problem problem) {
            return glance.misshapen(request, problem);
        }

        @Override
        public Response leave(Request request, Response response) {
            return glance.leave(request, response);
        }
    }
}
