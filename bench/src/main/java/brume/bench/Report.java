package brume.bench;

import brume.base.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A run as a file.
///
/// @param machine when, on how many cores, beside how much other work
/// @param beside  other clouds that were put through the same calls
record Report(String machine, Place place, List<Row> rows, List<Beside> beside) {
    /// @throws Failure when there is no such file, or another program wrote it
    static Report read(Path file) {
        try {
            var tree = Json.read(Files.readString(file));
            return new Report(
                    tree.required("machine").stringValue(),
                    place(tree.path("place")),
                    Arrays.asList(Json.read(tree.required("rows").toString(), Row[].class)),
                    tree.has("beside")
                            ? Arrays.asList(Json.read(tree.get("beside").toString(), Beside[].class))
                            : List.of());
        } catch (IOException | JacksonException e) {
            throw new Failure(
                    "reading an earlier run from " + file, e, "name a file that ./brume bench --json FILE has written");
        }
    }

    /// Files of earlier releases do not tell it.
    private static Place place(JsonNode place) {
        return place.isMissingNode()
                ? Place.UNKNOWN
                : new Place(
                        place.path("hardware").asString(""),
                        place.path("release").asString(""));
    }

    void write(Path file) throws IOException {
        Files.writeString(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /// These rows, and those of an earlier run that were not measured again: what another machine came to is no part of
    /// it.
    Report over(Report earlier) {
        if (!place.sameMachine(earlier.place)) return this;
        var again = new HashSet<String>();
        rows.forEach(row -> again.add(row.what()));
        var all = new ArrayList<Row>();
        for (var row : earlier.rows) if (!again.contains(row.what())) all.add(row);
        boolean mixed = !all.isEmpty() && !earlier.place.release().equals(place.release());
        all.addAll(rows);
        var clouds = new ArrayList<>(beside);
        for (var cloud : earlier.beside) {
            if (beside.stream().noneMatch(now -> now.cloud().equals(cloud.cloud()))) clouds.add(cloud);
        }
        var releases = mixed ? earlier.place.release() + ", then " + place.release() : place.release();
        return new Report(machine, new Place(place.hardware(), releases), all, clouds);
    }
}
