package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Words that owners put on their resources, to find them by.
public final class Tags {
    private static final int MOST = 50;
    private final Means means;

    Tags(Means means) {
        this.means = means;
    }

    /// Kinds of resource that have tags.
    public enum Kind {
        NETWORK("network"),
        SUBNET("subnet"),
        PORT("port"),
        ROUTER("router"),
        FLOATING_IP("floating_ip"),
        SECURITY_GROUP("security_group"),
        SUBNET_POOL("subnet_pool");

        private final String table;

        Kind(String table) {
            this.table = table;
        }
    }

    public List<String> of(Caller caller, Kind kind, UUID id) {
        return standing(means.sql(), caller, kind, id).tags();
    }

    private static Standard standing(Reads reads, Caller caller, Kind kind, UUID id) {
        return switch (kind) {
            case NETWORK -> NetworkVerbs.visible(reads, caller, id).standing();
            case SUBNET -> Subnets.visible(reads, caller, id).standing();
            case PORT -> Ports.visible(reads, caller, id).standing();
            case ROUTER -> Routers.visible(reads, caller, id).standing();
            case FLOATING_IP -> FloatingIps.visible(reads, caller, id).standing();
            case SECURITY_GROUP -> SecurityGroups.visible(reads, caller, id).standing();
            case SUBNET_POOL -> SubnetPools.visible(reads, caller, id).standing();
        };
    }

    /// @param change makes the new tags of the old
    public List<String> change(Caller caller, Kind kind, UUID id, UnaryOperator<List<String>> change) {
        return means.tx(tx -> {
            var before = standing(tx, caller, kind, id);
            Sight.change(caller, before, kind.table, true);
            lock(tx, kind, id);
            var tags = change.apply(standing(tx, caller, kind, id).tags()).stream()
                    .distinct()
                    .toList();
            if (tags.size() > MOST) throw new CloudFault.Invalid("a resource has at most " + MOST + " tags");
            tx.update(
                    "update " + kind.table + " set tags = ?, revision = revision + 1, updated_at = ? where id = ?",
                    tags,
                    means.now(),
                    id);
            means.changed(tx, caller, kind.table, id, before.project());
            return tags;
        });
    }

    private static void lock(Tx tx, Kind kind, UUID id) {
        tx.query("select 1 from " + kind.table + " where id = ? for update", row -> 1, id);
    }
}
