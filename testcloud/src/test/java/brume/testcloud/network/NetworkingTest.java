package brume.testcloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

final class NetworkingTest {
    private static TestCloud cloud;
    private static Client admin;
    private static Client blue;
    private static Client red;
    private static String outside;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        admin = Client.admin(cloud);
        blue = admin.tenant("blue");
        red = admin.tenant("red");
        outside = id(admin.make("networks", "network", Map.of("name", "outside", "router:external", true)));
        admin.make(
                "subnets",
                "subnet",
                Map.of("network_id", outside, "ip_version", 4, "cidr", "192.0.2.0/24", "enable_dhcp", false));
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String id(JsonNode resource) {
        return resource.get("id").stringValue();
    }

    /// A router with its gateway outside and a leg on the subnet.
    private static String router(Client client, String subnet) {
        var router =
                id(client.make("routers", "router", Map.of("external_gateway_info", Map.of("network_id", outside))));
        var leg = client.put("/v2.0/routers/" + router + "/add_router_interface", Map.of("subnet_id", subnet));
        assertThat(leg.status()).isEqualTo(200);
        return router;
    }

    /// A pool of ten thousand held a processor for minutes.
    @Test
    @Timeout(60)
    void aPoolOfManyNeighboursIsJoinedAtOnce() {
        var pieces = new ArrayList<String>();
        for (int i = 0; i < 1000; i++) pieces.add("10.20." + i / 4 + "." + i % 4 * 64 + "/26");
        Collections.shuffle(pieces, new Random(1));
        var pool = blue.make("subnetpools", "subnetpool", Map.of("prefixes", pieces));
        assertThat(pool.get("prefixes").valueStream().map(JsonNode::stringValue))
                .containsExactly(
                        "10.20.0.0/17",
                        "10.20.128.0/18",
                        "10.20.192.0/19",
                        "10.20.224.0/20",
                        "10.20.240.0/21",
                        "10.20.248.0/23");
        pieces.add("10.21.0.0/26");
        var refused = blue.post("/v2.0/subnetpools", Map.of("subnetpool", Map.of("prefixes", pieces)));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(blue.delete("/v2.0/subnetpools/" + id(pool)).status()).isEqualTo(204);
    }

