package brume.host.network;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Ethernet frames, made byte by byte: what a guest's own kernel would not send, or not so.
final class Frames {
    static final String EVERYBODY = "ff:ff:ff:ff:ff:ff";
    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int IPV6 = 0x86dd;
    private static final int PRIORITY_TAG = 0x8100;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int DESTINATION_OPTIONS = 60;

    private Frames() {}

    static byte[] ethernet(String from, String to, int type, byte[] payload) {
        return ByteBuffer.allocate(14 + payload.length)
                .put(mac(to))
                .put(mac(from))
                .putShort((short) type)
                .put(payload)
                .array();
    }

    /// The same with a tag of priority alone (IEEE 802.1Q, VLAN 0), which its receiver takes off and forgets.
    static byte[] tagged(byte[] frame) {
        return ByteBuffer.allocate(frame.length + 4)
                .put(frame, 0, 12)
                .putShort((short) PRIORITY_TAG)
                .putShort((short) 0)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    /// "`ip` is at `mac`", told to everybody (RFC 826).
    static byte[] arp(String from, String mac, String ip) {
        var words = ByteBuffer.allocate(28).put(HexFormat.of().parseHex("0001080006040002"));
        words.put(mac(mac)).put(ip(ip)).put(mac(EVERYBODY)).put(ip(ip));
        return ethernet(from, EVERYBODY, ARP, words.array());
    }

    /// @param more bytes after the header of UDP
    static byte[] udp(String fromMac, String toMac, String from, String to, int source, int destination, byte[] more) {
        var source4 = ip(from);
        var segment = ByteBuffer.allocate(8 + more.length)
                .putShort((short) source)
                .putShort((short) destination)
                .putShort((short) (8 + more.length))
                .putShort((short) 0)
                .put(more)
                .array();
        if (source4.length == 16) return ipv6(fromMac, toMac, from, to, UDP, segment);
        var packet = ByteBuffer.allocate(20 + segment.length)
                .put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (20 + segment.length))
                .putInt(0)
                .put((byte) 64)
                .put((byte) UDP)
                .putShort((short) 0)
                .put(source4)
                .put(ip(to))
                .put(segment);
        packet.putShort(10, checksum(packet.array(), 20));
        return ethernet(fromMac, toMac, IPV4, packet.array());
    }

    static byte[] icmpv6(String fromMac, String toMac, String from, String to, int type, byte[] more) {
        return ipv6(fromMac, toMac, from, to, ICMPV6, icmpv6(type, more));
    }

    /// The same behind a header that says nothing: filters that do not look past it see no ICMP (RFC 7113).
    static byte[] hiddenIcmpv6(String fromMac, String toMac, String from, String to, int type, byte[] more) {
        var inner = icmpv6(type, more);
        var packet = ByteBuffer.allocate(8 + inner.length)
                .put((byte) ICMPV6)
                .put(HexFormat.of().parseHex("00010400000000"))
                .put(inner);
        return ipv6(fromMac, toMac, from, to, DESTINATION_OPTIONS, packet.array());
    }

    /// Type, code and no checksum: nobody on the way looks at it.
    private static byte[] icmpv6(int type, byte[] more) {
        return ByteBuffer.allocate(4 + more.length)
                .put((byte) type)
                .position(4)
                .put(more)
                .array();
    }

    private static byte[] ipv6(String fromMac, String toMac, String from, String to, int next, byte[] payload) {
        return ethernet(
                fromMac,
                toMac,
                IPV6,
                ByteBuffer.allocate(40 + payload.length)
                        .putInt(0x60000000)
                        .putShort((short) payload.length)
                        .put((byte) next)
                        .put((byte) 255)
                        .put(ip(from))
                        .put(ip(to))
                        .put(payload)
                        .array());
    }

    static byte[] ip(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    private static byte[] mac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    private static short checksum(byte[] bytes, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += 2) sum += (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
        while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
        return (short) ~sum;
    }
}
