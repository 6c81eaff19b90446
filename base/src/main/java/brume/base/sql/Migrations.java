package brume.base.sql;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// Brings a database to the schema of this release. Each slice has a folder of migrations of its own, with
/// time-stamped versions; they run in the order of their versions, whichever slice they belong to.
public final class Migrations {
    private Migrations() {}

    /// @param slices folders on the class path, as `identity` for `db/identity/V202611210900__users.sql`
    public static void run(DataSource source, List<String> slices) {
        configure(source, slices).load().migrate();
    }

    /// As [#run], but no further than `version`.
    public static void run(DataSource source, List<String> slices, String version) {
        configure(source, slices).target(version).load().migrate();
    }

    /// The migrations that there are, oldest version first.
    public static List<Snapshot.Step> known(DataSource source, List<String> slices) {
        return Stream.of(configure(source, slices).load().info().all())
                .filter(step -> step.getVersion() != null && step.getState() != MigrationState.IGNORED)
                .map(step -> new Snapshot.Step(step.getVersion().getVersion(), step.getChecksum()))
                .sorted(Comparator.comparing(Snapshot.Step::version))
                .toList();
    }

    private static FluentConfiguration configure(DataSource source, List<String> slices) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .locations(slices.stream().map(s -> "classpath:db/" + s).toArray(String[]::new))
                .failOnMissingLocations(true)
                .outOfOrder(true)
                // Those of a later release: an earlier one runs on its tables.
                .ignoreMigrationPatterns("*:missing", "*:future")
                .table("schema_history");
    }
}