    @Test
    void aPortSpeaksForNoMoreThanSomeOthers() {
        var network = blue.network();
        var pairs = new ArrayList<Map<String, String>>();
        for (int i = 1; i <= 64; i++) pairs.add(Map.of("ip_address", "10.30.0." + i));
        var port = id(blue.make("ports", "port", Map.of("network_id", network, "allowed_address_pairs", pairs)));
        pairs.add(Map.of("ip_address", "10.30.0.99"));
        assertThat(blue.put("/v2.0/ports/" + port, Map.of("port", Map.of("allowed_address_pairs", pairs)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anotherTenantsResourcesAreUnknownByEveryRoute() {
        var network = blue.network();
        var subnet = blue.subnet(network, "10.1.0.0/24");
        var router = router(blue, subnet);
        var port = blue.port(network);
        var group = blue.make("security-groups", "security_group", Map.of("name", "web"));
        var all = new HashMap<String, String>();
        all.put("networks", network);
        all.put("subnets", subnet);
        all.put("routers", router);
        all.put("ports", port);
        all.put("security-groups", id(group));
        all.put("security-group-rules", id(group.get("security_group_rules").get(0)));
        all.put("subnetpools", id(blue.make("subnetpools", "subnetpool", Map.of("prefixes", List.of("10.0.0.0/8")))));
        all.put(
                "floatingips",
                id(blue.make("floatingips", "floatingip", Map.of("floating_network_id", outside, "port_id", port))));
        all.forEach((path, id) -> {
            var one = "/v2.0/" + path + "/" + id;
            assertThat(blue.get(one).status()).as(one).isEqualTo(200);
            assertThat(red.get(one).status()).as(one).isEqualTo(404);
            assertThat(red.delete(one).status()).as(one).isEqualTo(404);
            assertThat(red.get(one + "/tags").status()).as(one).isEqualTo(404);
            assertThat(red.put(one + "/tags/x", Map.of()).status()).as(one).isEqualTo(404);
            assertThat(red.get("/v2.0/" + path + "?id=" + id).body()).as(path).doesNotContain(id);
            assertThat(red.get("/v2.0/" + path).body()).as(path).doesNotContain(id);
        });
        for (var name : List.of("network", "subnet", "router", "port", "floatingip", "subnetpool")) {
            var one = "/v2.0/" + name + "s/" + all.get(name + "s");
            assertThat(red.put(one, Map.of(name, Map.of("description", "mine"))).status())
                    .as(one)
                    .isEqualTo(404);
        }
        assertThat(red.post("/v2.0/ports", Map.of("port", Map.of("network_id", network)))
                        .status())
                .isEqualTo(404);
        assertThat(red.post(
                                "/v2.0/subnets",
                                Map.of("subnet", Map.of("network_id", network, "ip_version", 4, "cidr", "10.2.0.0/24")))
                        .status())
                .isEqualTo(404);
        var own = id(red.make("routers", "router", Map.of()));
        for (var leg : List.of(Map.of("subnet_id", subnet), Map.of("port_id", port))) {
            assertThat(red.put("/v2.0/routers/" + own + "/add_router_interface", leg)
                            .status())
                    .isEqualTo(404);
        }
        var rule = Map.of("security_group_id", id(group), "direction", "ingress");
        assertThat(red.post("/v2.0/security-group-rules", Map.of("security_group_rule", rule))
                        .status())
                .isEqualTo(404);
        assertThat(red.post(
                                "/v2.0/floatingips",
                                Map.of("floatingip", Map.of("floating_network_id", outside, "port_id", port)))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aTenantMayNotPoseAsAnother() {
        var network = blue.network();
        var project = blue.get("/v2.0/networks/" + network)
                .json()
                .get("network")
                .get("project_id")
                .stringValue();
        assertThat(red.post("/v2.0/networks", Map.of("network", Map.of("project_id", project)))
                        .status())
                .isEqualTo(403);
        for (var attributes : List.of(
                Map.<String, Object>of("shared", true),
                Map.<String, Object>of("router:external", true),
                Map.<String, Object>of("provider:segmentation_id", 7))) {
            assertThat(red.post("/v2.0/networks", Map.of("network", attributes)).status())
                    .isEqualTo(403);
        }
        var own = red.network();
        assertThat(red.post(
                                "/v2.0/ports",
                                Map.of("port", Map.of("network_id", own, "device_owner", "network:router_interface")))
                        .status())
                .isEqualTo(403);
        assertThat(red.get("/v2.0/quotas").status()).isEqualTo(403);
    }

    @Test
    void withoutATokenNothingIsTold() {
        var nobody = new Client(admin.http(), admin.api(), Optional.empty());
        assertThat(nobody.get("/").status()).isEqualTo(200);
        assertThat(nobody.get("/v2.0/networks").status()).isEqualTo(401);
        assertThat(nobody.get("/v2.0/extensions").status()).isEqualTo(401);
    }

    @Test
    void aListIsFilteredSortedAndPaged() {
        var made = new ArrayList<String>();
        for (var name : List.of("c", "a", "b")) {
            made.add(id(blue.make("networks", "network", Map.of("name", "page-" + name, "description", "paged"))));
        }
        var sorted = blue.get("/v2.0/networks?description=paged&sort_key=name&sort_dir=desc&fields=name");
        assertThat(sorted.json().get("networks").toString())
                .isEqualTo("[{\"name\":\"page-c\"},{\"name\":\"page-b\"},{\"name\":\"page-a\"}]");
        var names = new ArrayList<String>();
        var next = Optional.of("/v2.0/networks?description=paged&sort_key=name&limit=2");
        while (next.isPresent()) {
            var page = blue.get(next.get()).json();
            page.get("networks").forEach(n -> names.add(n.get("name").stringValue()));
            Optional<String> after = Optional.empty();
            for (var link : page.get("networks_links")) {
                var href = link.get("href").stringValue();
                if (link.get("rel").stringValue().equals("next"))
                    after = Optional.of(href.substring(href.indexOf("/v2.0")));
            }
            next = after;
        }
        assertThat(names).containsExactly("page-a", "page-b", "page-c");
        assertThat(blue.get("/v2.0/networks?id=" + made.get(0) + "&id=" + made.get(1))
                        .json()
                        .get("networks"))
                .hasSize(2);
        assertThat(blue.get("/v2.0/networks?description=paged&limit=5&marker="
                                + made.get(0).replace('0', '1'))
                        .status())
                .isEqualTo(404);
        assertThat(blue.get("/v2.0/networks?sort_key=subnets").status()).isEqualTo(400);
    }

    @Test
    void aBulkIsMadeWhollyOrNotAtAll() {
        var good = Map.of("name", "bulk");
        var answer = blue.post("/v2.0/networks", Map.of("networks", List.of(good, Map.of("name", "bulk", "mtu", 7))));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(blue.get("/v2.0/networks?name=bulk").json().get("networks")).isEmpty();
        assertThat(blue.post("/v2.0/networks", Map.of("networks", List.of(good, good)))
                        .status())
                .isEqualTo(201);
        assertThat(blue.get("/v2.0/networks?name=bulk").json().get("networks")).hasSize(2);
    }

    @Test
    void aChangeOfWhatWasNotSeenIsRefused() {
        var network = blue.make("networks", "network", Map.of("name", "seen"));
        var path = "/v2.0/networks/" + id(network);
        var revision = network.get("revision_number").intValue();
        var match = Map.of("If-Match", "revision_number=" + revision);
        var change = Optional.of(Map.of("network", Map.of("name", "changed")));
        assertThat(blue.send("PUT", path, change, match).status()).isEqualTo(200);
        var late = blue.send("PUT", path, change, match);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.type()).isEqualTo("RevisionNumberConstraintFailed");
    }

    @Test
    void aFloatingAddressNeedsAWayAndLetsGoWithItsPort() {
        var network = blue.network();
        var subnet = blue.subnet(network, "10.3.0.0/24");
        var port = blue.port(network);
        var asked = Map.of("floatingip", Map.of("floating_network_id", outside, "port_id", port));
        var unreachable = blue.post("/v2.0/floatingips", asked);
        assertThat(unreachable.status()).isEqualTo(404);
        assertThat(unreachable.type()).isEqualTo("ExternalGatewayForFloatingIPNotFound");
        var router = router(blue, subnet);
        var floating = "/v2.0/floatingips/"
                + id(blue.post("/v2.0/floatingips", asked).json().get("floatingip"));
        var held = blue.put("/v2.0/routers/" + router + "/remove_router_interface", Map.of("subnet_id", subnet));
        assertThat(held.type()).isEqualTo("RouterInterfaceInUseByFloatingIP");
        assertThat(blue.delete("/v2.0/ports/" + port).status()).isEqualTo(204);
        var free = blue.get(floating).json().get("floatingip");
        assertThat(free.get("status").stringValue()).isEqualTo("DOWN");
        assertThat(free.get("port_id").isNull()).isTrue();
        assertThat(blue.put("/v2.0/routers/" + router + "/remove_router_interface", Map.of("subnet_id", subnet))
                        .status())
                .isEqualTo(200);
        assertThat(blue.delete("/v2.0/routers/" + router).status()).isEqualTo(204);
        assertThat(blue.delete("/v2.0/networks/" + network).status()).isEqualTo(204);
    }

    @Test
    void subnetsThatOverlapDoNotMeetOnOneRouter() {
        var first = blue.subnet(blue.network(), "10.4.0.0/16");
        var second = blue.subnet(blue.network(), "10.4.7.0/24");
        var router = router(blue, first);
        var answer = blue.put("/v2.0/routers/" + router + "/add_router_interface", Map.of("subnet_id", second));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("BadRequest");
    }

    @Test
    void aQuotaHolds() {
        var green = admin.tenant("green");
        var project =
                green.make("networks", "network", Map.of()).get("project_id").stringValue();
        admin.put("/v2.0/quotas/" + project, Map.of("quota", Map.of("network", 2)));
        green.make("networks", "network", Map.of());
        var over = green.post("/v2.0/networks", Map.of("network", Map.of()));
        assertThat(over.status()).isEqualTo(409);
        assertThat(over.type()).isEqualTo("OverQuota");
        var details = green.get("/v2.0/quotas/" + project + "/details")
                .json()
                .get("quota")
                .get("network");
        assertThat(details.get("used").intValue()).isEqualTo(2);
        assertThat(details.get("limit").intValue()).isEqualTo(2);
    }

    @Test
    void aNetworkIsSharedWithOneProject() {
        var network = blue.network();
        var target = red.network();
        var project = red.get("/v2.0/networks/" + target)
                .json()
                .get("network")
                .get("project_id")
                .stringValue();
        var share = id(blue.make(
                "rbac-policies",
                "rbac_policy",
                Map.of(
                        "object_type",
                        "network",
                        "object_id",
                        network,
                        "action",
                        "access_as_shared",
                        "target_tenant",
                        project)));
        assertThat(red.get("/v2.0/networks/" + network).status()).isEqualTo(200);
        var port = red.port(network);
        assertThat(blue.delete("/v2.0/rbac-policies/" + share).type()).isEqualTo("RbacPolicyInUse");
        // As a leg of a router it lives by the share, too.
        blue.subnet(network, "10.81.0.0/24");
        var leg = red.port(network);
        assertThat(red.delete("/v2.0/ports/" + port).status()).isEqualTo(204);
        var router = id(red.make("routers", "router", Map.of()));
        assertThat(red.put("/v2.0/routers/" + router + "/add_router_interface", Map.of("port_id", leg))
                        .status())
                .isEqualTo(200);
        assertThat(blue.delete("/v2.0/rbac-policies/" + share).type()).isEqualTo("RbacPolicyInUse");
        assertThat(red.put("/v2.0/routers/" + router + "/remove_router_interface", Map.of("port_id", leg))
                        .status())
                .isEqualTo(200);
        assertThat(red.put("/v2.0/networks/" + network, Map.of("network", Map.of("name", "mine")))
                        .status())
                .isEqualTo(403);
        assertThat(blue.delete("/v2.0/rbac-policies/" + share).status()).isEqualTo(204);
        assertThat(red.get("/v2.0/networks/" + network).status()).isEqualTo(404);
    }

    @Test
    void aNetworkIsNotClosedWhileAnothersRouterIsOnIt() {
        var network = id(admin.make("networks", "network", Map.of("name", "open", "shared", true)));
        admin.subnet(network, "10.82.0.0/24");
        var router = id(red.make("routers", "router", Map.of()));
        var leg = Map.of("port_id", red.port(network));
        assertThat(red.put("/v2.0/routers/" + router + "/add_router_interface", leg)
                        .status())
                .isEqualTo(200);
        var close = Map.of("network", Map.of("shared", false));
        assertThat(admin.put("/v2.0/networks/" + network, close).status()).isEqualTo(409);
        red.put("/v2.0/routers/" + router + "/remove_router_interface", leg);
        assertThat(admin.put("/v2.0/networks/" + network, close).status()).isEqualTo(200);
    }

    @Test
    void portsAreFoundByTheirAddressesAndNothingElseIs() {
        for (var path : List.of(
                "networks",
                "subnets",
                "routers",
                "security-groups",
                "security-group-rules",
                "subnetpools",
                "floatingips",
                "rbac-policies")) {
            for (var filter : List.of("ip_address%3D10.0.0.1", "subnet_id%3Dx", "ip_address_substr%3D10", "nonsense")) {
                var all = blue.get("/v2.0/" + path);
                var found = blue.get("/v2.0/" + path + "?fixed_ips=" + filter);
                assertThat(found.status()).as(path).isEqualTo(200);
                assertThat(found.json()).as(path).isEqualTo(all.json());
            }
        }
    }

    @Test
    void wrongRequestsAreNamed() {
        assertThat(blue.post("/v2.0/networks", Map.of()).body()).contains("Unable to find 'network' in request body");
        assertThat(blue.post("/v2.0/networks", Map.of("network", Map.of("colour", 1)))
                        .body())
                .contains("Unrecognized attribute(s) 'colour'");
        assertThat(blue.post("/v2.0/subnets", Map.of("subnet", Map.of("ip_version", 4)))
                        .status())
                .isEqualTo(400);
        var missing = blue.get("/v2.0/networks/none");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.type()).isEqualTo("NetworkNotFound");
        assertThat(blue.get("/v2.0/networks?admin_state_up=perhaps").status()).isEqualTo(400);
        assertThat(blue.get("/v2.0/ports?fixed_ips=ip_address=nonsense").json().get("ports"))
                .isEmpty();
    }

    @Test
    void aDeletedProjectTakesItsDefaultGroupAndItsLimitsAlong() {
        var brief = admin.tenant("brief");
        var group = brief.get("/v2.0/security-groups")
                .json()
                .path("security_groups")
                .get(0);
        var project = group.path("project_id").asString();
        assertThat(admin.put("/v2.0/quotas/" + project, Map.of("quota", Map.of("network", 7)))
                        .status())
                .isEqualTo(200);
        assertThat(admin.get("/v2.0/quotas").json().toString()).contains(project);
        admin.end("brief");
        assertThat(admin.get("/v2.0/security-groups/" + id(group)).status()).isEqualTo(404);
        assertThat(admin.get("/v2.0/quotas").json().toString()).doesNotContain(project);
    }

    @Test
    void nobodyHasNoLimits() {
        var nobody = "0191d3c400007000800000000000dead";
        assertThat(admin.put("/v2.0/quotas/" + nobody, Map.of("quota", Map.of("network", 7)))
                        .status())
                .isEqualTo(404);
        assertThat(admin.get("/v2.0/quotas").json().toString()).doesNotContain(nobody);
        var deleted = admin.delete("/v2.0/quotas/" + nobody);
        assertThat(deleted.status()).isEqualTo(404);
        assertThat(deleted.json().path("NeutronError").path("type").asString()).isEqualTo("TenantQuotaNotFound");
    }
}
