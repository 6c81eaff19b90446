package brume.contract;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/// What hosts are told and what they say, as the last release wrote it (`src/test/resources/releases/TAG`): this
/// release
/// reads it and loses nothing, and writes all that the last one reads. So a controller and an agent may be one release
/// apart, either way.
final class ReleasesTest {
    private static final Path KEPT = Path.of("src/test/resources/releases");

    /// `-Dbrume.keep=TAG` keeps what this release writes, when it is tagged.
    @Test
    @EnabledIfSystemProperty(named = "brume.keep", matches = "v.+", disabledReason = "kept when a release is tagged")
    void keep() throws IOException {
        var folder = KEPT.resolve(System.getProperty("brume.keep"));
        Files.createDirectories(folder);
        for (var sample : Samples.all().entrySet()) {
            var text = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(sample.getValue());
            Files.writeString(folder.resolve(sample.getKey() + ".json"), text + "\n");
        }
    }

    @Test
    void whatTheLastReleaseWroteIsReadAndNothingOfItIsLost() {
        Samples.all()
                .forEach((name, sample) -> kept(name).ifPresent(written -> {
                    var read = Json.MAPPER.treeToValue(written, sample.getClass());
                    contains(name, written, Json.read(Json.text(read)), true);
                }));
    }

    @Test
    void whatIsWrittenHasAllThatTheLastReleaseReads() {
        Samples.all()
                .forEach((name, sample) ->
                        kept(name).ifPresent(written -> contains(name, written, Json.read(Json.text(sample)), false)));
    }

    @Test
    void eachKindOfItemIsAmongTheSamples() {
        assertThat(Samples.all())
                .containsKeys(
                        Arrays.stream(ItemKey.Kind.values()).map(Enum::name).toArray(String[]::new));
        assertThat(kept("GUEST")).isPresent();
    }

    private static Optional<JsonNode> kept(String name) {
        try (var releases = Files.list(KEPT)) {
            var last = releases.max(Comparator.comparing(ReleasesTest::version, Arrays::compare))
                    .orElseThrow();
            var file = last.resolve(name + ".json");
            return Files.exists(file) ? Optional.of(Json.read(Files.readString(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] version(Path release) {
        return Arrays.stream(release.getFileName().toString().substring(1).split("[.]"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /// @param values whether values are the same, too, and not only their kinds
    private static void contains(String where, JsonNode less, JsonNode more, boolean values) {
        assertThat(more.getNodeType()).as(where).isEqualTo(less.getNodeType());
        if (less.isObject()) {
            less.properties().forEach(field -> {
                assertThat(more.has(field.getKey()))
                        .as(where + "." + field.getKey())
                        .isTrue();
                contains(where + "." + field.getKey(), field.getValue(), more.get(field.getKey()), values);
            });
        } else if (less.isArray()) {
            assertThat(more.size()).as(where).isEqualTo(less.size());
            for (int i = 0; i < less.size(); i++) contains(where + "[" + i + "]", less.get(i), more.get(i), values);
        } else if (values) {
            assertThat(more).as(where).isEqualTo(less);
        }
    }
}
