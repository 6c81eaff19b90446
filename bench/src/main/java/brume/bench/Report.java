package brume.bench;

import brume.base.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// A run as a file.
///
/// @param machine when, on what, beside how much other work
record Report(String machine, List<Row> rows) {
    static Report read(Path file) throws IOException {
        var tree = Json.read(Files.readString(file));
        return new Report(
                tree.get("machine").stringValue(),
                Arrays.asList(Json.read(tree.get("rows").toString(), Row[].class)));
    }

    void write(Path file) throws IOException {
        Files.writeString(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /// These rows, and those of an earlier run that were not measured again.
    Report over(Report earlier) {
        var again = new HashSet<String>();
        rows.forEach(row -> again.add(row.what()));
        var all = new ArrayList<Row>();
        for (var row : earlier.rows) if (!again.contains(row.what())) all.add(row);
        all.addAll(rows);
        return new Report(machine, all);
    }
}
