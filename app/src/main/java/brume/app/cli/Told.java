package brume.app.cli;

import brume.app.Database;
import brume.app.backup.Unrestorable;
import brume.app.machine.MiniImage;
import brume.base.file.FolderLock;
import brume.base.http.AddressUnusable;
import brume.base.postgres.PostgresFault;
import brume.base.sql.SqlFault;
import brume.base.tls.BadCertificate;
import java.util.Optional;

/// What an operator is told of a fault.
final class Told {
    private Told() {}

    /// One line on what an operator can mend; empty for a bug of ours.
    static Optional<String> of(Throwable fault) {
        return switch (fault) {
            case Failure f -> Optional.of(f.getMessage());
            case FolderLock.InUse f -> Optional.of(f.getMessage());
            case PostgresFault f -> Optional.of(f.getMessage());
            case MiniImage.Unbuildable f -> Optional.of(f.getMessage());
            case Unrestorable f -> Optional.of(f.getMessage());
            case SqlFault f -> Optional.of("the database: " + f.getMessage());
            case AddressUnusable f ->
                Optional.of(f.getMessage() + "; name an address of this machine and a free port by --listen"
                        + " (ss -ltnp tells who has one)");
            case BadCertificate f -> Optional.of(f.getMessage());
            case Database.Unusable f -> Optional.of(f.getMessage());
            default -> Optional.empty();
        };
    }
}
