package brume.bench.growth;

import brume.app.Database;
import brume.app.Schema;
import brume.app.Settings;
import brume.base.json.Json;
import brume.base.postgres.PostgresSettings;
import brume.cloud.access.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The process of one size of a [Course].
final class Apart {
    private Apart() {}

    /// All measurements at one size.
    @FunctionalInterface
    interface Measurement {
        /// @param folder where its data are
        Object at(int size, Database database, Path folder)
                throws IOException, SQLException, InterruptedException, ExecutionException;
    }

    /// Measures over a database of a simulated cloud, which writes without fsync, and ends the process.
    ///
    /// @param arguments the size, a folder for the data, and a file for what was measured
    static void run(String[] arguments, Measurement measurement) {
        // One line for each host and hello would be most of the work.
        Logger.getLogger("").setLevel(Level.WARNING);
        var folder = Path.of(arguments[1]);
        var settings = Settings.simulated(
                folder, 0, folder.resolve("cache"), PostgresSettings.defaults().withDurable(false));
        // Threads of a run that failed would keep the process.
        try (var database = Database.open(settings, Schema.of(Caller.class), Apart::tell)) {
            var measured = measurement.at(Integer.parseInt(arguments[0]), database, folder);
            Files.write(Path.of(arguments[2]), Json.bytes(measured));
        } catch (IOException | SQLException | InterruptedException | ExecutionException | RuntimeException e) {
            System.err.println("  failed: " + e);
            System.exit(1);
        }
        System.exit(0);
    }

    /// Tells how far it is.
    static void tell(String line) {
        System.err.println("  " + line);
    }
}
