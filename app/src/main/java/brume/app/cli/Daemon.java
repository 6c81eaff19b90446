package brume.app.cli;

import brume.app.Database;
import brume.base.file.FolderLock;
import brume.base.http.AddressUnusable;
import brume.base.postgres.PostgresFault;
import brume.base.tls.BadCertificate;
import java.nio.file.Path;

/// The process that `up` leaves behind: `Daemon DATA`. It is started often and must be quick, so it parses no command
/// line: its settings are in the data folder.
public final class Daemon {
    private Daemon() {}

    public static void main(String[] arguments) {
        try {
            Server.inBackground(KeptSettings.read(Path.of(arguments[0]))).run();
        } catch (Failure | FolderLock.InUse | PostgresFault | Database.Unusable | AddressUnusable | BadCertificate e) {
            System.out.println(e.getMessage());
            System.exit(1);
        } catch (RuntimeException | Error e) {
            e.printStackTrace(System.out);
            System.exit(1);
        }
    }
}
