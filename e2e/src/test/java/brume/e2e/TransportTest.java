package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.app.demo.Access;
import brume.base.json.Json;
import brume.base.tls.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A cloud in a process of its own that is heard beyond its machine.
final class TransportTest {
    private static final int MANY = 10_000;
    private static final int SOURCES = 20;
    private static int port;
    private static CloudProcess cloud;
    private static Map<?, ?> login;

    @BeforeAll
    static void start() {
        port = FreePort.ofEveryAddress();
        cloud = CloudProcess.start("--simulate", "--hosts", "1", "--listen", "0.0.0.0:" + port);
        login = Json.read(cloud.command("env", "--format", "json").out(), Map.class);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static HttpClient client() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var authority = Pem.certificates(Files.readString(Path.of(String.valueOf(login.get("cacert")))));
        store.setCertificateEntry("authority", authority.getFirst());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> token(HttpClient client) throws Exception {
        var body = """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                  {"name": "admin", "domain": {"id": "default"}, "password": "%s"}}},
                  "scope": {"project": {"name": "admin", "domain": {"id": "default"}}}}}
                """.formatted(login.get("password"));
        var request = HttpRequest.newBuilder(URI.create(login.get("auth_url") + "/auth/tokens"))
                .POST(BodyPublishers.ofString(body));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void whoTrustsTheAuthorityThatEnvNamesLogsInAndIsLedOnByHttps() throws Exception {
        try (var client = client()) {
            var answer = token(client);
            assertThat(answer.statusCode()).isEqualTo(201);
            var urls = new ArrayList<String>();
            Json.read(answer.body()).findValues("url").forEach(url -> urls.add(url.asString()));
            assertThat(urls)
                    .isNotEmpty()
                    .allSatisfy(url -> assertThat(url).startsWith("https://127.0.0.1:" + port + "/"));
        }
    }

    @Test
    void whoDoesNotTrustItIsNotServed() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> token(client)).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void commandsOfOursFindTheirWay() {
        assertThat(cloud.command("status").out()).contains("up      https://127.0.0.1:" + port);
        assertThat(cloud.command("stuck").exit()).isZero();
        assertThat(cloud.command("env", "--format", "clouds.yaml").out())
                .contains("    cacert: ")
                .contains("https://127.0.0.1:" + port);
    }

    @Test
    void debiansClientIsServedByThatAuthorityAlone() {
        ClientProcess.assumeOpenstack();
        var who = Access.of(
                URI.create(String.valueOf(login.get("auth_url"))),
                "admin",
                String.valueOf(login.get("password")),
                "admin");
        var line = List.of(ClientProcess.OPENSTACK.toString(), "--os-cacert", String.valueOf(login.get("cacert")));
        var ask = Stream.concat(line.stream(), Stream.of("server", "list", "-f", "json"))
                .toList();
        assertThat(ClientProcess.run(who, ask)).contains("[]");
        assertThatThrownBy(() -> ClientProcess.run(who, List.of(ClientProcess.OPENSTACK.toString(), "server", "list")))
                .hasMessageContaining("CERTIFICATE_VERIFY_FAILED");
    }

    @Test
    void nothingElseIsHeardBeyondThisMachine() throws IOException {
        var sockets = new HashSet<String>();
        for (var process : cloud.processes()) sockets.addAll(socketsOf(process));
        var heard = new ArrayList<String>();
        for (var table : List.of("tcp", "tcp6", "udp", "udp6")) heard.addAll(heard(table, sockets));
        assertThat(heard).containsExactly("tcp6 " + port);
    }

    /// Inodes of the sockets that a process has open.
    private static Set<String> socketsOf(ProcessHandle process) {
        var inodes = new HashSet<String>();
        try (var open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            for (var each : open.toList()) {
                try {
                    var target = Files.readSymbolicLink(each).toString();
                    if (target.startsWith("socket:[")) inodes.add(target.substring(8, target.length() - 1));
                } catch (IOException e) {
                    // Closed meanwhile.
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Ended meanwhile: it hears nobody.
        }
        return inodes;
    }

    /// Sockets that listen, on another address than loopback: `tcp 5000`.
    private static List<String> heard(String table, Set<String> inodes) throws IOException {
        var heard = new ArrayList<String>();
        for (var line : Files.readAllLines(Path.of("/proc/net", table))) {
            var words = line.strip().split("\\s+");
            if (!inodes.contains(words[9])) continue;
            // 0A is LISTEN (proc(5)); sockets of UDP that are connected have 01.
            if (!words[3].equals(table.startsWith("tcp") ? "0A" : "07")) continue;
            var address = words[1].split(":")[0];
            boolean loopback = address.equals("0100007F")
                    || address.equals("00000000000000000000000001000000")
                    || address.equals("0000000000000000FFFF00000100007F");
            if (!loopback) heard.add(table + " " + Integer.parseInt(words[1].split(":")[1], 16));
        }
        return heard;
    }

    @Test
    void tenThousandConnectionsThatSayNothingStopNobodyElse() throws Exception {
        var silent = new ArrayList<SocketChannel>();
        try (var client = client()) {
            for (int i = 0; i < MANY; i++) {
                var channel = SocketChannel.open();
                silent.add(channel);
                channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.1." + (1 + i % SOURCES)), 0));
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
            for (int i = 0; i < 10; i++) assertThat(token(client).statusCode()).isEqualTo(201);
        } finally {
            for (var channel : silent) channel.close();
        }
    }
}
