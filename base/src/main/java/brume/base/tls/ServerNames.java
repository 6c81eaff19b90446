package brume.base.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What clients call a server: names and addresses.
///
/// @param dns       names; those of a certificate may begin with `*.`
/// @param addresses as [InetAddress#getHostAddress] writes them
public record ServerNames(SortedSet<String> dns, SortedSet<String> addresses) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    /// Those under which this machine is reached at `listen`: the address, or all of the machine's where it is the
    /// wildcard; the machine's own name; and what the operator adds.
    ///
    /// @param added names and addresses
    /// @throws BadCertificate when one of them is neither
    public static ServerNames of(InetAddress listen, Collection<String> added) {
        var dns = new TreeSet<>(List.of("localhost"));
        var addresses = new TreeSet<>(List.of("127.0.0.1", "0:0:0:0:0:0:0:1"));
        if (listen.isAnyLocalAddress()) addresses.addAll(ofThisMachine());
        else addresses.add(listen.getHostAddress());
        var host = hostName();
        if (NAME.matcher(host).matches()) dns.add(host);
        for (var each : added) {
            try {
                addresses.add(InetAddress.ofLiteral(each).getHostAddress());
            } catch (IllegalArgumentException e) {
                if (!isName(each)) throw new BadCertificate(each + " is neither a name nor an address");
                dns.add(each);
            }
        }
        return new ServerNames(dns, addresses);
    }

    /// Those that a certificate is for.
    public static ServerNames in(X509Certificate certificate) {
        var dns = new TreeSet<String>();
        var addresses = new TreeSet<String>();
        try {
            var said = certificate.getSubjectAlternativeNames();
            if (said != null) {
                for (var each : said) {
                    if (each.getFirst().equals(DNS)) dns.add((String) each.get(1));
                    if (each.getFirst().equals(ADDRESS)) addresses.add((String) each.get(1));
                }
            }
        } catch (CertificateParsingException e) {
            throw new BadCertificate("the names of the certificate can't be read", e);
        }
        return new ServerNames(dns, addresses);
    }

    /// Whether this is a name as DNS has them, in small letters.
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    public boolean containsAll(ServerNames others) {
        return dns.containsAll(others.dns) && addresses.containsAll(others.addresses);
    }

    /// Addresses of one link alone are none: nobody writes those into an URL.
    private static List<String> ofThisMachine() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .map(address -> address.replaceFirst("%.*", ""))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip().toLowerCase(java.util.Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
