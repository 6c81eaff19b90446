package brume.cloud.image;

import brume.base.id.Ids;
import brume.base.loop.SteppedScheduler;
import brume.base.postgres.ScratchPostgres;
import brume.base.sql.Migrations;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.bytes.ByteStore;
import brume.cloud.journal.Journal;
import brume.cloud.quota.Quotas;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/// Images over a real database and real files, by a clock that is turned by hand.
final class Place {
    static final ImageLimits LIMITS = new ImageLimits(8 << 20, 1L << 40, 5, 5, 3);

    final SteppedScheduler scheduler = new SteppedScheduler(Instant.parse("2026-01-01T00:00:00Z"));
    final Sql sql = new Sql(ScratchPostgres.shared()
            .fresh("image", source -> Migrations.run(source, List.of("journal", "quota", "image"))));
    final Ids ids = new Ids(scheduler.clock(), new Random(7));
    final Quotas quotas = new Quotas();
    final Path folder;
    final ByteStore bytes;
    final Images images;
    final Caller alice = member();
    final Caller bob = member();
    final Caller admin = caller(Set.of("admin", "manager", "member", "reader"));

    Place(Path folder) {
        this.folder = folder;
        bytes = new ByteStore(folder);
        var journal = new Journal(sql, scheduler.clock(), ids);
        images = new Images(sql, ids, scheduler, journal, quotas, bytes, LIMITS);
    }

    Caller member() {
        return caller(Set.of("member", "reader"));
    }

    Caller caller(Set<String> roles) {
        return new Caller(
                Optional.of(ids.next()),
                "default",
                new Scope.Project(ids.next(), "default"),
                roles,
                "test",
                "req-test");
    }

    /// A described image without bytes.
    Image queued(Caller caller, DiskFormat format) {
        return images.create(
                caller,
                Optional.empty(),
                ImageDescription.of(caller.home()).named("an image").formats(format, ContainerFormat.BARE));
    }

    Image active(Caller caller, DiskFormat format, byte[] content) {
        return upload(caller, queued(caller, format).id(), content);
    }

    Image upload(Caller caller, UUID id, byte[] content) {
        try {
            return images.upload(caller, id, new ByteArrayInputStream(content), Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets the clearing up happen once more.
    void clearUp() {
        images.start();
        scheduler.step();
        scheduler.advance(Duration.ofSeconds(1));
    }

    List<Path> files() {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] content(int size) {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }
}
