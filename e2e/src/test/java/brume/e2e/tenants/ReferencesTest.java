package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.app.demo.Server;
import brume.base.json.Json;
import brume.e2e.Fittings;
import brume.testcloud.TestCloud;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// One tenant makes things of its own that name the other's.
final class ReferencesTest {
    private static TestCloud cloud;
    private static OpenStack admin;
    private static OpenStack alpha;
    private static OpenStack beta;
    private static Map<String, String> theirs;
    private static Map<String, String> own;
    private static Belongings alphas;
    private static Map<String, JsonNode> before;
    private static String external;
    private static String image;

    /// @param path what is asked with the other's id in it; it must not succeed
    private record Attempt(String name, String method, String service, String path, Object body) {}

    @BeforeAll
    static void moveIn() {
        cloud = TestCloud.live(1);
        var access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
        admin = new OpenStack(OpenStack.http(), access);
        var fittings = new Fittings(admin);
        external = fittings.external();
        image = fittings.image("tenants-image");
        var one = Tenant.make(admin, "tenant-" + Belongings.MARK);
        alpha = one.client();
        alphas = Belongings.of(one, admin, Belongings.MARK);
        var other = Tenant.make(admin, "tenant-beta");
        beta = other.client();
        theirs = alphas.ids();
        own = Belongings.of(other, admin, "mine").ids();
        before = alphas.snapshot();
    }

    @AfterAll
    static void moveOut() {
        cloud.close();
    }

