package brume.app.cli;

import brume.app.Database;
import brume.app.Schema;
import brume.base.file.Folders;
import brume.base.postgres.Databases;
import brume.base.postgres.EmbeddedPostgres;
import brume.base.postgres.PostgresSettings;
import brume.cloud.access.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `pack`: makes, at packaging, the ready database cluster that first starts copy.
@Command(name = "pack", hidden = true)
final class Pack implements Callable<Integer> {
    @Parameters(paramLabel = "DIR")
    private Path target;

    @Override
    public Integer call() throws IOException {
        LogFiles.useConsole();
        var folder = Files.createTempDirectory("brume-pack-");
        try (var server =
                EmbeddedPostgres.start(folder, PostgresSettings.defaults().withDurable(false))) {
            var databases = new Databases(server.dataSource("postgres"));
            databases.create(Database.NAME);
            Schema.of(Caller.class).bring(server.dataSource(Database.NAME));
            databases.copy(Database.EMPTY, Database.NAME);
            server.packTemplate(target.toAbsolutePath());
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }
}
