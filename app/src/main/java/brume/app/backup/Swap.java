package brume.app.backup;

import brume.app.Database;
import brume.app.Life;
import brume.app.Settings;
import brume.base.file.Folders;
import brume.base.postgres.Databases;
import brume.base.postgres.EmbeddedPostgres;
import brume.base.sql.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// A place that takes a backup: what was there lies aside until all is there, and comes back when it fails. A file
/// tells meanwhile that nothing here may be used; a restore that was cut short is repeated by force.
///
/// The machine as a host is left as it is: its guests go on.
final class Swap {
    private static final String ASIDE = "replaced_by_restore";
    private static final String IMAGES = "images";

    private final Place place;
    private final Path marker;
    private final Path fresh;
    private final Path aside;
    private final List<String> moved = new ArrayList<>();
    private final boolean force;
    /// Whether an attempt before this one was cut short.
    private final boolean again;

    private boolean schemaAside;

    private Swap(Place place, boolean force) {
        this.place = place;
        this.force = force;
        marker = Settings.restoring(place.data());
        fresh = place.data().resolve("restored");
        aside = place.data().resolve("replaced");
        again = Files.exists(marker);
    }

    /// @throws Unrestorable when something is there and `force` is false
    static Swap begin(Place place, boolean force) {
        var swap = new Swap(place, force);
        if (!force) swap.refuseUsed();
        EmbeddedPostgres.stopLeft(place.data().resolve("postgres"));
        swap.takeUp();
        swap.mark();
        Folders.delete(swap.fresh);
        Folders.createPrivate(swap.fresh);
        return swap;
    }

    private void refuseUsed() {
        boolean used = again
                || Files.exists(place.data().resolve("postgres"))
                || Keepsakes.any(place.data())
                || ImageFiles.any(place.data());
        if (used) throw new Unrestorable("there is a cloud in " + place.data() + "; --force replaces it");
        place.database().ifPresent(address -> {
            if (used(new Sql(Database.outside(address)))) {
                throw new Unrestorable("the database is in use; --force replaces what is in it");
            }
        });
    }

    /// Whether a cloud was begun there, or the tables are somebody else's.
    private static boolean used(Sql sql) {
        boolean ours = sql.query("select to_regclass('schema_history') is not null as ours", row -> row.flag("ours"))
                .getFirst();
        boolean cloud = sql.query("select to_regclass('cloud') is not null as cloud", row -> row.flag("cloud"))
                .getFirst();
        if (ours) return cloud && sql.exists("select 1 from cloud");
        return sql.exists("select 1 from pg_class where relnamespace = current_schema()::regnamespace"
                + " and relkind in ('r', 'p', 'v', 'S') limit 1");
    }

    /// What an attempt that was cut short has left: what it put aside is what counts.
    private void takeUp() {
        if (!again) Folders.delete(aside);
        if (!Files.exists(aside)) return;
        try (var left = Files.list(aside)) {
            left.map(file -> file.getFileName().toString()).forEach(moved::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void mark() {
        try {
            if (!Files.exists(marker)) Files.createFile(marker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the new files are put until all is there.
    Path fresh() {
        return fresh;
    }

    /// Gives `load` an empty database.
    void fill(Consumer<DataSource> load) {
        if (place.database().isPresent()) {
            var source = Database.outside(place.database().get());
            if (force) putSchemaAside(new Sql(source));
            load.accept(source);
            return;
        }
        var folder = place.data().resolve("postgres");
        if (moved.contains("postgres")) Folders.delete(folder);
        else putAside("postgres");
        try (var server = EmbeddedPostgres.start(folder, place.postgres())) {
            var databases = new Databases(server.dataSource("postgres"));
            // A ready cluster has the tables of this release, not of the backup's.
            databases.drop(Database.NAME);
            databases.create(Database.NAME);
            load.accept(server.dataSource(Database.NAME));
        }
    }

    private void putSchemaAside(Sql sql) {
        boolean there = sql.exists("select 1 from pg_namespace where nspname = ?", ASIDE);
        if (there && !again) sql.update("drop schema " + ASIDE + " cascade");
        if (there && again) sql.update("drop schema if exists public cascade");
        else sql.update("alter schema public rename to " + ASIDE);
        sql.update("create schema public");
        schemaAside = true;
    }

    private void putAside(String name) {
        var there = place.data().resolve(name);
        if (!Files.exists(there)) return;
        Folders.createPrivate(aside);
        move(there, aside.resolve(name));
        moved.add(name);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All is there: it takes its place, and what was there before goes.
    ///
    /// @param images whether those were replaced too; else their bytes stay
    void finish(boolean images) {
        for (var name : tops(images || takeImages())) {
            if (moved.contains(name)) Folders.delete(place.data().resolve(name));
            else putAside(name);
            if (Files.exists(fresh.resolve(name)))
                move(fresh.resolve(name), place.data().resolve(name));
        }
        unmark();
        if (schemaAside) {
            new Sql(Database.outside(place.database().orElseThrow())).update("drop schema " + ASIDE + " cascade");
        }
        Folders.delete(fresh);
        Folders.delete(aside);
    }

    /// Links the bytes of images that were here into what is new, unless they lie where they belong. After a reset they
    /// are in the folder of a life, which goes; after an attempt that was cut short they may lie aside.
    ///
    /// @return whether it did
    private boolean takeImages() {
        int life = Life.of(before(Life.FILE).getParent()).number();
        var images = life == 0
                ? before(IMAGES)
                : before(Life.LIVES).resolve(Integer.toString(life)).resolve(IMAGES);
        if (images.equals(place.data().resolve(IMAGES))) return false;
        ImageFiles.take(images, fresh.resolve(IMAGES));
        return true;
    }

    /// Where a thing is that was here before: aside, once it was put there.
    private Path before(String name) {
        return (moved.contains(name) ? aside : place.data()).resolve(name);
    }

    private static List<String> tops(boolean images) {
        var tops = new ArrayList<>(Keepsakes.tops());
        if (images) tops.add(IMAGES);
        return tops;
    }

    private void unmark() {
        try {
            Files.deleteIfExists(marker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// It failed: all is as it was before.
    void undo() {
        if (schemaAside) {
            var sql = new Sql(Database.outside(place.database().orElseThrow()));
            sql.update("drop schema if exists public cascade");
            sql.update("alter schema " + ASIDE + " rename to public");
        }
        if (place.database().isEmpty()) Folders.delete(place.data().resolve("postgres"));
        for (var name : moved) {
            Folders.delete(place.data().resolve(name));
            move(aside.resolve(name), place.data().resolve(name));
        }
        Folders.delete(fresh);
        Folders.delete(aside);
        unmark();
    }
}
