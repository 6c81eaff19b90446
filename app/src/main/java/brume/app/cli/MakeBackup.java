package brume.app.cli;

import brume.app.backup.Backup;
import brume.app.backup.Place;
import brume.app.backup.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `backup`: the whole control plane in one file.
@Command(
        name = "backup",
        description = {
            "Writes the whole control plane into one file, while the cloud runs or while it is down: tables, images,"
                    + " keys, settings. Guests' disks are not part of it.",
            "docs/backup.md tells more."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class MakeBackup implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "what to write; nothing may be there yet")
    private Path file;

    @Mixin
    private Folder folder;

    @Mixin
    private StateOptions state;

    @Mixin
    private BackupSecret secret;

    @Option(names = "--without-images", description = "leave the images' bytes out")
    private boolean withoutImages;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        LogFiles.useConsole();
        var out = spec.commandLine().getOut();
        var data = folder.meant();
        if (!Files.isDirectory(data)) throw new Failure("there is no cloud in " + data);
        free(file.toAbsolutePath());
        boolean simulated = Kind.simulated(data);
        var wish = new Backup.Wish(file, secret.forNew(), simulated, !withoutImages);
        try (var tables = Tables.of(place(data, simulated))) {
            var manifest = new Backup(data, tables.source(), InstantSource.system())
                    .write(wish, line -> out.println(BackgroundServer.MARK + line));
            out.println("The backup is in %s: %d rows, %d images."
                    .formatted(
                            file,
                            manifest.rows(),
                            manifest.parts().stream()
                                    .filter(part -> part.name().startsWith("images/"))
                                    .count()));
        }
        return 0;
    }

    /// Before a key is made for nothing.
    private static void free(Path file) {
        if (Files.exists(file)) throw new Failure(file + " is there already; name another file");
        if (!Files.isDirectory(file.getParent())) {
            throw new Failure(file + " cannot be written: its folder is not there; make it, or name another file");
        }
    }

    /// What nobody says is as it was at the last start.
    private Place place(Path data, boolean simulated) {
        if (state.database().isPresent() || !KeptSettings.any(data)) return state.at(data, !simulated);
        var kept = KeptSettings.read(data);
        return new Place(data, kept.database(), kept.postgres());
    }
}
