package brume.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.base.sql.SqlFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class HttpServerTest {
    private static final long BIG = 64L << 20;
    private static HttpServer server;
    private static HttpClient client;

    @BeforeAll
    static void listen() {
        var shape = Shape.closed()
                .need("thing", Shape.closed().need("name", Shape.text(1, 10)).with("size", Shape.whole(0, 99)));
        var routes = List.of(
                Route.of(
                        "GET",
                        "/things/{thing:thing}",
                        "things:get",
                        r -> Response.json(200, Map.of("id", r.uuid("thing", "thing")))),
                Route.of(
                                "POST",
                                "/things",
                                "things:create",
                                r -> Response.json(
                                        201,
                                        Map.of(
                                                "name",
                                                r.json()
                                                        .get("thing")
                                                        .get("name")
                                                        .stringValue())))
                        .body(shape),
                Route.open(
                                "GET",
                                "/things",
                                r -> Response.json(200, List.of(r.query().all("limit"))))
                        .query(Shape.closed().with("limit", Shape.whole(0, 100))),
                Route.open(
                                "GET",
                                "/read/{name:text}",
                                r -> Response.json(200, r.query().all(r.place("name"))))
                        .query(Shape.open()
                                .with("limit", Shape.unchecked(Shape.whole(0, 100)))
                                .with("early", Shape.text(9), Versions.until(2, 9))),
                Route.open(
                        "GET",
                        "/unread/{name:text}",
                        r -> Response.json(200, r.query().has(r.place("name")))),
                Route.open("PUT", "/bytes", HttpServerTest::count).streaming(),
                Route.open(
                        "GET",
                        "/bytes",
                        r -> Response.stream(200, "application/octet-stream", BIG, out -> {
                            var piece = new byte[1 << 16];
                            for (long sent = 0; sent < BIG; sent += piece.length) out.write(piece);
                        })),
                Route.open("GET", "/versioned", r -> Response.text(200, "old")).in(Versions.until(2, 9)),
                Route.open("GET", "/origin", r -> Response.text(200, r.root())),
                Route.open("GET", "/bug", r -> {
                    throw new IllegalStateException("secret");
                }),
                Route.open("GET", "/database/{state:text}", r -> {
                    throw new SqlFault(new SQLException("secret", r.place("state")));
                }));
        server = new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(
                        new Service("/api", new PlainDialect(), routes),
                        new Service(
                                "",
                                new PlainDialect(),
                                List.of(Route.open("GET", "/", r -> Response.text(200, "hi"))))),
                new Limits(1000, 16 << 10, Pace.DEFAULT, Crowd.DEFAULT, Set.of()),
                new Ids(InstantSource.system(), new SecureRandom()));
        client = HttpClient.newHttpClient();
    }

    private static Response count(Request request) throws IOException {
        long total = 0;
        var buffer = new byte[1 << 16];
        try (InputStream in = request.body()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) total += n;
        }
        return Response.text(200, Long.toString(total));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private static HttpRequest.Builder post(String body) {
        return to("/api/things").header("X-Auth-Token", "t").POST(BodyPublishers.ofString(body));
    }

    @Test
    void aHandlerReadsNoParameterThatItsRouteDoesNotDeclare() throws Exception {
        var all = "?limit=many&other=b";
        // It is told of the shape, and answers what it likes.
        assertThat(send(to("/api/read/limit" + all)).body()).isEqualTo("[\"many\"]");
        assertThat(send(to("/api/read/other" + all)).statusCode()).isEqualTo(500);
        // Also where nobody sends it: else none would notice.
        assertThat(send(to("/api/read/other")).statusCode()).isEqualTo(500);
        assertThat(send(to("/api/unread/limit")).statusCode()).isEqualTo(500);
    }

    @Test
    void whatIsDeclaredForOtherVersionsIsNotDeclared() throws Exception {
        assertThat(send(to("/api/read/early?early=a")).statusCode()).isEqualTo(500);
    }

    @Test
    void aDatabaseThatIsAwayIsForALaterTryAndAnyOtherFaultOfItIsABug() throws Exception {
        // Class 08, and 53100, 57P01, 57P03, 58030 of PostgreSQL's appendix A.
        for (var state : List.of("08006", "53100", "57P01", "57P02", "57P03", "58030")) {
            var answer = send(to("/api/database/" + state));
            assertThat(answer.statusCode()).as(state).isEqualTo(503);
            assertThat(answer.body()).doesNotContain("secret");
        }
        assertThat(send(to("/api/database/42P01")).statusCode()).isEqualTo(500);
    }

    @Test
    void aGoodBodyReachesItsHandler() throws Exception {
        var answer = send(post("{\"thing\": {\"name\": \"é\"}}"));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"name\":\"é\"}");
        assertThat(answer.headers().firstValue("X-Request-Id").orElseThrow()).startsWith("req-");
    }

    @Test
    void aBadBodyIsRefusedWithTheNameOfTheMember() throws Exception {
        for (var body : List.of(
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"thing\": {\"name\": 3}}",
                "{\"thing\": {\"name\": \"a\", \"x\": 1}}",
                "{\"thing\": {\"name\": \"a\\u0000\"}}",
                "{\"thing\": {\"name\": \"\\ud800\"}}",
                "{\"thing\": {\"name\": \"a\", \"size\": 1e400}}",
                "{\"thing\": {\"name\": \"a\", \"size\": 100}}",
                "{\"thing\": {\"name\": \"a\"}} trailing",
                "[".repeat(900))) {
            assertThat(send(post(body)).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(send(post("{\"thing\": {\"name\": \"a\", \"size\": 100}}")).body())
                .contains("thing.size");
    }

    @Test
    void aBodyThatIsNoUtf8IsRefused() throws Exception {
        var overlong = "{\"thing\": {\"name\": \"\u00c0\u00af\"}}".getBytes(StandardCharsets.ISO_8859_1);
        var halved = "{\"thing\": {\"name\": \"ab\"}}".getBytes(StandardCharsets.UTF_16LE);
        // The high half of a pair, without the low one.
        halved[20 * 2 + 1] = (byte) 0xd8;
        for (var body : List.of(overlong, halved)) {
            var answer = send(to("/api/things").header("X-Auth-Token", "t").POST(BodyPublishers.ofByteArray(body)));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("the body is not valid JSON");
        }
    }

    @Test
    void aBodyThatSaysItIsSomethingElseIsNotTakenForJson() throws Exception {
        var body = "{\"thing\": {\"name\": \"a\"}}";
        for (var type : List.of(
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=a",
                "application/jsonp",
                "application/json; charset=utf-16",
                "json"))
            assertThat(send(post(body).header("Content-Type", type)).statusCode())
                    .as(type)
                    .isEqualTo(400);
        for (var type : List.of("application/json", "Application/JSON;charset=\"UTF-8\"", "application/scim+json"))
            assertThat(send(post(body).header("Content-Type", type)).statusCode())
                    .as(type)
                    .isEqualTo(201);
    }

    @Test
    void aBodyOverTheLimitIsTooLarge() throws Exception {
        assertThat(send(post("{\"thing\": {\"name\": \"" + "a".repeat(2000) + "\"}}"))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void withoutATokenNobodyEntersButOnOpenRoutes() throws Exception {
        assertThat(send(to("/api/things/x")).statusCode()).isEqualTo(401);
        assertThat(send(to("/api/things?limit=5")).statusCode()).isEqualTo(200);
    }

    @Test
    void anIdThatIsNoneIsNotFound() throws Exception {
        for (var id : List.of("x", "..", "%2e%2e", "%00", "a%2fb")) {
            assertThat(send(to("/api/things/" + id).header("X-Auth-Token", "t")).statusCode())
                    .as(id)
                    .isIn(400, 404);
        }
    }

    @Test
    void aQueryOfTheWrongShapeIsRefused() throws Exception {
        for (var query : List.of("limit=x", "limit=-1", "limit=101", "other=1", "limit=%ff", "limit=%")) {
            assertThat(rawStatus("GET /api/things?" + query + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .as(query)
                    .isEqualTo(400);
        }
    }

    /// A client that does not escape is understood as long as it is UTF-8.
    @Test
    void aTargetThatIsNoUtf8IsRefused() throws Exception {
        var character = new String("\ud83d\ude00\u00e9".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(unescaped("/api/read/limit?limit=" + character)).isEqualTo("200 [\"" + character + "\"]");
        for (var bytes : List.of("\u00ff", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00e2\u0082")) {
            assertThat(unescaped("/api/read/limit?limit=" + bytes)).startsWith("400 ");
            assertThat(unescaped("/api/read/limit?other" + bytes + "=")).startsWith("400 ");
            assertThat(unescaped("/api/read/" + bytes)).startsWith("404 ");
        }
    }

    private static String unescaped(String target) throws IOException {
        try (var wire = new Wire("127.0.0.1", server.port())) {
            return wire.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").answer();
        }
    }

    @Test
    void aWrongMethodNamesTheRightOnes() throws Exception {
        var answer = send(to("/api/things").DELETE());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, POST");
    }

    @Test
    void aRouteOfOtherVersionsIsNotThere() throws Exception {
        assertThat(send(to("/api/versioned")).statusCode()).isEqualTo(404);
    }

    @Test
    void bodiesStreamBothWays() throws Exception {
        var up = to("/api/bytes").PUT(BodyPublishers.ofInputStream(() -> InputStream.nullInputStream()));
        assertThat(send(up).body()).isEqualTo("0");
        var some = to("/api/bytes").PUT(BodyPublishers.ofByteArray(new byte[5 << 20]));
        assertThat(send(some).body()).isEqualTo(String.valueOf(5 << 20));
        var down = client.send(to("/api/bytes").build(), BodyHandlers.ofInputStream());
        try (var in = down.body()) {
            assertThat(in.skip(Long.MAX_VALUE)).isEqualTo(BIG);
        }
    }

    @Test
    void headHasNoBody() throws Exception {
        var answer = send(to("/api/bytes").method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void forwardedHeadersCountOnlyFromProxies() throws Exception {
        var answer = send(to("/api/origin").header("X-Forwarded-Host", "evil"));
        assertThat(answer.body()).isEqualTo("http://127.0.0.1:" + server.port() + "/api");
    }

    @Test
    void aBugTellsNothingOfItself() throws Exception {
        var answer = send(to("/api/bug"));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void whatIsNotHttpGetsABareStatusAndAClose() throws Exception {
        assertThat(rawStatus("GARBAGE\r\n\r\n")).isEqualTo(400);
        assertThat(rawStatus("GET /api/things HTTP/1.1\r\n\r\n")).isEqualTo(400);
        assertThat(rawStatus("GET /api/things HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(40_000) + "\r\n\r\n"))
                .isEqualTo(431);
        assertThat(rawStatus("POST /api/bytes HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"))
                .isEqualTo(400);
        assertThat(raw("GARBAGE\r\n\r\n")).doesNotContain("<").containsIgnoringCase("connection: close");
    }

    private static int rawStatus(String request) throws IOException {
        return Integer.parseInt(raw(request).split(" ")[1]);
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
