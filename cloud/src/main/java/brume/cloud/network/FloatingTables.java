package brume.cloud.network;

import brume.base.sql.Tx;
import brume.cloud.network.address.Ip;
import java.util.UUID;

/// Floating addresses as values, and how they let go.
final class FloatingTables {
    private FloatingTables() {}

    /// Every floating address of a port lets go of it.
    static void detach(Tx tx, Means means, UUID port) {
        tx.update("""
                update floating_ip
                   set port = null, fixed_ip = null, router = null, revision = revision + 1, updated_at = ?
                 where port = ?
                """, means.now(), port);
    }

    /// The floating address of one fixed address lets go of it.
    static void detach(Tx tx, Means means, UUID port, Ip fixed) {
        tx.update("""
                update floating_ip
                   set port = null, fixed_ip = null, router = null, revision = revision + 1, updated_at = ?
                 where port = ? and fixed_ip = ?::inet
                """, means.now(), port, fixed.toString());
    }
}
