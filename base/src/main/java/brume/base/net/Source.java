package brume.base.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Where a client comes from, as limits count it.
public final class Source {
    private static final int NETWORK_BYTES = 8;

    private Source() {}

    /// The address itself; of IPv6 its network of 64 bits, since every customer has at least one of those to himself.
    /// What is no address counts as it is.
    public static String counted(String address) {
        return read(address)
                .map(found -> found instanceof Inet6Address six ? network(six) : found.getHostAddress())
                .orElse(address);
    }

    /// An address, with or without the brackets of an URI; no name is looked up.
    public static Optional<InetAddress> read(String address) {
        var bare =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        int zone = bare.indexOf('%');
        try {
            return Optional.of(InetAddress.ofLiteral(zone < 0 ? bare : bare.substring(0, zone)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String network(Inet6Address address) {
        return HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES)) + "/64";
    }
}
