package brume.bench.dataplane;

/// What lies between two guests.
enum Path {
    BRIDGE("guest to guest on one host"),
    TUNNEL("guest to guest on two hosts, by VXLAN"),
    ROUTER("guest to guest through a router"),
    FLOATING("from outside to a floating address");

    /// Ethernet's, less what VXLAN takes.
    static final int TENANT_MTU = 1450;

    static final int OUTSIDE_MTU = 1500;

    final String told;

    Path(String told) {
        this.told = told;
    }

    /// Of the sender's network.
    int mtu() {
        return this == FLOATING ? OUTSIDE_MTU : TENANT_MTU;
    }

    boolean routed() {
        return this == ROUTER || this == FLOATING;
    }
}