    @TestFactory
    Stream<DynamicTest> nothingOfMineCanNameAnothers() {
        return attempts()
                .map(attempt -> DynamicTest.dynamicTest(attempt.name, () -> {
                    var answer = beta.raw(attempt.method, attempt.service, attempt.path, attempt.body);
                    assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 409);
                    assertThat(answer.body()).doesNotContain(Belongings.MARK);
                    assertThat(alphas.snapshot()).isEqualTo(before);
                }));
    }

    /// Key pairs are users', and their names are each user's own.
    @Test
    void aKeyPairIsFoundByItsOwnerAlone() {
        var body = Map.of("keypair", Map.of("name", theirs.get("key-pair"), "type", "ssh"));
        var made = beta.post("compute", "/v2.1/os-keypairs", body).path("keypair");
        assertThat(made.path("name").asString()).isEqualTo(theirs.get("key-pair"));
        var seen = beta.get("compute", "/v2.1/os-keypairs/" + theirs.get("key-pair"));
        assertThat(seen.path("keypair").path("public_key")).isEqualTo(made.path("public_key"));
        beta.delete("compute", "/v2.1/os-keypairs/" + theirs.get("key-pair"));
        assertThat(alphas.snapshot()).isEqualTo(before);
    }

    /// By its address, as compute's old actions name it.
    @Test
    void anothersFloatingAddressIsAsIfItNeverWas() throws Exception {
        var address = alpha.get("network", "/v2.0/floatingips/" + theirs.get("floatingip"))
                .path("floatingip")
                .path("floating_ip_address")
                .asString();
        var never = address.replace("172.24.", "172.25.");
        for (var action : List.of("addFloatingIp", "removeFloatingIp"))
            assertThat(Told.by(floating(action, address), List.of(address)))
                    .isEqualTo(Told.by(floating(action, never), List.of(never)))
                    .startsWith("404");
    }

    private static HttpResponse<String> floating(String action, String address) throws Exception {
        var body = Json.object();
        body.putObject(action).put("address", address);
        var path = "/compute/v2.1/servers/" + own.get("instance") + "/action";
        var version = Map.of("OpenStack-API-Version", "compute 2.43");
        return new Wire(cloud.api()).send("POST", path, beta.session().token(), version, Optional.of(body));
    }

    @Test
    void aPoolThatIsSharedGivesAddressesToAll() {
        var pool = pool(Map.of("shared", true, "prefixes", List.of("10.180.0.0/16")));
        var subnet = beta.post("network", "/v2.0/subnets", Map.of("subnet", carved(Map.of("subnetpool_id", pool))))
                .path("subnet");
        assertThat(subnet.path("cidr").asString()).startsWith("10.180.0.").endsWith("/28");
        assertThat(subnet.path("subnetpool_id").asString()).isEqualTo(pool);
    }

    @Test
    void aStandardPoolThatIsNotSharedIsAsIfItNeverWas() {
        var wish = Map.of("subnet", carved(Map.of("use_default_subnetpool", true)));
        var without = beta.raw("POST", "network", "/v2.0/subnets", wish);
        pool(Map.of("is_default", true, "prefixes", List.of("10.190.0.0/16")));
        var with = beta.raw("POST", "network", "/v2.0/subnets", wish);
        assertThat(with.statusCode()).isEqualTo(404);
        assertThat(with.body()).isEqualTo(without.body());
    }

    /// Who is lent a network puts a router on it, but not at the address that all others on it send through.
    @Test
    void nobodyBecomesTheGatewayOfANetworkThatIsLentToHim() {
        var network = lent();
        var subnet = made(alpha, "subnet", Map.of("network_id", network, "cidr", "10.67.0.0/24", "ip_version", 4));
        var path = "/v2.0/routers/" + own.get("router") + "/add_router_interface";
        assertThat(beta.raw("PUT", "network", path, Map.of("subnet_id", subnet)).statusCode())
                .isEqualTo(400);
        var port = made(beta, "port", Map.of("network_id", network));
        assertThat(beta.raw("PUT", "network", path, Map.of("port_id", port)).statusCode())
                .isEqualTo(200);
    }

    /// Else he could open the firewall of a server that is not his.
    @Test
    void whoLendsANetworkDoesNotChangeOthersPortsOnIt() {
        var network = lent();
        var port = "/v2.0/ports/" + made(beta, "port", Map.of("network_id", network));
        var before = beta.get("network", port);
        for (var change : List.of(
                Map.of("security_groups", List.of(), "port_security_enabled", false),
                Map.of("security_groups", List.of()),
                Map.of("name", "not yours"))) {
            var answer = alpha.raw("PUT", "network", port, Map.of("port", change));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        }
        assertThat(alpha.raw("PUT", "network", port + "/tags/mark", null).statusCode())
                .isIn(403, 404);
        assertThat(beta.get("network", port)).isEqualTo(before);
        assertThat(alpha.raw("DELETE", "network", port, null).statusCode()).isEqualTo(204);
    }

    /// A network of alpha's that beta may use.
    private static String lent() {
        var network = made(alpha, "network", Map.of("name", "lent"));
        var share = Map.of(
                "object_type",
                "network",
                "object_id",
                network,
                "action",
                "access_as_shared",
                "target_tenant",
                beta.session().project());
        alpha.post("network", "/v2.0/rbac-policies", Map.of("rbac_policy", share));
        return network;
    }

    private static String made(OpenStack who, String kind, Map<String, ?> body) {
        return who.post("network", "/v2.0/" + kind + "s", Map.of(kind, body))
                .path(kind)
                .path("id")
                .asString();
    }

    /// Where another's guests live would be told by where mine may not.
    @Test
    void nobodyIsKeptApartFromAnothersGuests() {
        var hint = Map.of("different_host", theirs.get("instance"));
        var asked = Map.of("name", "mine", "flavorRef", "tn42", "imageRef", image, "networks", "none");
        var id = beta.post("compute", "/v2.1/servers", Map.of("server", asked, "os:scheduler_hints", hint))
                .path("server")
                .path("id")
                .asString();
        new Server(beta, id, Patience.ordinary()).becomes("ACTIVE");
    }

    /// Who uses what is open to all, and how many they are, is not its owner's to know.
    @Test
    void howManyLiveByWhatIsMineIsNotTold() throws Exception {
        var wish = Map.of("name", "open", "disk_format", "raw", "container_format", "bare", "visibility", "community");
        var open = alpha.post("image", "/v2/images", wish).path("id").asString();
        var file = Files.write(Files.createTempFile("brume-open-", ".raw"), new byte[1 << 20]);
        alpha.upload("image", "/v2/images/" + open + "/file", file);
        Files.delete(file);
        var before = holds(open);
        var asked = Map.of("name", "mine", "flavorRef", "tn42", "imageRef", open, "networks", "none");
        var id = beta.post("compute", "/v2.1/servers", Map.of("server", asked))
                .path("server")
                .path("id")
                .asString();
        new Server(beta, id, Patience.ordinary()).becomes("ACTIVE");
        assertThat(holds(open)).isEqualTo(before);
    }

    private static String holds(String image) throws Exception {
        var token = alpha.session().token();
        return new Wire(cloud.api())
                .send("GET", "/admin/holds/image/" + image, token, Map.of(), Optional.empty())
                .body();
    }

    private static String pool(Map<String, ?> more) {
        var pool = new HashMap<String, Object>(Map.of("name", "of-the-operator", "default_prefixlen", 28));
        pool.putAll(more);
        return admin.post("network", "/v2.0/subnetpools", Map.of("subnetpool", pool))
                .path("subnetpool")
                .path("id")
                .asString();
    }

    private static Map<String, Object> carved(Map<String, ?> from) {
        var subnet =
                new HashMap<String, Object>(Map.of("network_id", own.get("network"), "ip_version", 4, "prefixlen", 28));
        subnet.putAll(from);
        return subnet;
    }

    private static Stream<Attempt> attempts() {
        var network = theirs.get("network");
        var subnet = theirs.get("subnet");
        var port = theirs.get("port");
        return Stream.of(
                neutron("subnet", Map.of("network_id", network, "cidr", "10.66.0.0/24", "ip_version", 4)),
                neutron(
                        "subnet",
                        Map.of(
                                "network_id",
                                own.get("network"),
                                "subnetpool_id",
                                theirs.get("subnetpool"),
                                "prefixlen",
                                28,
                                "ip_version",
                                4)),
                neutron("port", Map.of("network_id", network)),
                neutron(
                        "port",
                        Map.of("network_id", own.get("network"), "fixed_ips", List.of(Map.of("subnet_id", subnet)))),
                neutron(
                        "port",
                        Map.of(
                                "network_id",
                                own.get("network"),
                                "security_groups",
                                List.of(theirs.get("security_group")))),
                neutron("router", Map.of("external_gateway_info", Map.of("network_id", network))),
                neutron("floatingip", Map.of("floating_network_id", external, "port_id", port)),
                neutron("floatingip", Map.of("floating_network_id", network)),
                neutron(
                        "security_group_rule",
                        Map.of("security_group_id", theirs.get("security_group"), "direction", "ingress")),
                neutron(
                        "security_group_rule",
                        Map.of(
                                "security_group_id", own.get("security_group"),
                                "direction", "ingress",
                                "remote_group_id", theirs.get("security_group"))),
                plug("the other's subnet into my router", "subnet_id", subnet),
                plug("the other's port into my router", "port_id", port),
                new Attempt(
                        "PUT floatingips/mine with the other's port",
                        "PUT",
                        "network",
                        "/v2.0/floatingips/" + own.get("floatingip"),
                        Map.of("floatingip", Map.of("port_id", port))),
                new Attempt(
                        "PUT ports/mine with the other's group",
                        "PUT",
                        "network",
                        "/v2.0/ports/" + own.get("port"),
                        Map.of("port", Map.of("security_groups", List.of(theirs.get("security_group"))))),
                server("on the other's network", Map.of("networks", List.of(Map.of("uuid", network)))),
                server("on the other's port", Map.of("networks", List.of(Map.of("port", port)))),
                server(
                        "of the other's image",
                        Map.of(
                                "imageRef",
                                theirs.get("image"),
                                "networks",
                                List.of(Map.of("uuid", own.get("network"))))),
                server(
                        "in the other's group",
                        Map.of(
                                "security_groups",
                                List.of(Map.of("name", theirs.get("security_group"))),
                                "networks",
                                List.of(Map.of("uuid", own.get("network"))))),
                server("with the other's key pair", Map.of("key_name", theirs.get("key-pair"), "networks", "none")),
                server("of the other's flavor", Map.of("flavorRef", theirs.get("private-flavor"), "networks", "none")),
                new Attempt(
                        "GET servers of the other's project",
                        "GET",
                        "compute",
                        "/v2.1/servers/" + theirs.get("instance"),
                        null));
    }

    private static Attempt neutron(String kind, Map<String, ?> body) {
        var names = body.values().stream()
                .map(Object::toString)
                .flatMap(text -> theirs.entrySet().stream()
                        .filter(entry -> text.contains(entry.getValue()))
                        .map(Map.Entry::getKey))
                .toList();
        return new Attempt(
                "POST " + kind + "s with the other's " + names,
                "POST",
                "network",
                "/v2.0/" + kind.replace('_', '-') + "s",
                Map.of(kind, body));
    }

    private static Attempt plug(String name, String member, String id) {
        return new Attempt(
                name,
                "PUT",
                "network",
                "/v2.0/routers/" + own.get("router") + "/add_router_interface",
                Map.of(member, id));
    }

    private static Attempt server(String name, Map<String, ?> what) {
        var body = new HashMap<String, Object>(Map.of("name", "mine", "flavorRef", "tn42", "imageRef", image));
        body.putAll(what);
        return new Attempt("POST servers " + name, "POST", "compute", "/v2.1/servers", Map.of("server", body));
    }
}
