package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.base.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is shipped, as the build tells it (CycloneDX), beside what `docs/dependencies.md` says.
final class LicencesTest {
    private static final Path BILL = Path.of("../app/target/brume.cdx.json");
    private static final Path DOCUMENT = Path.of("../docs/dependencies.md");

    /// Of one of these each library must be.
    private static final Set<String> WELCOME =
            Set.of("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "PostgreSQL", "Bouncy Castle Licence");

    private static List<Library> libraries;

    /// @param licences one of them is to be chosen
    private record Library(String name, String version, Set<String> licences) {
        /// As a line of the document's table.
        String line() {
            return "| " + name + " | " + version + " | " + String.join(" or ", licences) + " |";
        }
    }

    @BeforeAll
    static void read() throws IOException {
        assumeTrue(Files.exists(BILL), "nobody made " + BILL + ": ./brume check does, and runs this");
        libraries = StreamSupport.stream(
                        Json.read(Files.readString(BILL)).path("components").spliterator(), false)
                .filter(component -> !component.path("group").asString("").equals("brume"))
                .map(LicencesTest::library)
                .toList();
    }

    private static Library library(JsonNode component) {
        var licences = new TreeSet<String>();
        for (var licence : component.path("licenses")) {
            licences.add(licence.path("license")
                    .path("id")
                    .asString(licence.path("license").path("name").asString("none")));
        }
        return new Library(
                component.path("group").asString() + ":"
                        + component.path("name").asString(),
                component.path("version").asString(),
                licences);
    }

    @Test
    void eachLibraryIsOfALicenceThatIsWelcome() {
        assertThat(libraries)
                .isNotEmpty()
                .allSatisfy(library ->
                        assertThat(library.licences()).as(library.name()).containsAnyElementsOf(WELCOME));
    }

    @Test
    void theDocumentListsWhatIsShippedAndNothingElse() throws IOException {
        var told = Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.startsWith("## Each jar"))
                .filter(line -> line.startsWith("| ") && line.contains(":"))
                .toList();
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        libraries.stream().map(Library::line).toList());
    }
}
