package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.base.http.Route;
import brume.testcloud.TestCloud;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The catalogue of actions, and the routes that name them.
final class ActionsTest {
    /// What anybody may ask without a token, beside the documents of versions at and below each service's root: both
    /// take a password in the body.
    private static final Set<String> OPEN =
            Set.of("POST /identity/v3/auth/tokens", "POST /identity/v3/users/{user:user}/password");

    private static TestCloud cloud;
    private static List<Named> routes;
    private static Catalogue catalogue;

    private record Named(String prefix, Route route) {
        @Override
        public String toString() {
            return route.method() + " " + prefix + route.path();
        }
    }

    @BeforeAll
    static void read() {
        cloud = TestCloud.live(0);
        routes = Apis.of(cloud.control()).stream()
                .flatMap(service -> service.routes().stream().map(route -> new Named(service.prefix(), route)))
                .toList();
        catalogue = Catalogue.read();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    void everyActionThatARouteNamesIsInTheCatalogue() {
        assertThat(routes)
                .allSatisfy(named -> named.route()
                        .action()
                        .ifPresent(action -> assertThat(catalogue.actions())
                                .as(named.toString())
                                .containsKey(action)));
    }

    @Test
    void everyActionOfTheCatalogueIsAskedForSomewhere() {
        assertThat(catalogue.unused()).as("actions that nothing asks for").isEmpty();
    }

    @Test
    void noTwoActionsHaveOneName() {
        assertThat(catalogue.names()).doesNotHaveDuplicates();
    }

    @Test
    void onlyLoginAndVersionDocumentsAreOpen() {
        assertThat(routes)
                .filteredOn(named -> named.route().action().isEmpty())
                .filteredOn(named -> !OPEN.contains(named.toString()))
                .allSatisfy(named ->
                        assertThat(named.toString()).matches("(GET|HEAD) (/[a-z]+)?(/|/v[0-9.]+/?|/versions)?"));
    }
}
