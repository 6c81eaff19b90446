package brume.host.network;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/// Tells everybody on a wire where an IPv4 address is now (a gratuitous ARP request, RFC 5227, section 3): they would
/// go on asking its last holder. The kernel does so only for a link that comes up.
final class Announcement {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final short ETHERTYPE_ARP = 0x0806;
    private static final int LINK_ADDRESS_BYTES = 20;
    private static final HexFormat MAC = HexFormat.ofDelimiter(":");
    private static final MethodHandle SOCKET = Namespaces.handle(
            "socket",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SENDTO = Namespaces.handle(
            "sendto",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));

    private Announcement() {}

    /// Sends it for each address from `link`, whose MAC it names.
    static void send(String namespace, String link, String mac, List<String> addresses) {
        Namespaces.inside(namespace, () -> {
            send(NetworkInterface.getByName(link).getIndex(), MAC.parseHex(mac), addresses);
            return null;
        });
    }

    private static void send(int link, byte[] mac, List<String> addresses) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(Namespaces.STATE);
            int fd = (int) SOCKET.invokeExact(state, AF_PACKET, SOCK_RAW, 0);
            if (fd < 0) throw new NetworkFault("a packet socket cannot be opened: errno " + Namespaces.errno(state));
            try {
                var to = arena.allocate(LINK_ADDRESS_BYTES, 4);
                var text = to.asByteBuffer().order(ByteOrder.nativeOrder());
                text.putShort(0, (short) AF_PACKET).putInt(4, link).put(11, (byte) mac.length);
                for (var address : addresses) {
                    var frame = arena.allocateFrom(
                            ValueLayout.JAVA_BYTE,
                            frame(mac, Cidr.address(address).getAddress()));
                    long sent =
                            (long) SENDTO.invokeExact(state, fd, frame, frame.byteSize(), 0, to, LINK_ADDRESS_BYTES);
                    if (sent < 0)
                        throw new NetworkFault("an announcement cannot be sent: errno " + Namespaces.errno(state));
                }
            } finally {
                Namespaces.close(state, fd);
            }
        } catch (NetworkFault e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] frame(byte[] mac, byte[] address) {
        return ByteBuffer.allocate(42)
                .put(new byte[] {-1, -1, -1, -1, -1, -1})
                .put(mac)
                .putShort(ETHERTYPE_ARP)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) mac.length)
                .put((byte) address.length)
                .putShort((short) 1)
                .put(mac)
                .put(address)
                .put(new byte[mac.length])
                .put(address)
                .array();
    }
}
