package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.base.http.Route;
import brume.cloud.access.Action;
import brume.testcloud.TestCloud;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
    private static JavaClasses house;

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
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("brume");
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    void everyActionThatARouteNamesIsInTheCatalogue() {
        var catalogue =
                new TreeSet<>(fields().map(field -> action(field).name()).toList());
        assertThat(routes)
                .allSatisfy(named -> named.route()
                        .action()
                        .ifPresent(action ->
                                assertThat(catalogue).as(named.toString()).contains(action)));
    }

    @Test
    void everyActionOfTheCatalogueIsAskedForSomewhere() {
        assertThat(fields().filter(field -> field.getAccessesToSelf().stream()
                        .allMatch(access -> access.getOriginOwner().equals(field.getOwner()))))
                .as("actions that nothing asks for")
                .isEmpty();
    }

    @Test
    void noTwoActionsHaveOneName() {
        assertThat(fields().map(field -> action(field).name())).doesNotHaveDuplicates();
    }

    @Test
    void onlyLoginAndVersionDocumentsAreOpen() {
        assertThat(routes)
                .filteredOn(named -> named.route().action().isEmpty())
                .filteredOn(named -> !OPEN.contains(named.toString()))
                .allSatisfy(named ->
                        assertThat(named.toString()).matches("(GET|HEAD) (/[a-z]+)?(/|/v[0-9.]+/?|/versions)?"));
    }

    private static Stream<JavaField> fields() {
        return house.stream()
                .filter(type -> type.getPackageName().startsWith("brume.cloud."))
                .map(JavaClass::getFields)
                .flatMap(Set::stream)
                .filter(field -> field.getRawType().isEquivalentTo(Action.class))
                .filter(field -> field.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC));
    }

    private static Action action(JavaField field) {
        try {
            var reflected = field.reflect();
            reflected.setAccessible(true);
            return (Action) reflected.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
