package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.testcloud.TestCloud;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `os-hypervisors` where hosts are known by their own ids.
final class HostPagesTest {
    private static final String HOSTS = "/compute/v2.1/os-hypervisors";
    private static final String MODERN = "2.87";
    private static TestCloud cloud;
    private static Http admin;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(5);
        await().until(() -> cloud.control().hosts().all(cloud.sql()).size() == 5);
        admin = Http.admin(cloud);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static List<String> names(JsonNode answer) {
        var names = new ArrayList<String>();
        for (var host : answer.get("hypervisors"))
            names.add(host.get("hypervisor_hostname").stringValue());
        return names;
    }

    @Test
    void allPagesTogetherAreAllHosts() {
        var names = new ArrayList<String>();
        var path = HOSTS + "/detail?limit=2";
        for (int page = 1; page <= 3; page++) {
            var answer = admin.get(path, MODERN).json();
            names.addAll(names(answer));
            assertThat(answer.has("hypervisors_links")).isEqualTo(page < 3);
            var last = answer.get("hypervisors").get(names(answer).size() - 1);
            path = HOSTS + "/detail?limit=2&marker=" + last.get("id").stringValue();
        }
        assertThat(names).containsExactly("sim-001", "sim-002", "sim-003", "sim-004", "sim-005");
        assertThat(names(admin.get(HOSTS, MODERN).json())).isEqualTo(names);
    }

    @Test
    void aHostIsFoundByItsIdAndNoOtherIs() {
        var first = admin.get(HOSTS, MODERN).json().get("hypervisors").get(0);
        var path = HOSTS + "/" + first.get("id").stringValue();
        var shown = admin.get(path, MODERN).json().get("hypervisor");
        assertThat(shown.get("hypervisor_hostname").stringValue()).isEqualTo("sim-001");
        assertThat(shown.get("running_vms").intValue()).isZero();
        assertThat(admin.get(HOSTS + "/nobody", MODERN).status()).isEqualTo(404);
        var unknown = HOSTS + "?marker=00000000-0000-7000-8000-00000000ffff";
        assertThat(admin.get(unknown, MODERN).status()).isEqualTo(400);
    }

    @Test
    void aHostTellsHowLongItIsUpUnlessItIsSilent() {
        var last = admin.get(HOSTS, MODERN).json().get("hypervisors").get(4);
        var path = HOSTS + "/" + last.get("id").stringValue();
        var told = admin.get(path + "/uptime", MODERN).json().get("hypervisor");
        assertThat(told.get("uptime").stringValue())
                .matches(" \\d\\d:\\d\\d:\\d\\d up .+,  0 users,  load average: [\\d.]+, [\\d.]+, [\\d.]+");
        assertThat(told.get("hypervisor_hostname").stringValue()).isEqualTo("sim-005");
        assertThat(admin.get(path, "2.88")
                        .json()
                        .get("hypervisor")
                        .get("uptime")
                        .stringValue())
                .contains(" up ");
        assertThat(admin.get(path + "/uptime", "2.88").status()).isEqualTo(404);
        cloud.sql().update("update host set connected = false where name = 'sim-005'");
        try {
            assertThat(admin.get(path + "/uptime", MODERN).status()).isEqualTo(400);
            assertThat(admin.get(path, "2.88")
                            .json()
                            .get("hypervisor")
                            .get("uptime")
                            .isNull())
                    .isTrue();
        } finally {
            cloud.sql().update("update host set connected = true where name = 'sim-005'");
        }
    }
}
