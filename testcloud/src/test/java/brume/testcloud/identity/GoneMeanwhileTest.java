package brume.testcloud.identity;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.Meanwhile;
import brume.testcloud.TestCloud;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What is named by something that is made, and is deleted meanwhile, is answered for as if it had never been there.
final class GoneMeanwhileTest {
    private static TestCloud cloud;
    private static Client admin;
    private static String staying;
    private static String somebody;
    private static String member;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(0);
        admin = Client.admin(cloud);
        staying = admin.makeProject("staying");
        somebody = admin.makeUser("somebody", "pw");
        member = admin.role("member");
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    /// Answers when `id` was there at first, and is gone from the table in the end.
    private static Client.Answer without(String table, Object id, Supplier<Client.Answer> call) {
        return Meanwhile.after(cloud.sql(), tx -> tx.update("delete from " + table + " where id = ?", id), call::get);
    }

    private static void missing(String table, String id, Supplier<Client.Answer> call) {
        var answer = without(table, id(id), call);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(404);
    }

    /// As the wire has it, or with its dashes.
    private static UUID id(String text) {
        return UUID.fromString(text.replaceFirst("^(.{8})(.{4})(.{4})(.{4})(.{12})$", "$1-$2-$3-$4-$5"));
    }

    private static String made(Client.Answer answer, String member) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.id(member);
    }

    private static String name() {
        return cloud.control().ids().next().toString();
    }

    private static String role() {
        return made(admin.post("/roles", "{\"role\": {\"name\": \"%s\"}}".formatted(name())), "role");
    }

    private static String group() {
        return made(admin.post("/groups", "{\"group\": {\"name\": \"%s\"}}".formatted(name())), "group");
    }

    private static String region() {
        return made(admin.post("/regions", "{\"region\": {}}"), "region");
    }

    private static String user() {
        return admin.makeUser(name(), "pw");
    }

    @Test
    void aGrantToAUser() {
        var domain = admin.makeDomain(name());
        var forProject = user();
        missing(
                "identity_user",
                forProject,
                () -> admin.put("/projects/" + staying + "/users/" + forProject + "/roles/" + member));
        var forDomain = user();
        missing(
                "identity_user",
                forDomain,
                () -> admin.put("/domains/" + domain + "/users/" + forDomain + "/roles/" + member));
        var forSystem = user();
        missing("identity_user", forSystem, () -> admin.put("/system/users/" + forSystem + "/roles/" + member));
        var inherits = user();
        missing(
                "identity_user",
                inherits,
                () -> admin.put("/OS-INHERIT/projects/" + staying + "/users/" + inherits + "/roles/" + member
                        + "/inherited_to_projects"));
    }

    @Test
    void aGrantToAGroup() {
        var forProject = group();
        missing(
                "identity_group",
                forProject,
                () -> admin.put("/projects/" + staying + "/groups/" + forProject + "/roles/" + member));
        var forSystem = group();
        missing("identity_group", forSystem, () -> admin.put("/system/groups/" + forSystem + "/roles/" + member));
    }

    @Test
    void aGrantInAProjectOrADomain() {
        var project = admin.makeProject(name());
        missing(
                "project",
                project,
                () -> admin.put("/projects/" + project + "/users/" + somebody + "/roles/" + member));
        var domain = admin.makeDomain(name());
        var gone = without(
                "domain", domain, () -> admin.put("/domains/" + domain + "/users/" + somebody + "/roles/" + member));
        assertThat(gone.status()).as(gone.raw().body()).isEqualTo(404);
    }

    @Test
    void aGrantOfARole() {
        var role = role();
        missing("role", role, () -> admin.put("/projects/" + staying + "/users/" + somebody + "/roles/" + role));
        var forSystem = role();
        missing("role", forSystem, () -> admin.put("/system/users/" + somebody + "/roles/" + forSystem));
    }

    @Test
    void aMemberOfAGroup() {
        var user = user();
        var group = group();
        missing("identity_user", user, () -> admin.put("/groups/" + group + "/users/" + user));
        missing("identity_group", group, () -> admin.put("/groups/" + group + "/users/" + somebody));
    }

    @Test
    void whatARoleImplies() {
        var prior = role();
        missing("role", prior, () -> admin.put("/roles/" + prior + "/implies/" + member));
        var implied = role();
        missing("role", implied, () -> admin.put("/roles/" + member + "/implies/" + implied));
    }

    @Test
    void aRegionWithinARegion() {
        var parent = region();
        var created = without(
                "catalog_region",
                parent,
                () -> admin.post("/regions", "{\"region\": {\"parent_region_id\": \"%s\"}}".formatted(parent)));
        assertThat(created.status()).as(created.raw().body()).isEqualTo(404);
        var other = region();
        var child = region();
        var moved = without(
                "catalog_region",
                other,
                () -> admin.patch(
                        "/regions/" + child, "{\"region\": {\"parent_region_id\": \"%s\"}}".formatted(other)));
        assertThat(moved.status()).as(moved.raw().body()).isEqualTo(404);
    }

    @Test
    void anEndpoint() {
        var service =
                made(admin.post("/services", "{\"service\": {\"type\": \"rest\", \"name\": \"rest\"}}"), "service");
        var region = region();
        var without = without("catalog_region", region, () -> admin.post("/endpoints", """
                        {"endpoint": {"interface": "public", "url": "http://rest",
                                      "service_id": "%s", "region_id": "%s"}}
                        """.formatted(service, region)));
        assertThat(without.status()).as(without.raw().body()).isEqualTo(400);
        var alone = without("catalog_service", id(service), () -> admin.post("/endpoints", """
                        {"endpoint": {"interface": "public", "url": "http://rest", "service_id": "%s"}}
                        """.formatted(service)));
        assertThat(alone.status()).as(alone.raw().body()).isEqualTo(400);
    }

    @Test
    void theParentOfAProject() {
        var parent = admin.makeProject(name());
        missing(
                "project",
                parent,
                () -> admin.post(
                        "/projects",
                        "{\"project\": {\"name\": \"%s\", \"parent_id\": \"%s\"}}".formatted(name(), parent)));
    }

    @Test
    void theDomainOfWhatIsInIt() {
        for (var kind : new String[] {"project", "user", "group", "role"}) {
            var domain = admin.makeDomain(name());
            var answer = without(
                    "domain",
                    domain,
                    () -> admin.post(
                            "/" + kind + "s",
                            "{\"%s\": {\"name\": \"%s\", \"domain_id\": \"%s\"}}".formatted(kind, name(), domain)));
            assertThat(answer.status()).as(kind + ": " + answer.raw().body()).isEqualTo(404);
        }
    }

    @Test
    void whatAnApplicationCredentialStandsOn() {
        var role = role();
        var roleName = admin.get("/roles/" + role).json().at("/role/name").stringValue();
        var keeper = name();
        var user = admin.makeUser(keeper, "pw");
        admin.grant("/projects/" + staying, user, "member");
        admin.grant("/projects/" + staying, user, roleName);
        var client = admin.in(keeper, "pw", Client.project("staying"));

        var ofRole = without(
                "role",
                id(role),
                () -> client.post("/users/" + user + "/application_credentials", """
                {"application_credential": {"name": "of a role", "roles": [{"id": "%s"}]}}
                """.formatted(role)));
        assertThat(ofRole.status()).as(ofRole.raw().body()).isEqualTo(400);

        var rule = made(client.post("/users/" + user + "/application_credentials", """
                {"application_credential": {"name": "ruled", "access_rules":
                    [{"service": "compute", "method": "GET", "path": "/v2.1/servers"}]}}
                """), "application_credential");
        assertThat(client.delete("/users/" + user + "/application_credentials/" + rule)
                        .status())
                .isEqualTo(204);
        var again = Meanwhile.after(
                cloud.sql(),
                tx -> tx.update("delete from access_rule where user_id = ?", id(user)),
                () -> client.post("/users/" + user + "/application_credentials", """
                {"application_credential": {"name": "ruled again", "access_rules":
                    [{"service": "compute", "method": "GET", "path": "/v2.1/servers"}]}}
                """));
        assertThat(again.status()).as(again.raw().body()).isEqualTo(201);

        var ofUser = without(
                "identity_user", id(user), () -> client.post("/users/" + user + "/application_credentials", """
                {"application_credential": {"name": "of a user"}}
                """));
        assertThat(ofUser.status()).as(ofUser.raw().body()).isEqualTo(404);
    }
}
