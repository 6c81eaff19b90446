package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.json.Json;
import brume.testcloud.TestCloud;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/// Tenants of a cloud, who have nothing to do with each other: alpha, beta who asks, one who has left with all that it
/// had, and one in another domain.
///
/// @param mine   what beta has
/// @param alphas what alpha has
/// @param gone   ids of what the third one had
/// @param abroad what the one in another domain has, the domain among it
/// @param shared ids of what is nobody's
record Neighbours(
        OpenStack admin,
        Tenant beta,
        Belongings mine,
        Belongings alphas,
        Map<String, String> gone,
        Belongings abroad,
        Map<String, String> shared) {
    static Neighbours of(TestCloud cloud, Wire wire) throws Exception {
        var access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
        var admin = new OpenStack(OpenStack.http(), access);
        var alphas = Belongings.of(Tenant.make(admin, "tenant-" + Belongings.MARK), admin, Belongings.MARK);
        var beta = Tenant.make(admin, "tenant-beta");
        var mine = Belongings.of(beta, admin, "mine");
        var gamma = Tenant.make(admin, "tenant-gamma");
        var gone = Belongings.of(gamma, admin, "gone").ids();
        var abroad = Belongings.of(Tenant.abroad(admin, "abroad"), admin, "abroad");
        var shared = Shared.ids(admin);
        leave(admin, wire, gamma);
        // Users and groups are of a domain, and stay where a project goes.
        for (var kind : List.of("user", "group")) admin.delete("identity", "/v3/" + kind + "s/" + gone.get(kind));
        return new Neighbours(admin, beta, mine, alphas, gone, abroad, shared);
    }

    private static void leave(OpenStack admin, Wire wire, Tenant tenant) throws Exception {
        var token = admin.session().token();
        var path = "/admin/purges/" + tenant.project();
        var begun = wire.send("PUT", path, token, Map.of(), Optional.of(Json.object()));
        assertThat(begun.statusCode()).as(begun.body()).isBetween(200, 299);
        Awaitility.await("nothing is left of it")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(wire.send(
                                        "GET",
                                        "/identity/v3/projects/" + tenant.project(),
                                        token,
                                        Map.of(),
                                        Optional.empty())
                                .statusCode())
                        .isEqualTo(404));
    }
}
