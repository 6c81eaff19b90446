package brume.base.http;

import java.time.Duration;
import java.util.Set;

/// What a listener takes.
///
/// @param bodyBytes   the longest body that is read into memory; streams have no limit here
/// @param headerBytes the longest request line with headers
/// @param idle        how long a connection may be silent
/// @param proxies     addresses whose `X-Forwarded-*` are believed
public record Limits(int bodyBytes, int headerBytes, Duration idle, Set<String> proxies) {
    public static final Limits DEFAULT = new Limits(2 << 20, 32 << 10, Duration.ofSeconds(60), Set.of());
}
