package brume.cloud.network;

/// What a port is for, by the words that clients know.
public final class PortOwner {
    public static final String COMPUTE = "compute:nova";
    public static final String DHCP = "network:dhcp";
    public static final String ROUTER_INTERFACE = "network:router_interface";
    public static final String ROUTER_GATEWAY = "network:router_gateway";
    public static final String FLOATING_IP = "network:floatingip";

    private PortOwner() {}

    /// Whether it belongs to the network itself: no security groups hold there.
    static boolean network(String owner) {
        return owner.startsWith("network:");
    }
}
