package brume.host.network;

import brume.contract.ExternalNetworkSpec;
import brume.contract.GuestMetadata;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import brume.host.Drift;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The networks of this host. Every call says what should be true and may be repeated; whole specs go in. Order does
/// not matter for correctness: an item that needs another one that has not come yet is kept, and made when it comes.
/// Calls throw [NetworkFault] when the host refuses. What guests use outlives this object and its process.
public interface HostNetwork extends AutoCloseable {
    void external(ExternalNetworkSpec network);

    void network(NetworkSpec network);

    void group(SecurityGroupSpec group);

    /// Makes the port's tap, with anti-spoofing and rules; until its network and security groups have come, nothing
    /// passes.
    void port(PortSpec port);

    void router(RouterSpec router);

    /// Makes the item go, with all that was made for it.
    void remove(ItemKey item);

    /// Items really present, whoever made them.
    Set<ItemKey> items();

    /// The name of a port's tap in the network namespace of this host; empty until it can be used.
    Optional<String> tap(UUID port);

    /// What the guest behind `port` may learn from 169.254.169.254; an empty one ends it.
    void metadata(UUID port, Optional<GuestMetadata> metadata);

    /// Makes again whatever is missing (a killed DHCP server, a deleted link); changes nothing that is right. To be
    /// called now and then. Tries every item, and throws the first fault at the end.
    void repair();

    /// What is missing, and what is there that nothing held explains. Nothing is changed.
    Drift drift();

    /// Ports whose taps are open: a guest's process is behind them.
    Set<UUID> attached();

    /// Everything of this host's networks that the machine holds, wanted or stray: namespaces, links, tables,
    /// processes,
    /// folders; empty when nothing is left. For people and leak tests: the words have no fixed form.
    Set<String> traces();

    /// Stops what this process itself does. Guests keep their taps, rules, routers and DHCP; metadata is served again
    /// by whoever opens the network next.
    @Override
    void close();
}
