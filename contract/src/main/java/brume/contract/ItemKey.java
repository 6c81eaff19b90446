package brume.contract;

import java.util.UUID;

/// Names one item on one host. For a guest the id is its residence, else the id of the resource.
public record ItemKey(Kind kind, UUID id) {
    /// The kinds of item, in the order in which a host needs them: a guest comes after its ports.
    public enum Kind {
        IMAGE,
        EXTERNAL_NETWORK,
        NETWORK,
        SECURITY_GROUP,
        PORT,
        ROUTER,
        GUEST
    }
}
