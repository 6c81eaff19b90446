package brume.contract;

import java.util.List;
import java.util.UUID;

/// Orders of one cloud to one host.
///
/// @param cloud whose orders these are; a host that has joined another cloud refuses them
/// @param epoch raised by each restore of a backup; a host refuses an older one
public record Orders(UUID cloud, long epoch, List<Order> orders) {
    public Orders {
        orders = List.copyOf(orders);
    }
}
