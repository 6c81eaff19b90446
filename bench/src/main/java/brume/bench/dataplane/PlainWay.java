package brume.bench.dataplane;

import brume.host.process.Command;

/// The same links, bridges, tunnels and routes as ours, put together by hand: no rule, no translation.
final class PlainWay implements Way {
    private static final String SENDER_MAC = "fa:16:3e:00:00:0b";
    private static final String RECEIVER_MAC = "fa:16:3e:00:00:0c";
    private final Lab lab = new Lab();
    private final String sender = lab.namespace();
    private final String receiver = lab.namespace();
    private final String address;

    PlainWay(Path path) {
        address = path.routed() ? "10.198.0.12" : "10.199.0.12";
        switch (path) {
            case BRIDGE -> {
                var host = lab.switches();
                bridge(host, "br0", Path.TENANT_MTU);
                plug(host, "br0", "tap0", sender, SENDER_MAC, Path.TENANT_MTU);
                plug(host, "br0", "tap1", receiver, RECEIVER_MAC, Path.TENANT_MTU);
            }
            case TUNNEL -> tunnel();
            case ROUTER, FLOATING -> routed(path.mtu());
        }
        lab.ip(sender, "addr add 10.199.0.11/24 dev eth0");
        lab.ip(receiver, "addr add " + address + "/24 dev eth0");
        if (path.routed()) {
            lab.ip(sender, "route add default via 10.199.0.1");
            lab.ip(receiver, "route add default via 10.198.0.1");
        }
    }

    private void tunnel() {
        String[] underlays = {lab.namespace(), lab.namespace()};
        underlay(lab, underlays);
        for (int i = 0; i < 2; i++) {
            var host = lab.switches();
            bridge(host, "br0", Path.TENANT_MTU);
            lab.ip(
                    underlays[i],
                    "link add vx0 netns " + host + " type vxlan id 10 local 192.0.2." + (1 + i) + " remote 192.0.2."
                            + (2 - i) + " dstport 4789");
            lab.ip(host, "link set vx0 mtu " + Path.TENANT_MTU + " master br0 up");
            plug(host, "br0", "tap0", i == 0 ? sender : receiver, i == 0 ? SENDER_MAC : RECEIVER_MAC, Path.TENANT_MTU);
        }
    }

    /// A wire between two machines.
    static void underlay(Lab lab, String... namespaces) {
        lab.link(namespaces[0], "u0", namespaces[1], "u0", "fa:16:3e:00:01:02", 1500);
        for (int i = 0; i < 2; i++) lab.ip(namespaces[i], "addr add 192.0.2." + (1 + i) + "/24 dev u0");
    }

    private void routed(int mtu) {
        var host = lab.switches();
        var router = lab.namespace();
        bridge(host, "br0", mtu);
        bridge(host, "br1", Path.TENANT_MTU);
        plug(host, "br0", "tap0", sender, SENDER_MAC, mtu);
        plug(host, "br1", "tap1", receiver, RECEIVER_MAC, Path.TENANT_MTU);
        lab.link(host, "qp0", router, "qr0", "fa:16:3e:00:02:00", mtu);
        lab.link(host, "qp1", router, "qr1", "fa:16:3e:00:02:01", Path.TENANT_MTU);
        lab.ip(host, "link set qp0 master br0", "link set qp1 master br1");
        lab.ip(router, "addr add 10.199.0.1/24 dev qr0", "addr add 10.198.0.1/24 dev qr1");
        Command.of("sysctl", "-q", "-w", "net.ipv4.ip_forward=1").in(router).ok();
    }

    private void bridge(String host, String name, int mtu) {
        lab.ip(
                host,
                "link add " + name + " type bridge stp_state 0 mcast_snooping 0",
                "link set " + name + " mtu " + mtu + " up");
    }

    private void plug(String host, String bridge, String name, String guest, String mac, int mtu) {
        lab.link(host, name, guest, "eth0", mac, mtu);
        lab.ip(host, "link set " + name + " master " + bridge);
    }

    @Override
    public String sender() {
        return sender;
    }

    @Override
    public String receiver() {
        return receiver;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void close() {
        lab.close();
    }
}
