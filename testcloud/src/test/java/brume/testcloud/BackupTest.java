package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.app.Database;
import brume.app.Schema;
import brume.app.backup.Backup;
import brume.app.backup.Place;
import brume.app.backup.Restore;
import brume.app.backup.Tables;
import brume.app.backup.Unrestorable;
import brume.base.file.FolderLock;
import brume.base.file.Folders;
import brume.base.postgres.Databases;
import brume.base.postgres.EmbeddedPostgres;
import brume.base.postgres.PostgresSettings;
import brume.base.sql.Snapshot;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One cloud with a tenant, backed up once; its backup put into many places.
final class BackupTest {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql/15/bin");
    private static final String SECRET = "a secret that is long";
    /// What a restore changes.
    private static final Set<String> RENEWED = Set.of("cloud", "identity_epoch");

    /// What clients of the cloud trust, and the key of it.
    private static final List<String> TLS = List.of("tls/authority.pem", "tls/authority-key.pem");

    @TempDir
    static Path folder;

    private static final InstantSource CLOCK = () -> Instant.parse("2026-01-01T00:00:00Z");
    private static final PostgresSettings EMBEDDED = PostgresSettings.defaults().withDurable(false);

    private static TestCloud cloud;
    private static Tenant tenant;
    private static Path file;
    private static Map<String, String> before;

