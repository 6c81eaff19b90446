package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.e2e.Fittings;
import brume.testcloud.TestCloud;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// One tenant makes things of its own that name the other's.
final class ReferencesTest {
    private static TestCloud cloud;
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
        var admin = new OpenStack(OpenStack.http(), access);
        var fittings = new Fittings(admin);
        external = fittings.external();
        image = fittings.image("tenants-image");
        alphas = Belongings.of(Tenant.make(admin, "tenant-" + Belongings.MARK), admin, Belongings.MARK);
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

    private static Stream<Attempt> attempts() {
        var network = theirs.get("network");
        var subnet = theirs.get("subnet");
        var port = theirs.get("port");
        return Stream.of(
                neutron("subnet", Map.of("network_id", network, "cidr", "10.66.0.0/24", "ip_version", 4)),
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
