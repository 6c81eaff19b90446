package brume.testcloud.identity;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CredentialsTest {
    private static TestCloud cloud;
    private static Client admin;
    private static Client user;
    private static String userId;
    private static String project;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(0);
        admin = Client.admin(cloud);
        project = admin.makeProject("plant");
        userId = admin.makeUser("engineer", "pw");
        admin.grant("/projects/" + project, userId, "manager");
        user = admin.in("engineer", "pw", Client.project("plant"));
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String path() {
        return "/users/" + userId + "/application_credentials";
    }

    private static Client.Answer make(String name, String more) {
        var made = user.post(path(), """
                {"application_credential": {"name": "%s" %s}}""".formatted(name, more));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        return made;
    }

    private static Client.Answer login(Client.Answer made) {
        return login(made.id("application_credential"), secret(made));
    }

    private static String secret(Client.Answer made) {
        return made.json().get("application_credential").get("secret").stringValue();
    }

    private static Client.Answer login(String id, String secret) {
        return Client.of(cloud).post("/auth/tokens", """
                {"auth": {"identity": {"methods": ["application_credential"],
                    "application_credential": {"id": "%s", "secret": "%s"}}}}
                """.formatted(id, secret));
    }

    private static Client bearer(Client.Answer login) {
        return Client.of(cloud).with(login.header("X-Subject-Token"));
    }

    @Test
    void aCredentialGivesTheRolesThatWereChosenAndNoMore() {
        var made = make("watcher", ", \"roles\": [{\"name\": \"reader\"}]");
        var token = login(made).json().get("token");
        assertThat(token.get("project").get("id").stringValue()).isEqualTo(project);
        assertThat(token.get("roles")).hasSize(1);
        assertThat(token.get("roles").get(0).get("name").stringValue()).isEqualTo("reader");
        assertThat(login(made.id("application_credential"), "guess").status()).isEqualTo(401);
    }

    @Test
    void nobodyGivesRolesThatTheyDoNotHave() {
        var asked = user.post(path(), """
                {"application_credential": {"name": "greedy", "roles": [{"name": "admin"}]}}""");
        assertThat(asked.status()).isEqualTo(400);
        assertThat(admin.post(path(), "{\"application_credential\": {\"name\": \"forged\"}}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theSecretIsToldOnce() {
        var made = make("quiet", "");
        var shown = user.get(path() + "/" + made.id("application_credential"));
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.raw().body()).doesNotContain(secret(made));
    }

    @Test
    void aRestrictedCredentialMakesNoOthersAndWidensNothing() {
        var login = login(make("robot", ""));
        var robot = bearer(login);
        assertThat(robot.post(path(), "{\"application_credential\": {\"name\": \"child\"}}")
                        .status())
                .isEqualTo(403);
        var again = robot.post("/auth/tokens", """
                {"auth": {"identity": {"methods": ["token"], "token": {"id": "%s"}}}}
                """.formatted(login.header("X-Subject-Token")));
        assertThat(again.status()).isEqualTo(401);
    }

    @Test
    void rulesSayWhichCallsATokenIsFor() {
        var made = make("narrow", """
                , "access_rules": [{"service": "identity", "method": "GET", "path": "/v3/auth/*"}]""");
        var narrow = bearer(login(made));
        assertThat(narrow.get("/auth/projects").status()).isEqualTo(200);
        assertThat(narrow.get("/users/" + userId).status()).isEqualTo(401);
        assertThat(narrow.delete("/auth/tokens").status()).isEqualTo(401);
        var none = bearer(login(make("nothing", ", \"access_rules\": []")));
        assertThat(none.get("/auth/projects").status()).isEqualTo(401);
    }

    @Test
    void aRuleCoversWhatItsPatternSaysAndNoMore() {
        var narrow = bearer(login(make("patterns", """
                , "access_rules": [{"service": "identity", "method": "GET", "path": "/v3/users/*/p{word}s"},
                                   {"service": "identity", "method": "GET", "path": "/v3/r**s"}]""")));
        assertThat(narrow.get("/users/" + userId + "/projects").status()).isEqualTo(200);
        assertThat(narrow.get("/users/" + userId + "/groups").status()).isEqualTo(401);
        assertThat(narrow.get("/users/" + userId).status()).isEqualTo(401);
        assertThat(narrow.get("/regions").status()).isEqualTo(200);
        assertThat(narrow.get("/roles/a/b/nothings").status()).isEqualTo(404);
        assertThat(narrow.get("/projects").status()).isEqualTo(401);
    }

    /// Two such requests held both processors for as long as the cloud ran.
    @Test
    @Timeout(60)
    void aRuleOfManyPartsIsReadAtOnce() {
        var made = make("labyrinth", """
                , "access_rules": [{"service": "identity", "method": "GET", "path": "/v3/users/%s"}]""".formatted("*a".repeat(50)));
        assertThat(bearer(login(made)).get("/users/" + "a".repeat(1000) + "!").status())
                .isEqualTo(401);
    }

    @Test
    void aCredentialThatIsDeletedTakesItsTokensAlong() {
        var made = make("brief", "");
        var bearer = bearer(login(made));
        assertThat(bearer.get("/auth/projects").status()).isEqualTo(200);
        assertThat(user.delete(path() + "/" + made.id("application_credential")).status())
                .isEqualTo(204);
        assertThat(bearer.get("/auth/projects").status()).isEqualTo(401);
        assertThat(login(made).status()).isEqualTo(401);
    }

    @Test
    void aCredentialIsWorthNoMoreThanWhatItsUserHas() {
        var place = admin.makeProject("lent");
        var worker = admin.makeUser("worker", "pw");
        admin.grant("/projects/" + place, worker, "member");
        var own = "/users/" + worker + "/application_credentials";
        var made = admin.in("worker", "pw", Client.project("lent"))
                .post(own, "{\"application_credential\": {\"name\": \"left-over\"}}");
        assertThat(login(made).status()).isEqualTo(201);
        admin.delete("/projects/" + place + "/users/" + worker + "/roles/" + admin.role("member"));
        assertThat(login(made).status()).isEqualTo(401);
    }
}