    @BeforeAll
    static void backUp() throws IOException {
        cloud = TestCloud.stepped(2);
        cloud.settle();
        tenant = new Tenant(cloud);
        tenant.create("web");
        cloud.settle();
        Files.createDirectory(cloud.data().resolve("tls"));
        for (var part : TLS) Files.writeString(cloud.data().resolve(part), "of the authority");
        file = folder.resolve("whole.tar");
        backup(cloud.data(), file, cloud.database());
        before = rows(cloud.database());
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static void backup(Path data, Path file, DataSource source) {
        backup(data, file, source, true);
    }

    private static void backup(Path data, Path file, DataSource source, boolean images) {
        new Backup(data, source, CLOCK).write(new Backup.Wish(file, SECRET, true, images), line -> {});
    }

    private static Restore restore(Path from) {
        return Restore.of(from, SECRET, Schema.of(Caller.class), CLOCK);
    }

    private Place embedded(String name) {
        return new Place(folder.resolve(name), Optional.empty(), EMBEDDED);
    }

    /// Each table's rows as text, in an order of their own.
    private static Map<String, String> rows(DataSource source) throws IOException {
        var all = new TreeMap<String, String>();
        try (var snapshot = Snapshot.of(source)) {
            for (var table : snapshot.tables()) {
                var out = new ByteArrayOutputStream();
                snapshot.write(table, out);
                var lines = out.toString(StandardCharsets.UTF_8).split("\n");
                Arrays.sort(lines);
                if (!RENEWED.contains(table.name())) all.put(table.name(), String.join("\n", lines));
            }
        }
        return all;
    }

    private static void isWhole(Place place) throws IOException {
        try (var tables = Tables.of(place)) {
            assertThat(rows(tables.source())).isEqualTo(before);
            var sql = new Sql(tables.source());
            long epoch = sql.only("select epoch from cloud", row -> row.whole("epoch"));
            assertThat(epoch).isGreaterThan(1);
            long next = sql.only("select nextval('host_order_generation') as n", row -> row.whole("n"));
            assertThat(next).isGreaterThan(epoch);
            var foreign = "select count(*)::int as n from pg_constraint where contype = 'f'";
            int keys = sql.only(foreign, row -> row.integer("n"));
            int all = cloud.sql().only(foreign, row -> row.integer("n"));
            assertThat(keys).isEqualTo(all);
        }
        var image =
                cloud.sql().only("select id from image", row -> row.uuid("id")).toString();
        try (var files = Files.walk(place.data().resolve("images"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .singleElement()
                    .satisfies(bytes -> assertThat(Files.size(bytes)).as(image).isEqualTo(4096));
        }
        assertThat(place.data().resolve("keys")).isDirectoryContaining("glob:**.key");
        for (var part : TLS) assertThat(place.data().resolve(part)).hasContent("of the authority");
        assertThat(place.data().resolve("restoring")).doesNotExist();
        assertThat(place.data().resolve("restored")).doesNotExist();
    }

    @Test
    void itGoesFromAnyServerToAnyOtherAndBack() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(DEBIAN), "PostgreSQL 15 is not installed");
        try (var debian = EmbeddedPostgres.start(folder.resolve("debian"), EMBEDDED.withInstalled(DEBIAN))) {
            new Databases(debian.dataSource("postgres")).create("theirs");
            var theirs = new Place(
                    folder.resolve("outside"),
                    Optional.of("postgresql://%s:%s@127.0.0.1:%d/theirs"
                            .formatted(debian.user(), debian.password(), debian.port())),
                    EMBEDDED);
            restore(file).into(theirs, false, line -> {});
            isWhole(theirs);
            assertThatThrownBy(() -> restore(file).into(theirs, false, line -> {}))
                    .isInstanceOf(Unrestorable.class)
                    .hasMessageContaining("--force");
            restore(file).into(theirs, true, line -> {});
            isWhole(theirs);
            var again = folder.resolve("again.tar");
            backup(theirs.data(), again, Database.outside(theirs.database().orElseThrow()));
            var ours = embedded("embedded");
            restore(again).into(ours, false, line -> {});
            isWhole(ours);
        }
    }

    @Test
    void aUsedPlaceIsRefusedAndByForceReplacedWholeOrNotAtAll() throws IOException {
        var place = embedded("used");
        restore(file).into(place, false, line -> {});
        assertThatThrownBy(() -> restore(file).into(place, false, line -> {}))
                .isInstanceOf(Unrestorable.class)
                .hasMessageContaining("there is a cloud in");
        Files.writeString(place.data().resolve("host-id"), "this machine");
        // The file changes between the first look and the second.
        var copy = folder.resolve("changing.tar");
        Files.copy(file, copy);
        var changed = restore(copy);
        var other = forged("other.tar", (entry, bytes, out) -> {
            boolean image = entry.getName().startsWith("images/");
            put(out, new TarArchiveEntry(entry.getName()), image ? new byte[4097] : bytes);
        });
        Files.copy(other, copy, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> changed.into(place, true, line -> {})).isInstanceOf(Unrestorable.class);
        isWhole(place);
        restore(file).into(place, true, line -> {});
        isWhole(place);
        assertThat(place.data().resolve("host-id")).hasContent("this machine");
    }

    @Test
    void whereNoFileCanBeMadeIsSaid() {
        var nowhere = folder.resolve("no-such-folder/whole.tar");
        assertThatThrownBy(() -> backup(cloud.data(), nowhere, cloud.database()))
                .isInstanceOf(Unrestorable.class)
                .hasMessageContaining("cannot be written");
    }

    /// Files of a cloud that has been reset three times.
    private static void reset(Path data) throws IOException {
        var life = Folders.createPrivate(data.resolve("lives/3"));
        Files.move(data.resolve("images"), life.resolve("images"));
        Files.writeString(data.resolve("life"), "3\n");
    }

    @Test
    void bytesOfImagesThatAreNotInABackupStayWhateverLifeTheyAreOf() throws IOException {
        var place = embedded("reset");
        restore(file).into(place, false, line -> {});
        var without = folder.resolve("without.tar");
        backup(cloud.data(), without, cloud.database(), false);
        restore(without).into(place, true, line -> {});
        isWhole(place);

        reset(place.data());
        restore(without).into(place, true, line -> {});
        isWhole(place);
        assertThat(place.data().resolve("life")).doesNotExist();
        assertThat(place.data().resolve("lives")).doesNotExist();
    }

    @Test
    void bytesOfImagesStayWhenARestoreWasCutShortBetween() throws IOException {
        var without = folder.resolve("without-again.tar");
        backup(cloud.data(), without, cloud.database(), false);
        for (var gone : List.of("life", "images")) {
            var place = embedded("cut-short-at-" + gone);
            restore(file).into(place, false, line -> {});
            if (!gone.equals("images")) reset(place.data());
            Files.createFile(place.data().resolve("restoring"));
            var aside = Folders.createPrivate(place.data().resolve("replaced"));
            Files.move(place.data().resolve(gone), aside.resolve(gone));
            restore(without).into(place, true, line -> {});
            isWhole(place);
        }
    }

    @Test
    void aPlaceThatIsInUseIsRefused() {
        var place = embedded("busy");
        Folders.createPrivate(place.data());
        var restore = restore(file);
        var lock = FolderLock.take(place.data());
        try (lock) {
            assertThatThrownBy(() -> restore.into(place, true, line -> {})).isInstanceOf(FolderLock.InUse.class);
        }
    }

    @Test
    void itIsOneInstantHoweverMuchChangesMeanwhile() throws Exception {
        var counting = TestCloud.stepped(0);
        var done = new AtomicBoolean();
        counting.sql().update("create table pair_a (n bigint)");
        counting.sql().update("create table pair_z (n bigint)");
        counting.sql().run(tx -> {
            tx.update("insert into pair_a values (0)");
            tx.update("insert into pair_z values (0)");
        });
        var writer = Thread.startVirtualThread(() -> {
            while (!done.get()) {
                counting.sql().run(tx -> {
                    tx.update("update pair_a set n = n + 1");
                    tx.update("update pair_z set n = n + 1");
                });
            }
        });
        try (counting;
                var snapshot = Snapshot.of(counting.database())) {
            var first = new ByteArrayOutputStream();
            var last = new ByteArrayOutputStream();
            for (var table : snapshot.tables()) {
                if (table.name().equals("pair_a")) snapshot.write(table, first);
                if (table.name().equals("pair_z")) snapshot.write(table, last);
            }
            done.set(true);
            writer.join();
            assertThat(first.toString(StandardCharsets.UTF_8)).isEqualTo(last.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void anotherSecretOpensNothing() {
        assertThatThrownBy(() -> Restore.of(file, "another one, as long", Schema.of(Caller.class), CLOCK))
                .isInstanceOf(Unrestorable.class)
                .hasMessageContaining("another passphrase");
    }

    @Test
    void whatIsCutShortIsRefused() throws IOException {
        var bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 700, bytes.length / 3, bytes.length - 4096, bytes.length - 12_000}) {
            var part = Files.write(folder.resolve("part-" + length), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> restore(part)).as("%d bytes", length).isInstanceOf(Unrestorable.class);
        }
        assertThatThrownBy(() -> restore(folder.resolve("nothing")))
                .isInstanceOf(Unrestorable.class)
                .hasMessageContaining("there is no");
    }

    /// One entry of a tar, changed as a forger would.
    private interface Forger {
        void forge(TarArchiveEntry entry, byte[] bytes, TarArchiveOutputStream out) throws IOException;
    }

    private static Path forged(String name, Forger forger) throws IOException {
        var forged = folder.resolve(name);
        try (var in = new TarArchiveInputStream(Files.newInputStream(file));
                var out = new TarArchiveOutputStream(Files.newOutputStream(forged))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                forger.forge(entry, in.readAllBytes(), out);
            }
        }
        return forged;
    }

    private static void put(TarArchiveOutputStream out, TarArchiveEntry entry, byte[] bytes) throws IOException {
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    private static void isRefused(Path forged, String why) {
        assertThatThrownBy(() -> restore(forged))
                .isInstanceOf(Unrestorable.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatWasForgedIsRefused() throws IOException {
        isRefused(
                forged("rows.tar", (entry, bytes, out) -> {
                    if (!entry.getName().startsWith("tables/role_grant/")) put(out, entry, bytes);
                    else put(out, new TarArchiveEntry(entry.getName()), pressed("\\N\n"));
                }),
                "its sum is another one");
        isRefused(
                forged("manifest.tar", (entry, bytes, out) -> {
                    var text = new String(bytes, StandardCharsets.UTF_8);
                    boolean manifest = entry.getName().equals("manifest.json");
                    put(
                            out,
                            new TarArchiveEntry(entry.getName()),
                            manifest
                                    ? text.replace("\"simulated\":true", "\"simulated\":false")
                                            .getBytes(StandardCharsets.UTF_8)
                                    : bytes);
                }),
                "its manifest was changed");
        isRefused(
                forged("missing.tar", (entry, bytes, out) -> {
                    if (!entry.getName().startsWith("images/")) put(out, entry, bytes);
                }),
                "missing");
        isRefused(
                forged("twice.tar", (entry, bytes, out) -> {
                    put(out, entry, bytes);
                    if (entry.getName().startsWith("images/")) put(out, new TarArchiveEntry(entry.getName()), bytes);
                }),
                "twice");
    }

    @Test
    void noNameInItBecomesAPath() throws IOException {
        for (var name : new String[] {
            "../../etc/cron.d/forged", "/etc/forged", "images/../../forged", "tables/../x/000001.gz", "keys/1-1.key"
        }) {
            isRefused(
                    forged("path.tar", (entry, bytes, out) -> {
                        if (entry.getName().equals("keys.sealed")) put(out, new TarArchiveEntry(name, true), bytes);
                        put(out, entry, bytes);
                    }),
                    "that no backup has");
        }
        isRefused(
                forged("link.tar", (entry, bytes, out) -> {
                    if (entry.getName().startsWith("images/")) {
                        var link = new TarArchiveEntry(entry.getName(), TarConstants.LF_SYMLINK);
                        link.setLinkName("/etc/shadow");
                        out.putArchiveEntry(link);
                        out.closeArchiveEntry();
                    } else put(out, entry, bytes);
                }),
                "no plain file");
    }

    private static byte[] pressed(String text) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)).transferTo(gzip);
        }
        return out.toByteArray();
    }
}
