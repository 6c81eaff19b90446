package brume.app.backup;

import brume.base.json.Json;
import brume.base.sql.Snapshot;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;

/// The last words of a backup: what it is of, and every part with its sum.
///
/// @param format     of the file: 1
/// @param postgres   the server that it was read from, as 180006 for 18.6
/// @param simulated  whether its hosts were
/// @param images     whether the images' bytes are in it
/// @param migrations those that the tables had gone through
/// @param tables     in the order of their parts
public record Manifest(
        int format,
        Instant made,
        int postgres,
        boolean simulated,
        boolean images,
        List<Snapshot.Step> migrations,
        List<Rows> tables,
        List<Snapshot.Sequence> sequences,
        List<Part> parts) {
    static final int FORMAT = 1;

    /// A table, and how many rows of it there are.
    public record Rows(Snapshot.Table table, long rows) {}

    /// An entry of the file.
    ///
    /// @param bytes  as it lies in the file
    /// @param sha256 of those, in hex
    public record Part(String name, long bytes, String sha256) {}

    public Manifest {
        migrations = List.copyOf(migrations);
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
        parts = List.copyOf(parts);
    }

    static Manifest read(byte[] bytes) {
        try {
            var format = Json.MAPPER.readTree(bytes).path("format").asInt();
            if (format != FORMAT) {
                throw new Unrestorable("it is of format " + format + "; this release reads format " + FORMAT);
            }
            return Json.MAPPER.readValue(bytes, Manifest.class);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new Unrestorable("its manifest is damaged", e);
        }
    }

    /// How many rows there are in all.
    public long rows() {
        return tables.stream().mapToLong(Rows::rows).sum();
    }
}
