package brume.testcloud.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.base.json.Json;
import brume.cloud.access.Caller;
import brume.cloud.identity.Logins;
import brume.testcloud.TestCloud;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Passwords and secrets are guessed, and whose they are goes on.
final class GuessingTest {
    private static final String HERE = "192.0.2.1";
    private static final String ELSEWHERE = "192.0.2.2";
    private TestCloud cloud;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(0);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Logins.Made login(String source, Logins.Proof proof) {
        return cloud.control()
                .identity()
                .logins()
                .login(new Logins.From(source, "req-test"), List.of(proof), new Logins.Anywhere());
    }

    private static Logins.Proof password(String name, String password) {
        var domain = new Logins.Named(Optional.of("default"), Optional.empty());
        return new Logins.ByPassword(Optional.empty(), Optional.of(name), Optional.of(domain), password);
    }

    private static Logins.Proof password(UUID user, String password) {
        return new Logins.ByPassword(Optional.of(user), Optional.empty(), Optional.empty(), password);
    }

    private static void refused(ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOf(CloudFault.Unauthenticated.class);
    }

    private static void held(ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOf(CloudFault.RateLimited.class);
    }

    private UUID admin() {
        return cloud.sql().only("select id from identity_user where name = 'admin'", row -> row.uuid("id"));
    }

    @Test
    void whoGuessesAPasswordWaitsAndItsOwnerDoesNot() {
        for (int i = 0; i < 5; i++) refused(() -> login(HERE, password("admin", "wrong")));
        held(() -> login(HERE, password("admin", TestCloud.PASSWORD)));
        assertThat(login(ELSEWHERE, password("admin", TestCloud.PASSWORD)).text())
                .isNotEmpty();
        cloud.pass(Duration.ofSeconds(1));
        assertThat(login(HERE, password("admin", TestCloud.PASSWORD)).text()).isNotEmpty();
    }

    @Test
    void theIdAndTheNameAreOneUser() {
        var admin = admin();
        for (int i = 0; i < 3; i++) refused(() -> login(HERE, password("admin", "wrong")));
        for (int i = 0; i < 2; i++) refused(() -> login(HERE, password(admin, "wrong")));
        held(() -> login(HERE, password(admin, TestCloud.PASSWORD)));
        held(() -> login(HERE, password("admin", TestCloud.PASSWORD)));
    }

    @Test
    void whoDoesNotExistIsHeldAsOthersAre() {
        for (int i = 0; i < 5; i++) refused(() -> login(HERE, password("nobody", "wrong")));
        held(() -> login(HERE, password("nobody", "wrong")));
    }

    @Test
    void theOldPasswordIsGuessedAtNoOtherDoor() {
        var admin = admin();
        var users = cloud.control().identity().users();
        for (int i = 0; i < 5; i++) refused(() -> users.changePassword(HERE, "req-test", admin, "wrong", "new"));
        held(() -> users.changePassword(HERE, "req-test", admin, TestCloud.PASSWORD, "new"));
        held(() -> login(HERE, password("admin", TestCloud.PASSWORD)));
    }

    @Test
    void aDisabledUserTellsNobodyThatAPasswordIsRight() {
        cloud.sql().run(tx -> tx.update("update identity_user set enabled = false where name = 'admin'"));
        for (int i = 0; i < 5; i++) refused(() -> login(HERE, password("admin", TestCloud.PASSWORD)));
        held(() -> login(HERE, password("admin", TestCloud.PASSWORD)));
    }

    @Test
    void aSecretOfAnApplicationCredentialIsGuessedNoBetter() {
        var nobody = new UUID(1, 2);
        var guess = new Logins.ByCredential(
                Optional.of(nobody), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "wrong");
        for (int i = 0; i < 5; i++) refused(() -> login(HERE, guess));
        held(() -> login(HERE, guess));
    }

    @Test
    void theAuditTellsWhoWasHeldAndAtWhat() {
        for (int i = 0; i < 5; i++) refused(() -> login(HERE, password("admin", "wrong")));
        for (int i = 0; i < 5; i++) held(() -> login(HERE, password("admin", "wrong")));
        record Held(String source, String action, String kind, String resource) {}
        assertThat(cloud.sql()
                        .query(
                                "select * from audit where outcome = 'held'",
                                row -> new Held(
                                        row.text("source"),
                                        row.text("action"),
                                        row.text("kind"),
                                        row.text("resource"))))
                .containsExactly(new Held(HERE, "identity:login", "user", admin().toString()));
    }

    @Test
    void overHttpWhoGuessesIsToldWhenToComeAgain() throws Exception {
        try (var live = TestCloud.live(0)) {
            for (int i = 0; i < 5; i++) {
                assertThat(post(live, "127.0.0.1", "wrong").statusCode()).isEqualTo(401);
            }
            var held = post(live, "127.0.0.1", TestCloud.PASSWORD);
            assertThat(held.statusCode()).isEqualTo(429);
            assertThat(held.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(Json.read(held.body()).path("error").path("code").asInt())
                    .isEqualTo(429);
            assertThat(post(live, "127.0.0.2", TestCloud.PASSWORD).statusCode()).isEqualTo(201);
        }
    }

    private static HttpResponse<String> post(TestCloud live, String source, String password) throws Exception {
        var body = """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                  {"name": "admin", "domain": {"id": "default"}, "password": "%s"}}}}}
                """.formatted(password);
        try (var client = HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral(source))
                .build()) {
            return client.send(
                    HttpRequest.newBuilder(live.api().resolve("/identity/v3/auth/tokens"))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void nobodyElsesTokensAreTouched() {
        var made = login(ELSEWHERE, password("admin", TestCloud.PASSWORD));
        for (int i = 0; i < 5; i++) refused(() -> login(HERE, password("admin", "wrong")));
        held(() -> login(HERE, password("admin", "wrong")));
        Caller caller = cloud.control().identity().caller(made.text(), HERE, "req-test");
        assertThat(caller.user()).hasValue(admin());
    }
}
