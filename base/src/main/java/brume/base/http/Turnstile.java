package brume.base.http;

import brume.base.fault.CloudFault;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Counts the requests that are being answered, and the bytes that they hold in memory, in all and by source.
final class Turnstile {
    /// In which some of them will be done.
    static final Duration SOON = Duration.ofSeconds(1);

    private final Crowd crowd;
    private final Map<String, Share> shares = new HashMap<>();
    private int requests;
    private long bytes;

    private static final class Share {
        int requests;
        long bytes;
    }

    Turnstile(Crowd crowd) {
        this.crowd = crowd;
    }

    /// One request on its way through.
    final class Pass implements AutoCloseable {
        private final String source;
        private long held;
        private boolean over;

        private Pass(String source) {
            this.source = source;
        }

        /// Takes room in memory, until the request is over.
        ///
        /// @throws CloudFault.Unavailable when there is none
        void hold(long more) {
            synchronized (Turnstile.this) {
                if (over) return;
                var share = shares.get(source);
                if (bytes + more > crowd.bytes() || share.bytes + more > crowd.bytes() / 2) {
                    throw new CloudFault.Unavailable("too much is being sent at once; try again");
                }
                held += more;
                bytes += more;
                share.bytes += more;
            }
        }

        @Override
        public void close() {
            synchronized (Turnstile.this) {
                if (over) return;
                over = true;
                requests--;
                bytes -= held;
                var share = shares.get(source);
                share.bytes -= held;
                if (--share.requests == 0) shares.remove(source);
            }
        }
    }

    /// @param source as [brume.base.net.Source#counted] has it
    /// @throws CloudFault.RateLimited when the source has too many already
    /// @throws CloudFault.Unavailable when all together are too many
    synchronized Pass enter(String source) {
        var share = shares.get(source);
        if (share != null && share.requests >= crowd.requestsOfSource()) {
            throw new CloudFault.RateLimited("too many requests of yours are being answered; try again", SOON);
        }
        if (requests >= crowd.requests()) {
            throw new CloudFault.Unavailable("too many requests are being answered; try again");
        }
        requests++;
        shares.computeIfAbsent(source, s -> new Share()).requests++;
        return new Pass(source);
    }
}
