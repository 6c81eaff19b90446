package brume.app.cli;

import brume.app.Schema;
import brume.app.Settings;
import brume.app.backup.Place;
import brume.app.backup.Restore;
import brume.cloud.access.Caller;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `restore`: a backup becomes a cloud again.
@Command(
        name = "restore",
        description = {
            "Puts a backup where no cloud is: all of it, or nothing. Start it by up afterwards.",
            "Guests that run go on; those that the backup does not know are listed by ./brume hosts strangers."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RestoreBackup implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "what ./brume backup has written")
    private Path file;

    @Mixin
    private Folder folder;

    @Mixin
    private StateOptions state;

    @Mixin
    private BackupSecret secret;

    @Option(names = "--force", description = "replace the cloud that is there; it has to be down")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        LogFiles.useConsole();
        var out = spec.commandLine().getOut();
        var data = folder.named();
        var restore = Restore.of(file, secret.forOld(), Schema.of(Caller.class), InstantSource.system());
        var manifest = restore.manifest();
        Kind.claim(data, manifest.simulated());
        var place = state.at(data, !manifest.simulated());
        restore.into(place, force, line -> out.println(BackgroundServer.MARK + line));
        if (KeptSettings.any(data)) KeptSettings.write(moved(KeptSettings.read(data), place));
        out.println("The backup of %s is in %s.".formatted(manifest.made(), data));
        if (!manifest.images()) out.println("It had no images' bytes: upload them again, or delete their images.");
        out.println("Start it by ./brume up, with the options that it had.");
        return 0;
    }

    /// The settings of the last start, in another place.
    private static Settings moved(Settings kept, Place place) {
        return new Settings(
                place.data(),
                kept.listen(),
                kept.tls(),
                place.database(),
                kept.simulate(),
                kept.hosts(),
                kept.outside(),
                kept.hypervisor(),
                kept.publicNetwork(),
                kept.region(),
                kept.proxies(),
                kept.deletedKept(),
                kept.fenceProgram(),
                place.postgres().cache(),
                place.postgres());
    }
}
