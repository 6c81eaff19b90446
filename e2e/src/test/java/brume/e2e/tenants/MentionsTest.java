package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.base.shape.Shape;
import brume.e2e.Fittings;
import brume.testcloud.TestCloud;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/// Wherever a body can name something, what is another's, or was, is as what never was: a tenant who names it hears the
/// same words. The places come from the shapes of the routes' bodies.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MentionsTest {
    /// What stands behind a place, by the end of its path; the longest one that fits.
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("network_id", "network"),
            Map.entry("floating_network_id", "network"),
            Map.entry("security_group_id", "security_group"),
            Map.entry("remote_group_id", "security_group"),
            Map.entry("parent_group_id", "security_group"),
            Map.entry("net_id", "network"),
            Map.entry("networks[].uuid", "network"),
            Map.entry("networks[].port", "port"),
            Map.entry("block_device_mapping_v2[].uuid", "image"),
            Map.entry("object_id", "network"),
            Map.entry("subnet_id", "subnet"),
            Map.entry("subnetpool_id", "subnetpool"),
            Map.entry("port_id", "port"),
            Map.entry("device_id", "instance"),
            Map.entry("security_groups[]", "security_group"),
            Map.entry("security_groups[].name", "security_group"),
            Map.entry("addSecurityGroup.name", "security_group"),
            Map.entry("removeSecurityGroup.name", "security_group"),
            Map.entry("group_id", "security_group"),
            Map.entry("imageRef", "image"),
            Map.entry("kernel_id", "image"),
            Map.entry("ramdisk_id", "image"),
            Map.entry("flavorRef", "private-flavor"),
            Map.entry("key_name", "key-pair"),
            Map.entry("os:scheduler_hints.group", "server-group"),
            Map.entry("OS-SCH-HNT:scheduler_hints.group", "server-group"),
            Map.entry("same_host", "instance"),
            Map.entry("same_host[]", "instance"),
            Map.entry("different_host", "instance"),
            Map.entry("different_host[]", "instance"),
            Map.entry("user_id", "user"),
            Map.entry("project_id", "project"),
            Map.entry("tenant_id", "project"),
            Map.entry("target_tenant", "project"),
            Map.entry("tenant", "project"),
            Map.entry("owner", "project"),
            Map.entry("member", "project"));

    /// Clients choose the ids of their images: one that is taken is refused, whoever has it.
    private static final String CHOSEN = "POST /image/v2/images id";

    /// Places where one's own is something else than what never was: there, and in others, it is looked up.
    private static final List<String> LOOKED_UP = List.of(
            "server.key_name",
            "rebuild.key_name",
            "server.imageRef",
            "rebuild.imageRef",
            "server.flavorRef",
            "server.networks[].uuid",
            "server.networks[].port",
            "server.security_groups[].name",
            "os:scheduler_hints.group",
            "addSecurityGroup.name",
            "subnet.network_id",
            "subnet.subnetpool_id",
            "subnets[].subnetpool_id",
            "port.network_id",
            "port.security_groups[]",
            "port.fixed_ips[].subnet_id",
            "router.external_gateway_info.network_id",
            "subnet_id",
            "port_id",
            "floatingip.floating_network_id",
            "floatingip.port_id",
            "security_group_rule.security_group_id",
            "security_group_rule.remote_group_id",
            "security_group_rule.parent_group_id",
            "security_group_rule.group_id",
            "rbac_policy.object_id");

    private static final TreeSet<String> LOOKED = new TreeSet<>();

    private static TestCloud cloud;
    private static Wire wire;
    private static Neighbours neighbours;
    private static Map<String, String> mine;
    private static Map<String, String> filled;
    private static Map<String, String> beside;
    private static Map<String, JsonNode> before;
    private static int made;

    @BeforeAll
    static void moveIn() throws Exception {
        cloud = TestCloud.live(1);
        wire = new Wire(cloud.api());
        neighbours = Neighbours.of(cloud, wire);
        var admin = neighbours.admin();
        var project = neighbours.beta().project();
        var all = Map.of("instances", -1, "cores", -1, "ram", -1);
        admin.put("compute", "/v2.1/os-quota-sets/" + project, Map.of("quota_set", all));
        var limits = new HashMap<String, Integer>();
        for (var kind : List.of("network", "subnet", "port", "router", "floatingip", "security_group", "rbac_policy"))
            limits.put(kind, -1);
        admin.put("network", "/v2.0/quotas/" + project, Map.of("quota", limits));
        mine = neighbours.mine().ids();
        var fittings = new Fittings(admin);
        var image = fittings.image("tenants-image");
        filled = new HashMap<>(Sample.FILLED);
        filled.put("flavorRef", "tn42");
        filled.put("imageRef", image);
        filled.put("network_id", mine.get("network"));
        filled.put("object_id", mine.get("network"));
        filled.put("floating_network_id", fittings.external());
        filled.put("security_group_id", mine.get("security_group"));
        filled.put("parent_group_id", mine.get("security_group"));
        beside = Map.of("imageRef", image, "ip_protocol", "tcp");
        before = neighbours.alphas().snapshot();
    }

    @AfterAll
    static void moveOut() {
        cloud.close();
    }

    @TestFactory
    Stream<DynamicTest> anothersThingsAreAsIfTheyNeverWere() {
        return routes().map(on -> DynamicTest.dynamicTest(on.toString(), () -> {
            for (var mention : mentions(on)) if (kind(mention).isPresent()) compare(on, mention);
        }));
    }

    @Test
    void ofEachIdInABodyItIsKnownHereWhatItIs() {
        var unknown = routes().flatMap(on -> mentions(on).stream()
                .filter(mention -> isId(mention.shape()))
                .filter(mention -> kind(mention).isEmpty())
                .map(mention -> on + " " + mention.at()));
        assertThat(unknown).containsExactly(CHOSEN);
    }

    private static boolean isId(Shape shape) {
        return shape instanceof Shape.Text text
                && text.what().equals(Shape.uuid().what());
    }

    /// Else the answers could be the same because nothing was asked.
    @Test
    @Order(Integer.MAX_VALUE)
    void whatIsMineIsAnotherMatter() {
        assertThat(LOOKED).containsAll(LOOKED_UP);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void allOfItIsAsItWas() {
        assertThat(neighbours.alphas().snapshot()).isEqualTo(before);
    }

    private static Stream<On> routes() {
        return Apis.of(cloud.control()).stream()
                .flatMap(service -> service.routes().stream().map(route -> new On(service, route)))
                .filter(on ->
                        on.route().action().isPresent() && on.route().body().isPresent() && !on.again());
    }

    private static List<Mention> mentions(On on) {
        var sample = new Sample(on.version(), filled);
        return Mention.in(on.route().body().orElseThrow(), on.version(), sample, beside);
    }

    private static Optional<String> kind(Mention mention) {
        return KINDS.keySet().stream()
                .filter(end -> ("." + mention.at()).endsWith("." + end))
                .max(Comparator.comparing(String::length))
                .map(KINDS::get);
    }

    private static void compare(On on, Mention mention) throws Exception {
        var kind = kind(mention).orElseThrow();
        var own = mine.get(kind);
        var stranger = Told.stranger(own);
        var never = told(send(on, mention, stranger), stranger);
        for (var id : List.of(
                neighbours.alphas().ids().get(kind),
                neighbours.gone().get(kind),
                neighbours.abroad().ids().get(kind))) {
            var answer = send(on, mention, id);
            assertThat(told(answer, id)).as(mention.at() + ": " + id).isEqualTo(never);
            for (var other : neighbours.alphas().ids().values())
                if (!other.equals(id) && !id.contains(other))
                    assertThat(answer.body()).doesNotContain(other);
        }
        if (!told(send(on, mention, own), own).equals(never)) LOOKED.add(mention.at());
    }

    /// What is made has an id of its own, which is told.
    private static String told(HttpResponse<String> answer, String id) {
        return answer.statusCode() < 300 ? "accepted" : Told.by(answer, List.of(id));
    }

    private static HttpResponse<String> send(On on, Mention mention, String id) throws Exception {
        // Some names are taken but once.
        filled.put("name", "sample-" + made++);
        var ids = new HashMap<>(neighbours.shared());
        ids.putAll(mine);
        var path = on.service().prefix() + new Places(neighbours.beta().project(), ids).path(on.route());
        var token = neighbours.beta().client().session().token();
        return wire.send(
                on.route().method(),
                path,
                token,
                on.headers(),
                Optional.of(mention.body().apply(id)));
    }
}
