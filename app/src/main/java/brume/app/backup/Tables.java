package brume.app.backup;

import brume.app.Database;
import brume.app.Life;
import brume.base.postgres.EmbeddedPostgres;
import java.nio.file.Files;
import java.util.Optional;
import javax.sql.DataSource;

/// Connections to the tables of a cloud that is there, whether it runs or not.
public final class Tables implements AutoCloseable {
    private final Optional<EmbeddedPostgres> server;
    private final DataSource source;

    private Tables(Optional<EmbeddedPostgres> server, DataSource source) {
        this.server = server;
        this.source = source;
    }

    /// @throws Unrestorable when there is none
    public static Tables of(Place place) {
        if (place.database().isPresent()) {
            return new Tables(
                    Optional.empty(), Database.outside(place.database().get()));
        }
        var folder = place.data().resolve("postgres");
        if (!Files.exists(folder.resolve("cluster"))) throw new Unrestorable("there is no cloud in " + place.data());
        var name = Life.of(place.data()).database();
        var running = EmbeddedPostgres.running(folder, name);
        if (running.isPresent()) return new Tables(Optional.empty(), running.get());
        var server = EmbeddedPostgres.start(folder, place.postgres());
        return new Tables(Optional.of(server), server.dataSource(name));
    }

    public DataSource source() {
        return source;
    }

    @Override
    public void close() {
        server.ifPresent(EmbeddedPostgres::close);
    }
}
