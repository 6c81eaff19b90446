package brume.testcloud.identity;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A domain goes with all that is in it.
final class DomainDeleteTest {
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

    private static String made(String path, String kind, String attributes) {
        var answer = admin.post(path, "{\"%s\": {%s}}".formatted(kind, attributes));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.id(kind);
    }

    @Test
    void projectsBelowOthersGoBeforeThem() {
        var domain = made("/domains", "domain", "\"name\": \"deep\"");
        var projects = new ArrayList<String>();
        for (int branch = 0; branch < 2; branch++) {
            var above = domain;
            for (int depth = 0; depth < 3; depth++) {
                above = made(
                        "/projects",
                        "project",
                        "\"name\": \"p-%d-%d\", \"domain_id\": \"%s\", \"parent_id\": \"%s\""
                                .formatted(branch, depth, domain, above));
                projects.add(above);
            }
        }
        // A user of another domain, at home in one of them.
        var user = made(
                "/users",
                "user",
                "\"name\": \"abroad\", \"password\": \"pw\", \"default_project_id\": \"%s\""
                        .formatted(projects.getLast()));
        assertThat(admin.patch("/domains/" + domain, "{\"domain\": {\"enabled\": false}}")
                        .status())
                .isEqualTo(200);
        var gone = admin.delete("/domains/" + domain);
        assertThat(gone.status()).as(gone.raw().body()).isEqualTo(204);
        for (var project : projects)
            assertThat(admin.get("/projects/" + project).status()).isEqualTo(404);
        assertThat(admin.get("/users/" + user).json().get("user").has("default_project_id"))
                .isFalse();
    }
}
