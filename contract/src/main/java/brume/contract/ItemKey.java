package brume.contract;

import java.util.UUID;

/// Names one item on one host. For a guest the id is its residence, else the id of the resource.
public record ItemKey(Kind kind, UUID id) {
    /// The kinds of item, in the order in which a host needs them: a guest comes after its ports.
    public enum Kind {
        EXTERNAL_NETWORK(ExternalNetworkSpec.class),
        NETWORK(NetworkSpec.class),
        SECURITY_GROUP(SecurityGroupSpec.class),
        PORT(PortSpec.class),
        ROUTER(RouterSpec.class),
        GUEST(GuestSpec.class);

        private final Class<? extends Item> type;

        Kind(Class<? extends Item> type) {
            this.type = type;
        }

        /// The record that describes an item of this kind.
        public Class<? extends Item> type() {
            return type;
        }
    }
}
