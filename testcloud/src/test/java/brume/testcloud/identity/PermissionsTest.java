package brume.testcloud.identity;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.http.PathPattern;
import brume.base.http.Route;
import brume.openstack.Authentication;
import brume.openstack.keystone.Keystone;
import brume.testcloud.TestCloud;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PermissionsTest {
    private static TestCloud cloud;
    private static Client admin;
    private static Client tenant;
    private static String tenantProject;
    private static String tenantUser;
    private static String otherProject;
    private static String otherUser;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(0);
        admin = Client.admin(cloud);
        tenantProject = admin.makeProject("tenant");
        otherProject = admin.makeProject("other");
        tenantUser = admin.makeUser("tenant", "pw");
        otherUser = admin.makeUser("other", "pw");
        admin.grant("/projects/" + tenantProject, tenantUser, "member");
        admin.grant("/projects/" + otherProject, otherUser, "member");
        tenant = admin.in("tenant", "pw", Client.project("tenant"));
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static List<Route> routes() {
        var control = cloud.control();
        return Keystone.service(control.identity(), new Authentication(control.identity(), control.journal()))
                .routes();
    }

    private static String path(Route route, String id) {
        return route.path().parts().stream()
                .map(part -> switch (part) {
                    case PathPattern.Word w -> w.text();
                    case PathPattern.Place p -> id;
                    case PathPattern.Rest r -> id;
                })
                .collect(Collectors.joining("/", "/", ""))
                .replaceFirst("^/v3", "");
    }

    @Test
    void noRouteButTheOpenOnesAnswersWithoutAToken() {
        var anybody = Client.of(cloud);
        for (var route : routes()) {
            if (route.action().isEmpty()) continue;
            var answer = anybody.send(route.method(), path(route, otherProject), Optional.of("{}"));
            assertThat(answer.status()).as(route.toString()).isEqualTo(401);
        }
    }

    @Test
    void noRouteTellsATenantOfAnotherOrWhetherItIsThere() {
        var strange = UUID.randomUUID().toString().replace("-", "");
        for (var route : routes()) {
            if (route.action().isEmpty() || route.path().toString().indexOf('{') < 0) continue;
            if (route.path().toString().startsWith("/v3/regions")) continue;
            for (var id : List.of(otherProject, otherUser)) {
                var there = tenant.send(route.method(), path(route, id), Optional.of(bodyFor(route)));
                var missing = tenant.send(route.method(), path(route, strange), Optional.of(bodyFor(route)));
                assertThat(there.status()).as(route + " of another").isIn(403, 404);
                assertThat(missing.status()).as(route + " of nothing").isEqualTo(there.status());
            }
        }
    }

    private static String bodyFor(Route route) {
        var path = route.path().toString();
        if (path.endsWith("/tags")) return "{\"tags\": []}";
        if (path.endsWith("/application_credentials")) return "{\"application_credential\": {\"name\": \"forged\"}}";
        for (var kind : List.of("project", "user", "group", "domain", "service", "endpoint", "role")) {
            if (path.endsWith(":" + kind + "}")) return "{\"%s\": {\"name\": \"taken\"}}".formatted(kind);
        }
        return "{}";
    }

    @Test
    void noBodyMakesABugOfItself() {
        var bodies = List.of(
                "",
                "[]",
                "null",
                "{\"auth\": null}",
                "{\"auth\": {\"identity\": {\"methods\": [\"password\"]}}}",
                "{\"auth\": {\"identity\": {\"methods\": [\"password\"], \"password\": {\"user\": {\"password\": \"x\"}}}}}",
                "{\"auth\": {\"identity\": {\"methods\": [\"token\"], \"token\": {\"id\": \"\\u0000\"}}}}",
                "{\"project\": {\"name\": \"a\\u0000b\"}}",
                "{\"project\": {\"name\": \"x\", \"kept\": \"a\\u0000b\"}}",
                "{\"project\": {\"name\": \"y\", \"parent_id\": \"nothing\"}}",
                "{\"project\": {\"name\": \"z\", \"domain_id\": \"nothing\"}}",
                "{\"user\": {\"name\": \"x\", \"options\": {\"strange\": true}}}",
                "{\"user\": {\"name\": \"x\", \"password\": \"\\ud800\"}}",
                "{\"user\": {\"name\": \"w\", \"default_project_id\": \"nothing\"}}",
                "{\"role\": {\"name\": \"x\", \"domain_id\": \"nothing\"}}",
                "{\"region\": {\"id\": \"x\", \"parent_region_id\": \"nothing\"}}",
                "{\"endpoint\": {\"service_id\": \"nothing\", \"interface\": \"public\", \"url\": \"http://x/\"}}",
                "{\"tags\": [\"a/b\"]}");
        for (var route : routes()) {
            if (route.body().isEmpty()) continue;
            for (var body : bodies) {
                var answer = admin.send(route.method(), path(route, "0".repeat(32)), Optional.of(body));
                assertThat(answer.status()).as(route + " " + body).isBetween(400, 499);
            }
        }
    }

    @Test
    void noQueryMakesABugOfItself() {
        for (var query :
                List.of("name=%00", "name=%ff", "domain_id=%F0%9F%98%80", "parent_id=%27", "user.id=x", "enabled")) {
            for (var list : List.of(
                    "projects",
                    "users",
                    "domains",
                    "groups",
                    "roles",
                    "services",
                    "endpoints",
                    "regions",
                    "role_assignments")) {
                assertThat(admin.get("/" + list + "?" + query).status())
                        .as(list + "?" + query)
                        .isLessThan(500);
            }
        }
        assertThat(admin.get("/domains/a%00b").status()).isBetween(400, 499);
    }

    @Test
    void usersSeeThemselvesAndTheirProjects() {
        assertThat(tenant.get("/users/" + tenantUser).status()).isEqualTo(200);
        assertThat(tenant.get("/projects/" + tenantProject).status()).isEqualTo(200);
        var own = tenant.get("/users/" + tenantUser + "/projects");
        assertThat(own.json().get("projects")).hasSize(1);
        assertThat(tenant.get("/users").status()).isEqualTo(403);
        assertThat(tenant.get("/projects").status()).isEqualTo(403);
        assertThat(tenant.get("/role_assignments").status()).isEqualTo(403);
    }

    @Test
    void whoAdministersOneDomainStaysInItAndBelowTheCloud() {
        var domain = admin.makeDomain("partner");
        var boss = admin.post("/users", """
                {"user": {"name": "boss", "password": "pw", "domain_id": "%s"}}""".formatted(domain)).id("user");
        admin.grant("/domains/" + domain, boss, "admin");
        var scope = "{\"domain\": {\"id\": \"%s\"}}".formatted(domain);
        var partner = admin.with(admin.login(domain, "boss", "pw", scope).header("X-Subject-Token"));

        var project = partner.post("/projects", "{\"project\": {\"name\": \"own\"}}");
        assertThat(project.status()).isEqualTo(201);
        assertThat(project.json().get("project").get("domain_id").stringValue()).isEqualTo(domain);
        var user = partner.post("/users", "{\"user\": {\"name\": \"worker\"}}").id("user");
        var place = "/projects/" + project.id("project") + "/users/" + user + "/roles/";
        assertThat(partner.put(place + admin.role("member")).status()).isEqualTo(204);
        assertThat(partner.put(place + admin.role("admin")).status())
                .as("an administrator of the cloud")
                .isEqualTo(403);
        assertThat(partner.get("/projects").json().get("projects")).hasSize(1);

        assertThat(partner.post("/users", "{\"user\": {\"name\": \"x\", \"domain_id\": \"default\"}}")
                        .status())
                .isEqualTo(403);
        assertThat(partner.get("/users?domain_id=default").status()).isEqualTo(403);
        assertThat(partner.patch("/users/" + otherUser, "{\"user\": {\"password\": \"mine\"}}")
                        .status())
                .isEqualTo(403);
        assertThat(partner.post("/domains", "{\"domain\": {\"name\": \"more\"}}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aParentInAnotherDomainIsAsOneThatNeverWas() {
        var domain = admin.makeDomain("family");
        var boss = admin.post("/users", """
                {"user": {"name": "boss", "password": "pw", "domain_id": "%s"}}""".formatted(domain)).id("user");
        admin.grant("/domains/" + domain, boss, "admin");
        var scope = "{\"domain\": {\"id\": \"%s\"}}".formatted(domain);
        var head = admin.with(admin.login(domain, "boss", "pw", scope).header("X-Subject-Token"));
        var child = "{\"project\": {\"name\": \"child\", \"parent_id\": \"%s\"}}";

        var strange = UUID.randomUUID().toString().replace("-", "");
        var hidden = head.post("/projects", child.formatted(otherProject));
        var missing = head.post("/projects", child.formatted(strange));
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(hidden.raw().body().replace("-", "").replace(otherProject, strange))
                .isEqualTo(missing.raw().body().replace("-", ""));
        var own = head.post("/projects", "{\"project\": {\"name\": \"own\"}}").id("project");
        assertThat(head.post("/projects", child.formatted(own)).status()).isEqualTo(201);
    }

    @Test
    void whoAdministersADomainCannotTakeOverTheCloudByItsUsers() {
        var domain = admin.makeDomain("operators");
        var body = "{\"user\": {\"name\": \"%s\", \"password\": \"pw\", \"domain_id\": \"" + domain + "\"}}";
        var operator = admin.post("/users", body.formatted("operator")).id("user");
        var clerk = admin.post("/users", body.formatted("clerk")).id("user");
        admin.grant("/system", operator, "admin");
        admin.grant("/domains/" + domain, clerk, "admin");
        var scope = "{\"domain\": {\"id\": \"%s\"}}".formatted(domain);
        var inside = admin.with(admin.login(domain, "clerk", "pw", scope).header("X-Subject-Token"));
        assertThat(inside.patch("/users/" + operator, "{\"user\": {\"password\": \"mine\"}}")
                        .status())
                .isEqualTo(403);
        assertThat(inside.delete("/users/" + operator).status()).isEqualTo(403);
    }

    @Test
    void whoeverIsFirstHasTheNameAndTheOtherIsTold() throws InterruptedException {
        var codes = new ConcurrentLinkedQueue<Integer>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.startVirtualThread(
                    () -> codes.add(admin.post("/projects", "{\"project\": {\"name\": \"wanted\"}}")
                            .status())));
        }
        for (var thread : threads) thread.join();
        assertThat(codes).containsOnlyOnce(201).hasSize(8);
        assertThat(codes.stream().filter(code -> code == 409)).hasSize(7);
    }

    @Test
    void refusalsAreOnRecord() {
        tenant.delete("/users/" + otherUser);
        Client.of(cloud).get("/domains");
        var outcomes = cloud.sql()
                .query(
                        "select distinct outcome from audit where action in (?, ?)",
                        row -> row.text("outcome"),
                        "identity:users:change",
                        "identity:domains:list");
        assertThat(outcomes).contains("forbidden", "unauthenticated");
    }
}
