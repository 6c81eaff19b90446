package brume.contract;

import java.util.UUID;

/// What a host should hold, whole: applying the same item twice is the same as once.
public sealed interface Item
        permits ExternalNetworkSpec, GuestSpec, NetworkSpec, PortSpec, RouterSpec, SecurityGroupSpec {
    /// The residence of a guest, the resource's id of anything else.
    UUID id();

    /// What one of the hosts that hold the item is told of it, when it is described for all of them.
    default Item on(HostId host) {
        return this;
    }

    /// The item's name on its host.
    default ItemKey key() {
        return new ItemKey(
                switch (this) {
                    case ExternalNetworkSpec i -> ItemKey.Kind.EXTERNAL_NETWORK;
                    case NetworkSpec i -> ItemKey.Kind.NETWORK;
                    case SecurityGroupSpec i -> ItemKey.Kind.SECURITY_GROUP;
                    case PortSpec i -> ItemKey.Kind.PORT;
                    case RouterSpec i -> ItemKey.Kind.ROUTER;
                    case GuestSpec i -> ItemKey.Kind.GUEST;
                },
                id());
    }
}
