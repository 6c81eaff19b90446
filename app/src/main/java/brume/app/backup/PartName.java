package brume.app.backup;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The names that parts of a backup may have. Anything else is refused: no name in a file becomes a path by itself.
sealed interface PartName {
    /// The sealed keys: the first part.
    String KEYS = "keys.sealed";

    /// All about the others.
    String MANIFEST = "manifest.json";

    /// That the manifest was written by whoever knew the secret: the last part.
    String PROOF = "manifest.mac";

    /// A piece of a table's rows, pressed by gzip; the pieces follow one another, from 1 on.
    record Rows(String table, int number) implements PartName {}

    /// An image's bytes.
    record Image(UUID key) implements PartName {}

    /// One of the few that there is one of.
    record Single(String name) implements PartName {}

    Pattern ROWS = Pattern.compile("tables/([a-z][a-z0-9_]{0,62})/([0-9]{6})\\.gz");
    Pattern IMAGE = Pattern.compile("images/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    static String rows(String table, int number) {
        return "tables/%s/%06d.gz".formatted(table, number);
    }

    static String image(UUID key) {
        return "images/" + key;
    }

    /// Nothing when it is no name of ours.
    static Optional<PartName> of(String name) {
        var rows = ROWS.matcher(name);
        if (rows.matches()) return Optional.of(new Rows(rows.group(1), Integer.parseInt(rows.group(2))));
        var image = IMAGE.matcher(name);
        if (image.matches()) return Optional.of(new Image(UUID.fromString(image.group(1))));
        return switch (name) {
            case KEYS, MANIFEST, PROOF -> Optional.of(new Single(name));
            default -> Optional.empty();
        };
    }
}
