package brume.host.network;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// A guest that asks for options alone (RFC 8415, section 18.2.6).
final class Dhcpv6 {
    private static final int CLIENT_PORT = 546;
    private static final int SERVER_PORT = 547;
    private static final byte INFORMATION_REQUEST = 11;
    private static final short CLIENT_ID = 1;
    private static final short OPTION_REQUEST = 6;
    private static final int HEADER = 4;
    private static final int ADDRESS = 16;

    private Dhcpv6() {}

    /// What a server tells of options whose values are one address each, in hex; empty when none answers.
    static Map<Integer, String> options(TestGuest guest, int... asked) {
        return Namespaces.inside(guest.namespace, () -> ask(guest.port.mac(), asked));
    }

    private static Map<Integer, String> ask(String mac, int... asked) throws IOException {
        int link = NetworkInterface.getByName("eth0").getIndex();
        var servers = Inet6Address.getByAddress("", HexFormat.of().parseHex("ff020000000000000000000000010002"), link);
        try (var socket = new DatagramSocket(CLIENT_PORT)) {
            socket.setSoTimeout(1000);
            var request = request(HexFormat.ofDelimiter(":").parseHex(mac), asked);
            socket.send(new DatagramPacket(request, request.length, servers, SERVER_PORT));
            var answer = new DatagramPacket(new byte[1500], 1500);
            socket.receive(answer);
            return read(ByteBuffer.wrap(answer.getData(), 0, answer.getLength()), asked);
        } catch (SocketTimeoutException | BindException e) {
            return Map.of();
        }
    }

    private static byte[] request(byte[] mac, int... asked) {
        var bytes = ByteBuffer.allocate(64);
        bytes.put(INFORMATION_REQUEST).put(new byte[] {1, 2, 3});
        // A DUID of the link-layer address (section 11.4).
        bytes.putShort(CLIENT_ID)
                .putShort((short) (4 + mac.length))
                .putShort((short) 3)
                .putShort((short) 1)
                .put(mac);
        bytes.putShort(OPTION_REQUEST).putShort((short) (2 * asked.length));
        for (int option : asked) bytes.putShort((short) option);
        var sent = new byte[bytes.position()];
        bytes.flip().get(sent);
        return sent;
    }

    private static Map<Integer, String> read(ByteBuffer answer, int... asked) {
        var told = new TreeMap<Integer, String>();
        answer.position(HEADER);
        while (answer.remaining() >= HEADER) {
            int option = answer.getShort();
            var value = new byte[answer.getShort()];
            answer.get(value);
            for (int one : asked)
                if (one == option && value.length == ADDRESS)
                    told.put(option, HexFormat.of().formatHex(value));
        }
        return told;
    }
}
