package brume.app;

import brume.base.sql.Migrations;
import brume.base.sql.Snapshot;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import javax.sql.DataSource;

/// The tables of this release: the migrations of all slices, and a digest of them that the database keeps, so that a
/// start which finds nothing to do costs one query.
public final class Schema {
    private static final String FOLDER = "db/";
    private final SortedMap<String, Long> files;

    private Schema(SortedMap<String, Long> files) {
        this.files = files;
    }

    /// The migrations in the jar, or folder, that `owner` comes from.
    public static Schema of(Class<?> owner) {
        try {
            var source = Path.of(
                    owner.getProtectionDomain().getCodeSource().getLocation().toURI());
            return new Schema(Files.isDirectory(source) ? inFolder(source) : inJar(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Brings a database to this schema.
    ///
    /// @return whether there was anything to do
    public boolean bring(DataSource source) {
        var sql = new Sql(source);
        var digest = digest();
        if (digest.equals(kept(sql))) return false;
        Migrations.run(source, slices());
        sql.run(tx -> {
            tx.update("create table if not exists schema_digest (digest text not null)");
            tx.update("delete from schema_digest");
            tx.update("insert into schema_digest (digest) values (?)", digest);
        });
        return true;
    }

    /// Brings an empty database to this schema, as far as `version` and no further.
    public void bring(DataSource source, String version) {
        Migrations.run(source, slices(), version);
    }

    /// The migrations of this release, oldest version first.
    public List<Snapshot.Step> steps(DataSource source) {
        return Migrations.known(source, slices());
    }

    /// The slices that have migrations.
    List<String> slices() {
        var slices = new ArrayList<String>();
        for (var name : files.keySet()) {
            var slice = name.substring(FOLDER.length(), name.indexOf('/', FOLDER.length()));
            if (!slices.contains(slice)) slices.add(slice);
        }
        return slices;
    }

    String digest() {
        try {
            var all = MessageDigest.getInstance("SHA-256");
            all.update(files.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String kept(Sql sql) {
        try {
            return sql.first("select digest from schema_digest", row -> row.text("digest"))
                    .orElse("");
        } catch (SqlFault e) {
            if (e.noTable()) return "";
            throw e;
        }
    }

    private static SortedMap<String, Long> inJar(Path jar) throws IOException {
        var found = new TreeMap<String, Long>();
        try (var open = new JarFile(jar.toFile(), false)) {
            // The jar's directory holds a checksum of each file: none has to be read.
            open.stream().filter(entry -> migration(entry.getName())).forEach(e -> found.put(e.getName(), e.getCrc()));
        }
        return found;
    }

    private static SortedMap<String, Long> inFolder(Path classes) throws IOException {
        var found = new TreeMap<String, Long>();
        var folder = classes.resolve(FOLDER);
        if (!Files.isDirectory(folder)) return found;
        try (var all = Files.walk(folder)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                var name = classes.relativize(file).toString();
                if (!migration(name)) continue;
                var checksum = new CRC32();
                checksum.update(Files.readAllBytes(file));
                found.put(name, checksum.getValue());
            }
        }
        return found;
    }

    private static boolean migration(String name) {
        return name.startsWith(FOLDER) && name.endsWith(".sql") && name.indexOf('/', FOLDER.length()) > 0;
    }
}
