package brume.cloud.network;

import brume.base.sql.Tx;
import java.util.Optional;
import java.util.UUID;

/// Who may use a network that is not theirs.
final class NetworkShares {
    private NetworkShares() {}

    /// Keeps the share with everybody in step with the network's own marks.
    static void follow(
            Tx tx, Means means, UUID network, UUID project, Optional<Boolean> shared, Optional<Boolean> external) {
        shared.ifPresent(on -> follow(tx, means, network, project, "SHARED", on));
        external.ifPresent(on -> follow(tx, means, network, project, "EXTERNAL", on));
    }

    private static void follow(Tx tx, Means means, UUID network, UUID project, String access, boolean on) {
        if (on) {
            tx.update("""
                    insert into network_share (id, project, network, access, target, created_at)
                    values (?, ?, ?, ?, null, ?) on conflict do nothing
                    """, means.ids().next(), project, network, access, means.now());
        } else {
            tx.update("delete from network_share where network = ? and access = ? and target is null", network, access);
        }
    }
}
