package brume.base.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// How much there may be at once, in all and from one source: an address, or an IPv6 network of 64 bits.
///
/// @param connections         open; those that say nothing keep no more than three quarters of them
/// @param connectionsOfSource of one source that is no proxy
/// @param requests            being answered
/// @param requestsOfSource    of one source, as proxies tell it
/// @param bytes               of bodies and answers in memory; one source may have half of them
public record Crowd(int connections, int connectionsOfSource, int requests, int requestsOfSource, long bytes) {
    private static final int MOST = 10_000;
    private static final Pattern FILES = Pattern.compile("Max open files +(\\d+)");

    public static final Crowd DEFAULT =
            new Crowd(possible(), 1_000, 2_048, 512, Runtime.getRuntime().maxMemory() / 4);

    /// Each is an open file; half of those that the machine allows are left to everything else.
    private static int possible() {
        try {
            var limits = FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
            return limits.find() ? (int) Math.min(MOST, Long.parseLong(limits.group(1)) / 2) : MOST;
        } catch (IOException e) {
            return MOST;
        }
    }
}
