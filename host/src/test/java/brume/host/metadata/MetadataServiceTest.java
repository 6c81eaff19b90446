package brume.host.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.json.Json;
import brume.contract.GuestMetadata;
import brume.contract.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetadataServiceTest {
    private final MetadataService service = new MetadataService(new Random(1));
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Optional<GuestMetadata> guest = Optional.of(guest());
    private int port;

    @BeforeEach
    void open() throws IOException {
        var socket = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
        service.open("door", socket, from -> guest);
    }

    @AfterEach
    void close() {
        service.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "2012-08-10", "2015-10-15", "2018-08-27", "2020-10-14"})
    void openStackVersionsTellWhoTheGuestIs(String version) throws Exception {
        var told = Json.read(get("/openstack/" + version + "/meta_data.json").body());
        assertThat(told.path("uuid").asString()).isEqualTo(guest().instance().toString());
        assertThat(told.path("hostname").asString()).isEqualTo("web-1");
        assertThat(told.path("public_keys").path("mine").asString()).startsWith("ssh-ed25519");
        assertThat(told.path("keys").path(0).path("type").asString()).isEqualTo("ssh");
        assertThat(told.path("meta").path("role").asString()).isEqualTo("web");
        assertThat(get("/openstack/" + version + "/user_data").body()).isEqualTo("#!/bin/sh\n");
        assertThat(get("/openstack/" + version + "/").body()).contains("meta_data.json", "user_data");
    }

    @Test
    void filesThatAVersionDidNotHaveAreNotFound() throws Exception {
        assertThat(get("/openstack/2012-08-10/network_data.json").statusCode()).isEqualTo(404);
        assertThat(get("/openstack/2013-10-17/vendor_data2.json").statusCode()).isEqualTo(404);
        assertThat(get("/openstack/latest/vendor_data2.json").statusCode()).isEqualTo(200);
        assertThat(get("/openstack/latest/vendor_data.json").body()).isEqualTo("{}");
        assertThat(get("/openstack/2099-01-01/meta_data.json").statusCode()).isEqualTo(404);
        assertThat(get("/openstack").body()).contains("latest", "2018-08-27");
    }

    @Test
    void theNetworkDocumentNamesCardsAddressesAndRoutes() throws Exception {
        var told = Json.read(get("/openstack/latest/network_data.json").body());
        assertThat(told.path("links").path(0).path("ethernet_mac_address").asString())
                .isEqualTo("fa:16:3e:00:00:01");
        var dhcp = told.path("networks").path(0);
        assertThat(dhcp.path("type").asString()).isEqualTo("ipv4_dhcp");
        assertThat(dhcp.path("link").asString())
                .isEqualTo(told.path("links").path(0).path("id").asString());
        var fixed = told.path("networks").path(1);
        assertThat(fixed.path("ip_address").asString()).isEqualTo("fd00::5");
        assertThat(fixed.path("netmask").asString()).isEqualTo("ffff:ffff:ffff:ffff:0:0:0:0");
        assertThat(fixed.path("routes").path(1).path("network").asString()).isEqualTo("fd01::");
        assertThat(told.path("services").path(0).path("address").asString()).isEqualTo("9.9.9.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "2009-04-04", "1.0"})
    void ec2VersionsTellTheSame(String version) throws Exception {
        var root = "/" + version + "/meta-data/";
        assertThat(get(root).body().lines()).contains("instance-id", "placement/", "public-keys/", "local-ipv4");
        assertThat(get(root + "instance-id").body()).isEqualTo("i-0123456789abcdef0");
        assertThat(get(root + "local-ipv4").body()).isEqualTo("10.0.0.5");
        assertThat(get(root + "public-keys/").body()).isEqualTo("0=mine");
        assertThat(get(root + "public-keys/0/").body()).isEqualTo("openssh-key");
        assertThat(get(root + "public-keys/0/openssh-key").body()).startsWith("ssh-ed25519");
        assertThat(get(root + "placement/availability-zone").body()).isEqualTo("nova");
        assertThat(get(root + "nothing").statusCode()).isEqualTo(404);
        assertThat(get(root + "instance-id/more").statusCode()).isEqualTo(404);
        assertThat(get("/" + version + "/user-data").body()).isEqualTo("#!/bin/sh\n");
    }

    @Test
    void aHeadIsAnAnswerWithoutItsBody() throws Exception {
        var request = HttpRequest.newBuilder(uri("/latest/user-data")).HEAD().build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(10);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void strangersAreToldNothing() throws Exception {
        guest = Optional.empty();
        for (var path : List.of("/", "/openstack", "/latest/meta-data/instance-id"))
            assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET latest HTTP/1.1\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET /%zz HTTP/1.1\r\n\r\n",
                "GET / extra HTTP/1.1\r\n\r\n"
            })
    void whatIsNoRequestIsRefused(String request) throws Exception {
        assertThat(raw(request)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void nothingCanBeWrittenAndHeadsAreBounded() throws Exception {
        assertThat(raw("PUT /latest/api/token HTTP/1.1\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ");
        assertThat(raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 431 ");
        assertThat(raw("GET /../../etc/passwd HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void silentConnectionsDoNotKeepOthersWaiting() throws Exception {
        var silent = new Socket[7];
        for (int i = 0; i < silent.length; i++) silent[i] = new Socket(InetAddress.getLoopbackAddress(), port);
        assertThat(get("/latest/meta-data/instance-id").body()).isEqualTo("i-0123456789abcdef0");
        for (var socket : silent) socket.close();
    }

    @Test
    void theConfigDriveHoldsTheSameFiles() {
        var files = new MetadataTree(guest(), new Random(1)).configDrive();
        assertThat(files)
                .containsKeys(
                        "openstack/latest/meta_data.json",
                        "openstack/latest/network_data.json",
                        "openstack/latest/user_data",
                        "ec2/latest/meta-data.json");
        var ec2 = Json.read(new String(files.get("ec2/latest/meta-data.json"), StandardCharsets.UTF_8));
        assertThat(ec2.path("public-keys").path("0").path("openssh-key").asString())
                .startsWith("ssh-ed25519");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static GuestMetadata guest() {
        var dhcp =
                new GuestMetadata.Address("10.0.0.5", 24, Optional.of("10.0.0.1"), List.of("9.9.9.9"), List.of(), true);
        var fixed = new GuestMetadata.Address(
                "fd00::5", 64, Optional.of("fd00::1"), List.of(), List.of(new Route("fd01::/64", "fd00::7")), false);
        return new GuestMetadata(
                new UUID(1, 2),
                new UUID(3, 4),
                "Web 1",
                "web-1",
                "i-0123456789abcdef0",
                "ami-0123456789abcdef0",
                "m1.nano",
                "nova",
                0,
                Optional.of("mine"),
                Map.of("mine", "ssh-ed25519 AAAA me"),
                Map.of("role", "web"),
                Optional.of("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)),
                Optional.empty(),
                List.of("default"),
                Optional.empty(),
                List.of(new GuestMetadata.Link(
                        new UUID(5, 6), new UUID(7, 8), "fa:16:3e:00:00:01", 1450, List.of(dhcp, fixed))));
    }
}
