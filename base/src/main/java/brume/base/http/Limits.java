package brume.base.http;

import brume.base.net.Source;
import java.net.InetAddress;
import java.util.Set;
import java.util.stream.Collectors;

/// What a listener takes.
///
/// @param bodyBytes   the longest body that is read into memory; streams have no limit here
/// @param headerBytes the longest request line with headers
/// @param pace        how slow a client may be
/// @param crowd       how much there may be at once
/// @param proxies     addresses whose `X-Forwarded-*` are believed
public record Limits(int bodyBytes, int headerBytes, Pace pace, Crowd crowd, Set<String> proxies) {
    public static final Limits DEFAULT = new Limits(2 << 20, 32 << 10, Pace.DEFAULT, Crowd.DEFAULT, Set.of());

    public Limits {
        proxies = proxies.stream()
                .map(each -> Source.read(each).map(InetAddress::getHostAddress).orElse(each))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The same, behind these proxies.
    public Limits behind(Set<String> proxies) {
        return new Limits(bodyBytes, headerBytes, pace, crowd, proxies);
    }
}
