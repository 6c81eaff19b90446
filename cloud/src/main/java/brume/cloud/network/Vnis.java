package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.contract.ItemKey;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Which network has which VNI. A number is used again only when no host has anything left of the network that had it.
final class Vnis {
    private static final int MOST = 0xffffff;

    private Vnis() {}

    static int take(Tx tx, UUID network, RandomGenerator random) {
        while (true) {
            int vni = random.nextInt(1, MOST + 1);
            if (insert(tx, network, vni)) return vni;
        }
    }

    static int take(Tx tx, UUID network, int vni) {
        if (vni < 1 || vni > MOST)
            throw new CloudFault.Invalid("segmentation_id out of range (1 through " + MOST + ")");
        if (insert(tx, network, vni)) return vni;
        throw new CloudFault.Conflict("vni-in-use", "The VNI " + vni + " is in use.");
    }

    private static boolean insert(Tx tx, UUID network, int vni) {
        return tx.update("insert into vni (vni, network) values (?, ?) on conflict do nothing", vni, network) > 0;
    }

    /// The network is gone; so is its claim when no host ever held it.
    static void leave(Tx tx, Means means, UUID network) {
        lock(tx, network);
        if (means.orders().anywhere(tx, new ItemKey(ItemKey.Kind.NETWORK, network))) return;
        tx.update("delete from vni where network = ?", network);
    }

    /// Before it is looked at whether anybody is left who needs it: each of two who let go at the same time sees the
    /// other one.
    static void lock(Tx tx, UUID network) {
        tx.later("select 1 from vni where network = ? for update", network);
    }
}
