package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Servers on a network that another project has lent: they take the addresses that they are given.
final class LentNetworksTest {
    private static final String ROOT = "/compute/v2.1/servers";
    private static TestCloud cloud;
    private static Http owner;
    private static Http guest;
    private static String image;
    private static String network;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        var admin = Http.admin(cloud);
        image = admin.image();
        owner = admin.tenant("owner");
        guest = admin.tenant("guest");
        network = made(owner, "networks", "network", "\"name\": \"lent\"");
        made(
                owner,
                "subnets",
                "subnet",
                "\"network_id\": \"%s\", \"ip_version\": 4, \"cidr\": \"10.44.0.0/24\"".formatted(network));
        made(
                owner,
                "rbac-policies",
                "rbac_policy",
                "\"object_type\": \"network\", \"object_id\": \"%s\", \"action\": \"access_as_shared\", \"target_tenant\": \"%s\""
                        .formatted(network, guest.project()));
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String made(Http who, String path, String kind, String body) {
        var answer = who.post("/network/v2.0/" + path, "{\"%s\": {%s}}".formatted(kind, body));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.json().get(kind).get("id").stringValue();
    }

    private static Http.Answer boot(Http who, String card) {
        return who.post(ROOT, """
                {"server": {"name": "web", "imageRef": "%s", "flavorRef": "42", "networks": [%s]}}
                """.formatted(image, card));
    }

    private static String at(String address) {
        return "{\"uuid\": \"%s\", \"fixed_ip\": \"%s\"}".formatted(network, address);
    }

    @Test
    void whoIsAGuestThereDoesNotChooseItsAddress() {
        for (var address : new String[] {"10.44.0.1", "10.44.0.77"}) {
            assertThat(boot(guest, at(address)).status()).as(address).isEqualTo(403);
        }
        assertThat(guest.get(ROOT).json().get("servers")).isEmpty();
        var served = boot(guest, "{\"uuid\": \"%s\"}".formatted(network));
        assertThat(served.status()).isEqualTo(202);
        var server = ROOT + "/" + served.json().get("server").get("id").stringValue();
        assertThat(guest.delete(server).status()).isEqualTo(204);
    }

    @Test
    void whoseItIsDoes() {
        var served = boot(owner, at("10.44.0.88"));
        assertThat(served.status()).isEqualTo(202);
        owner.delete(ROOT + "/" + served.json().get("server").get("id").stringValue());
    }
}
