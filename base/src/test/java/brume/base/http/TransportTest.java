package brume.base.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.id.Ids;
import brume.base.tls.Authority;
import brume.base.tls.Pinned;
import brume.base.tls.ServerNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TransportTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ServerNames NAMES = ServerNames.of(InetAddress.getLoopbackAddress(), List.of());
    private static Authority authority;
    private static HttpServer server;

    @BeforeAll
    static void listen() {
        authority = Authority.make("a test's", Duration.ofDays(1), InstantSource.system(), RANDOM);
        server = server(InetAddress.getLoopbackAddress(), true);
    }

    private static HttpServer server(InetAddress listen, boolean tls) {
        var routes = List.of(
                Route.open("GET", "/", request -> Response.text(200, request.root())),
                Route.open("POST", "/", request -> Response.text(200, "posted")));
        return new HttpServer(
                new InetSocketAddress(listen, 0),
                tls ? Optional.of(authority.issue(NAMES, Duration.ofDays(1))) : Optional.empty(),
                List.of(new Service("", new PlainDialect(), routes)),
                Limits.DEFAULT,
                new Ids(InstantSource.system(), RANDOM));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SSLContext trusting(X509Certificate authority) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", authority);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static HttpResponse<String> get(SSLContext trust) throws Exception {
        try (var client = HttpClient.newBuilder().sslContext(trust).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void whoTrustsTheAuthorityIsServedAndToldToComeThisWayAlways() throws Exception {
        var answer = get(trusting(authority.certificate()));
        assertThat(answer.body()).isEqualTo("https://127.0.0.1:" + server.port());
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
    }

    @Test
    void whoDoesNotTrustTheAuthorityGoesAway() {
        assertThatThrownBy(() -> get(SSLContext.getDefault())).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void browsersAreToldToMakeNothingElseOfAnAnswer() throws Exception {
        var headers = get(trusting(authority.certificate())).headers();
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'");
        assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void aQuestionWithoutTlsIsShownTheWay() throws IOException {
        assertThat(plain("GET /some/where?a=b HTTP/1.1\r\nHost: cloud:5000\r\n\r\n"))
                .startsWith("HTTP/1.1 308 ")
                .contains("Location: https://cloud:5000/some/where?a=b")
                .doesNotContainIgnoringCase("strict-transport-security")
                .containsIgnoringCase("connection: close");
    }

    @Test
    void aSecretWithoutTlsIsRefused() throws IOException {
        assertThat(plain("GET / HTTP/1.1\r\nHost: a\r\nX-Auth-Token: t\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(plain("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .doesNotContain("posted");
        assertThat(plain("POST https://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
                .as("a target that claims to be secure")
                .startsWith("HTTP/1.1 400 ");
    }

    private static String plain(String request) throws IOException {
        try (var wire = new Wire("127.0.0.1", server.port())) {
            return wire.send(request).rest();
        }
    }

    @Test
    void whatIsNeitherTlsNorHttpIsRefused() throws IOException {
        assertThat(plain("\u0016\u0003\u0001\u0000\u0005hello\r\n\r\n")).doesNotContain("200");
        assertThat(plain("SSH-2.0-OpenSSH_9.2\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void ciphersOfYesterdayAreRefused() throws Exception {
        for (var old : List.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA")) {
            var parameters = new SSLParameters(new String[] {old}, new String[] {"TLSv1.2"});
            assertThatThrownBy(() -> handshake(parameters)).as(old).isInstanceOf(IOException.class);
        }
        handshake(
                new SSLParameters(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}, new String[] {"TLSv1.2"}));
    }

    private static void handshake(SSLParameters parameters) throws Exception {
        var factory = trusting(authority.certificate()).getSocketFactory();
        try (var socket = (SSLSocket) factory.createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        }
    }

    @Test
    void anotherCertificateIsShownWithoutARestart() throws Exception {
        var next = authority.issue(NAMES, Duration.ofDays(1));
        server.present(next);
        assertThat(get(Pinned.to(next.certificate())).statusCode()).isEqualTo(200);
        var before = authority.issue(NAMES, Duration.ofDays(1));
        assertThatThrownBy(() -> get(Pinned.to(before.certificate()))).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void withoutTlsNothingIsHeardBeyondThisMachine() throws Exception {
        assertThatThrownBy(() -> server(InetAddress.ofLiteral("0.0.0.0"), false))
                .isInstanceOf(IllegalArgumentException.class);
        server(InetAddress.ofLiteral("0.0.0.0"), true).close();
    }

    @Test
    void aHandshakeThatIsNotGoneOnWithIsCutOff() throws Exception {
        var pace = new Pace(Duration.ofSeconds(60), Duration.ofMillis(300), Duration.ofSeconds(20), 1 << 10);
        var limits = new Limits(1 << 20, 16 << 10, pace, Crowd.DEFAULT, java.util.Set.of());
        try (var impatient = new HttpServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.of(authority.issue(NAMES, Duration.ofDays(1))),
                        List.of(),
                        limits,
                        new Ids(InstantSource.system(), RANDOM));
                var wire = new Wire("127.0.0.1", impatient.port())) {
            assertThat(wire.send("\u0016\u0003\u0001\u0002\u0000\u0001").rest()).isEmpty();
        }
    }
}
