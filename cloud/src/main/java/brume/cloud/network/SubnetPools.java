package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Ip;
import java.util.Optional;
import java.util.UUID;

/// Ranges that subnets are carved from.
public final class SubnetPools {
    SubnetPools() {}

    /// The address that a gateway has when nobody says otherwise.
    static Optional<Ip> firstHost(Cidr cidr) {
        if (cidr.length() >= cidr.first().bits() - 1) return Optional.of(cidr.first());
        return Optional.of(cidr.first().plus(1));
    }

    /// The wish with addresses from its pool.
    static SubnetWish carve(Tx tx, Caller caller, UUID project, SubnetDraft draft) {
        throw new CloudFault.NotFound("subnet_pool", draft.pool().orElseThrow());
    }
}
