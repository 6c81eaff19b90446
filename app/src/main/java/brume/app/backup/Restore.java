package brume.app.backup;

import brume.app.ControlPlane;
import brume.app.Schema;
import brume.base.file.FolderLock;
import brume.base.file.Folders;
import brume.base.sql.Refill;
import brume.base.sql.Snapshot;
import brume.base.sql.SqlFault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;

/// Puts a backup where no cloud is, or in the place of one: all of it, or nothing.
public final class Restore {
    private final Archive archive;
    private final Schema schema;
    private final InstantSource clock;

    private Restore(Archive archive, Schema schema, InstantSource clock) {
        this.archive = archive;
        this.schema = schema;
        this.clock = clock;
    }

    /// Looks through a backup; nothing is changed anywhere.
    ///
    /// @param secret which seals its keys
    /// @throws Unrestorable when it is cut short, was changed, or opens by another secret
    public static Restore of(Path file, String secret, Schema schema, InstantSource clock) {
        return new Restore(Archive.check(file, secret), schema, clock);
    }

    public Manifest manifest() {
        return archive.manifest();
    }

    /// @param force whether what is there may be replaced
    /// @throws FolderLock.InUse when a cloud runs there
    /// @throws Unrestorable     when something is there, or this release can't read it
    public void into(Place place, boolean force, Consumer<String> progress) {
        var lock = FolderLock.take(Folders.createPrivate(place.data()));
        try (lock) {
            var swap = Swap.begin(place, force);
            try {
                swap.fill(database -> load(database, swap, progress));
                Keepsakes.write(swap.fresh(), archive.secrets());
                swap.finish(archive.manifest().images());
            } catch (RuntimeException | Error e) {
                swap.undo();
                throw e;
            }
        }
    }

    private void load(DataSource database, Swap swap, Consumer<String> progress) {
        prepare(database);
        var tables = new HashMap<String, Manifest.Rows>();
        archive.manifest().tables().forEach(rows -> tables.put(rows.table().name(), rows));
        try {
            Refill.run(database, refill -> {
                fits(refill, tables);
                var rows = new Rows(refill, tables);
                archive.read((name, in) -> {
                    switch (name) {
                        case PartName.Rows piece -> rows.take(piece, in);
                        case PartName.Image image -> {
                            rows.end();
                            ImageFiles.write(ImageFiles.folder(swap.fresh()), image.key(), in);
                        }
                        case PartName.Single single -> rows.end();
                    }
                });
                archive.manifest().sequences().forEach(refill::set);
                ControlPlane.restored(refill.tx(), clock.instant());
            });
        } catch (SqlFault e) {
            throw new Unrestorable("the database refused it: " + e.getMessage(), e);
        }
        progress.accept("%d rows".formatted(archive.manifest().rows()));
        if (schema.bring(database)) progress.accept("tables brought to this release");
    }

    /// Makes the tables as they were when the backup was made.
    private void prepare(DataSource database) {
        var wanted = archive.manifest().migrations();
        var known = schema.steps(database);
        for (var step : wanted) {
            if (known.contains(step)) continue;
            throw new Unrestorable("it was made by another release: this one does not know its migration "
                    + step.version() + ". Restore it by that release, or by a later one");
        }
        if (wanted.isEmpty()) throw new Unrestorable("its tables are of no release");
        var last = wanted.getLast().version();
        schema.bring(database, last);
        if (known.stream().filter(step -> step.version().compareTo(last) <= 0).count() != wanted.size()) {
            throw new Unrestorable("it was made by a release that lacked migrations which this one puts before " + last
                    + "; restore it by that release, then upgrade");
        }
    }

    private void fits(Refill refill, Map<String, Manifest.Rows> tables) {
        for (var table : refill.tables()) {
            var told = tables.get(table.name());
            if (told == null) throw new Unrestorable("it has no table " + table.name());
            if (!told.table().equals(table)) throw new Unrestorable("its table " + table.name() + " has other columns");
        }
        if (tables.size() != refill.tables().size()) throw new Unrestorable("it has tables that there are none of");
        var sequences = archive.manifest().sequences().stream()
                .map(Snapshot.Sequence::name)
                .toList();
        if (!sequences.equals(refill.sequences())) throw new Unrestorable("it has other sequences");
    }

    /// Pieces of tables, put together again.
    private static final class Rows {
        private final Refill refill;
        private final Map<String, Manifest.Rows> tables;
        private Manifest.Rows table;
        private Refill.Filling filling;
        private int pieces;

        Rows(Refill refill, Map<String, Manifest.Rows> tables) {
            this.refill = refill;
            this.tables = tables;
        }

        void take(PartName.Rows piece, InputStream in) throws IOException {
            if (piece.number() == 1) {
                end();
                table = tables.get(piece.table());
                if (table == null) throw new Unrestorable("it has rows of no table");
                filling = refill.fill(table.table());
                pieces = 0;
            }
            if (filling == null || !table.table().name().equals(piece.table()) || piece.number() != ++pieces) {
                throw new Unrestorable("the pieces of table " + piece.table() + " are in another order");
            }
            // To close the one would close the file.
            try (var gzip = new GZIPInputStream(new Open(in), 1 << 16)) {
                gzip.transferTo(filling);
            }
        }

        void end() {
            if (filling == null) return;
            long rows = filling.end();
            filling = null;
            if (rows != table.rows()) {
                throw new Unrestorable("table " + table.table().name() + " has " + rows + " rows of " + table.rows());
            }
        }
    }

    private static final class Open extends FilterInputStream {
        Open(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
