package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.testcloud.TestCloud;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What lists of servers take, from which version on, and of whom.
final class ServerFiltersTest {
    private static final String SERVERS = "/compute/v2.1/servers";
    private static TestCloud cloud;
    private static Http admin;
    private static Http alice;
    private static String host;
    private static String created;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        admin = Http.admin(cloud);
        alice = admin.tenant("alice");
        alice.post("/compute/v2.1/os-keypairs", "{\"keypair\": {\"name\": \"her-key\"}}");
        var made = alice.post(SERVERS, """
                {"server": {"name": "one", "imageRef": "%s", "flavorRef": "42", "key_name": "her-key",
                            "config_drive": true}}
                """.formatted(admin.image()));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(202);
        var id = made.json().get("server").get("id").stringValue();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> names(alice, "status=ACTIVE", "2.1").contains("one"));
        var server = admin.get(SERVERS + "/" + id, "2.3").json().get("server");
        host = server.get("OS-EXT-SRV-ATTR:host").stringValue();
        created = server.get("created").stringValue();
        assertThat(alice.post(SERVERS + "/" + id + "/action", "{\"lock\": null}")
                        .status())
                .isEqualTo(202);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    void whatIsNotKnownIsRefusedSince275() {
        for (var query : List.of("bogus=1", "tags-all=a", "sort_key=vcpus")) {
            assertThat(names(alice, query, "2.74")).as(query).containsExactly("one");
            assertThat(alice.get(SERVERS + "?" + query, "2.75").status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(alice.get(SERVERS + "?sort_key=bogus", "2.1").status()).isEqualTo(400);
    }

    @Test
    void aParameterIsIgnoredBelowItsVersion() {
        assertThat(names(alice, "tags=none", "2.25")).containsExactly("one");
        assertThat(names(alice, "tags=none", "2.26")).isEmpty();
        assertThat(names(alice, "locked=false", "2.72")).containsExactly("one");
        assertThat(names(alice, "locked=false", "2.73")).isEmpty();
        assertThat(names(alice, "changes-before=2001-01-01", "2.65")).containsExactly("one");
        assertThat(names(alice, "changes-before=2001-01-01", "2.66")).isEmpty();
        assertThat(names(alice, "ip6=nowhere", "2.4")).containsExactly("one");
        assertThat(names(alice, "ip6=nowhere", "2.5")).isEmpty();
    }

    @Test
    void filtersOfAdministratorsAreIgnoredWhenOthersAsk() {
        for (var query : List.of("host=none", "node=none", "hostname=none", "uuid=none", "locked_by=admin")) {
            assertThat(names(alice, query, "2.93")).as(query).containsExactly("one");
            assertThat(names(admin, "all_tenants=1&" + query, "2.93")).as(query).isEmpty();
        }
        assertThat(names(admin, "all_tenants=1&node=" + host, "2.93")).contains("one");
        assertThat(names(admin, "all_tenants=1&locked_by=owner", "2.93")).containsExactly("one");
    }

    /// Since 2.83; each once with what is so, and once with what is not.
    @Test
    void everybodyFiltersByWhatIsShown() {
        for (var pair : List.of(
                List.of("availability_zone=nova", "availability_zone=mars"),
                List.of("config_drive=True", "config_drive=False"),
                List.of("key_name=her", "key_name=his"),
                List.of("created_at=" + created, "created_at=2001-01-01T00:00:00Z"),
                List.of("created_at=" + created, "launched_at=0000-01-01"),
                List.of("progress=100", "progress=0"),
                List.of("power_state=1", "power_state=4"),
                List.of("power_state=1", "power_state=x"),
                List.of("vm_state=active", "vm_state=stopped"))) {
            assertThat(names(alice, pair.getFirst(), "2.83"))
                    .as(pair.getFirst())
                    .containsExactly("one");
            assertThat(names(alice, pair.getLast(), "2.83")).as(pair.getLast()).isEmpty();
            assertThat(names(alice, pair.getLast(), "2.82")).as(pair.getLast()).containsExactly("one");
        }
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        for (var query : List.of(
                "limit=-1",
                "limit=x",
                "changes-since=x",
                "changes-since=2026-13-45",
                "all_tenants=perhaps",
                "sort_dir=up",
                "locked=perhaps",
                "status=NONSENSE",
                "key_name=%5B",
                "created_at=x",
                "name=%00",
                "changes-since=2026-01-02&changes-before=2026-01-01")) {
            assertThat(alice.get(SERVERS + "?" + query, "2.93").status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(names(alice, "status=NONSENSE", "2.37")).isEmpty();
        assertThat(names(alice, "status=SHELVED", "2.93")).isEmpty();
        for (var query : List.of("all_tenants=1", "all_tenants", "status=deleted", "sort_key=host")) {
            assertThat(alice.get(SERVERS + "?" + query, "2.93").status())
                    .as(query)
                    .isEqualTo(403);
        }
        assertThat(admin.get(SERVERS + "?metadata=a", "2.93").status()).isEqualTo(400);
        assertThat(admin.get(SERVERS + "?_id=a", "2.1").status()).isEqualTo(400);
        assertThat(names(alice, "metadata=a", "2.93")).containsExactly("one");
    }

    private static List<String> names(Http who, String query, String version) {
        var answer = who.get(SERVERS + "?" + query, version);
        assertThat(answer.status()).as(query + " " + answer.raw().body()).isEqualTo(200);
        return answer.json()
                .get("servers")
                .valueStream()
                .map(server -> server.get("name").stringValue())
                .toList();
    }
}
