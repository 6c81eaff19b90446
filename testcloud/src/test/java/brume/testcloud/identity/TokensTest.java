package brume.testcloud.identity;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TokensTest {
    private static TestCloud cloud;
    private static Client admin;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(0);
        admin = Client.admin(cloud);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static boolean counts(Client client) {
        return client.get("/auth/projects").status() == 200;
    }

    private static List<String> names(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.get("name").stringValue())
                .toList();
    }

    @Test
    void aTokenTellsWhoWhereAndWhatThereIs() {
        var token = admin.login("admin", TestCloud.PASSWORD, Client.project("admin"))
                .json()
                .get("token");
        assertThat(token.get("methods").get(0).stringValue()).isEqualTo("password");
        assertThat(token.get("user").get("domain").get("name").stringValue()).isEqualTo("Default");
        assertThat(token.get("project").get("name").stringValue()).isEqualTo("admin");
        assertThat(names(token.get("roles"))).containsExactly("admin", "manager", "member", "reader");
        assertThat(names(token.get("catalog"))).contains("keystone", "glance", "nova", "neutron");
        assertThat(token.get("catalog")
                        .valueStream()
                        .filter(service -> service.get("name").stringValue().equals("keystone"))
                        .map(service ->
                                service.get("endpoints").get(0).get("url").stringValue()))
                .containsExactly(cloud.api() + "/identity/v3");
        assertThat(token.get("expires_at").stringValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    }

    @Test
    void aTokenLookedAtSaysTheSameAsWhenItWasMade() {
        var login = admin.login("admin", TestCloud.PASSWORD, Client.project("admin"));
        var text = login.header("X-Subject-Token");
        var seen = admin.about("GET", text);
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.header("X-Subject-Token")).isEqualTo(text);
        assertThat(seen.json()).isEqualTo(login.json());
        assertThat(admin.about("HEAD", text).status()).isEqualTo(200);
    }

    @Test
    void aTokenWithoutAScopeHasNeitherRolesNorCatalog() {
        var token = admin.login("admin", TestCloud.PASSWORD, Client.nowhere())
                .json()
                .get("token");
        assertThat(token.has("roles")).isFalse();
        assertThat(token.has("catalog")).isFalse();
        assertThat(token.has("project")).isFalse();
    }

    @Test
    void aTokenForTheSystemSaysSo() {
        var token = admin.login("admin", TestCloud.PASSWORD, "{\"system\": {\"all\": true}}")
                .json()
                .get("token");
        assertThat(token.get("system").get("all").booleanValue()).isTrue();
        assertThat(names(token.get("roles"))).contains("admin");
    }

    @Test
    void whateverIsWrongWithALoginTheAnswerIsTheSame() {
        admin.makeProject("elsewhere");
        var off = admin.makeUser("off", "pw");
        admin.patch("/users/" + off, "{\"user\": {\"enabled\": false}}");
        admin.makeUser("homeless", "pw");
        var anybody = Client.of(cloud);
        var answers = List.of(
                anybody.login("admin", "wrong", Client.nowhere()),
                anybody.login("nobody", "wrong", Client.nowhere()),
                anybody.login("nowhere", "admin", TestCloud.PASSWORD, Client.nowhere()),
                anybody.login("off", "pw", Client.nowhere()),
                anybody.login("homeless", "pw", Client.project("elsewhere")),
                anybody.login("homeless", "pw", Client.project("no-such-project")),
                anybody.login("homeless", "pw", "{\"system\": {\"all\": true}}"),
                anybody.with("AAAA").get("/users"),
                anybody.get("/users"));
        assertThat(answers).allMatch(answer -> answer.status() == 401);
        assertThat(answers.stream().map(Client.Answer::json).distinct()).hasSize(1);
        assertThat(answers).allMatch(answer -> answer.header("WWW-Authenticate").startsWith("Keystone uri=\"http://"));
    }

    @Test
    void aTokenThatWasTakenBackIsGoneAndOthersStay() {
        var one = admin.in("admin", TestCloud.PASSWORD, Client.project("admin"));
        var two = admin.in("admin", TestCloud.PASSWORD, Client.project("admin"));
        assertThat(one.about("DELETE", one.token().orElseThrow()).status()).isEqualTo(204);
        assertThat(counts(one)).isFalse();
        assertThat(counts(two)).isTrue();
        assertThat(two.about("GET", one.token().orElseThrow()).status()).isEqualTo(404);
    }

    @Test
    void aTokenMadeFromATokenLivesNoLongerAndKeepsTheChain() {
        var first = admin.login("admin", TestCloud.PASSWORD, Client.nowhere());
        var second =
                admin.post("/auth/tokens", """
                {"auth": {"identity": {"methods": ["token"], "token": {"id": "%s"}}, "scope": %s}}
                """.formatted(first.header("X-Subject-Token"), Client.project("admin")));
        assertThat(second.status()).isEqualTo(201);
        var before = first.json().get("token");
        var after = second.json().get("token");
        assertThat(after.get("expires_at")).isEqualTo(before.get("expires_at"));
        assertThat(after.get("audit_ids").get(1))
                .isEqualTo(before.get("audit_ids").get(0));
        assertThat(after.get("methods").toString()).contains("token", "password");
    }

    @Test
    void aRoleTakenAwayTakesTheTokensOfThatPlaceAlone() {
        var here = admin.makeProject("here");
        var there = admin.makeProject("there");
        var user = admin.makeUser("mover", "pw");
        admin.grant("/projects/" + here, user, "member");
        admin.grant("/projects/" + there, user, "member");
        var inHere = admin.in("mover", "pw", Client.project("here"));
        var inThere = admin.in("mover", "pw", Client.project("there"));
        var taken = admin.delete("/projects/" + here + "/users/" + user + "/roles/" + admin.role("member"));
        assertThat(taken.status()).isEqualTo(204);
        assertThat(counts(inHere)).isFalse();
        assertThat(counts(inThere)).isTrue();
        assertThat(admin.login("mover", "pw", Client.project("here")).status()).isEqualTo(401);
    }

    @Test
    void leavingAGroupTakesWhatItGave() {
        var project = admin.makeProject("grouped");
        var user = admin.makeUser("joiner", "pw");
        var group = admin.post("/groups", "{\"group\": {\"name\": \"crew\"}}").id("group");
        var role = admin.role("member");
        assertThat(admin.put("/projects/" + project + "/groups/" + group + "/roles/" + role)
                        .status())
                .isEqualTo(204);
        assertThat(admin.put("/groups/" + group + "/users/" + user).status()).isEqualTo(204);
        var joined = admin.in("joiner", "pw", Client.project("grouped"));
        assertThat(admin.delete("/groups/" + group + "/users/" + user).status()).isEqualTo(204);
        assertThat(counts(joined)).isFalse();
        assertThat(admin.login("joiner", "pw", Client.project("grouped")).status())
                .isEqualTo(401);
    }

    @Test
    void anotherPasswordTakesAllTokensAndTheNewOneWorksAtOnce() {
        var user = admin.makeUser("changer", "old");
        var before = admin.in("changer", "old", Client.nowhere());
        var change = before.post(
                "/users/" + user + "/password", "{\"user\": {\"original_password\": \"old\", \"password\": \"new\"}}");
        assertThat(change.status()).isEqualTo(204);
        assertThat(counts(before)).isFalse();
        assertThat(admin.login("changer", "old", Client.nowhere()).status()).isEqualTo(401);
        assertThat(counts(admin.in("changer", "new", Client.nowhere()))).isTrue();
    }

    @Test
    void aDisabledProjectOrDomainLetsNobodyIn() {
        var project = admin.makeProject("closing");
        var user = admin.makeUser("tenant", "pw");
        admin.grant("/projects/" + project, user, "member");
        var inside = admin.in("tenant", "pw", Client.project("closing"));
        admin.patch("/projects/" + project, "{\"project\": {\"enabled\": false}}");
        assertThat(counts(inside)).isFalse();
        assertThat(admin.login("tenant", "pw", Client.project("closing")).status())
                .isEqualTo(401);

        var domain = admin.makeDomain("shutting");
        admin.post(
                "/users",
                "{\"user\": {\"name\": \"u\", \"password\": \"pw\", \"domain_id\": \"%s\"}}".formatted(domain));
        var member = admin.with(admin.login(domain, "u", "pw", Client.nowhere()).header("X-Subject-Token"));
        assertThat(counts(member)).isTrue();
        admin.patch("/domains/" + domain, "{\"domain\": {\"enabled\": false}}");
        assertThat(counts(member)).isFalse();
        assertThat(admin.login(domain, "u", "pw", Client.nowhere()).status()).isEqualTo(401);
    }

    @Test
    void anEndpointThatNamesAProjectIsForProjectsAlone() {
        var service = admin.post("/services", "{\"service\": {\"type\": \"object-store\", \"name\": \"swift\"}}")
                .id("service");
        var endpoint = admin.post("/endpoints", """
                {"endpoint": {"service_id": "%s", "interface": "public", "region": "RegionOne",
                              "url": "http://objects.test/v1/AUTH_$(project_id)s"}}
                """.formatted(service));
        assertThat(endpoint.status()).isEqualTo(201);
        var inProject = admin.login("admin", TestCloud.PASSWORD, Client.project("admin"))
                .json()
                .get("token");
        var id = inProject.get("project").get("id").stringValue();
        assertThat(inProject.get("catalog").toString()).contains("http://objects.test/v1/AUTH_" + id);
        var inSystem = admin.login("admin", TestCloud.PASSWORD, "{\"system\": {\"all\": true}}")
                .json()
                .get("token");
        assertThat(inSystem.get("catalog").toString()).doesNotContain("objects.test");
        assertThat(admin.delete("/services/" + service).status()).isEqualTo(204);
    }
}
