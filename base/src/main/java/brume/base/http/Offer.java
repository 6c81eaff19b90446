package brume.base.http;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Services that answer together, until others take their place; and how many requests they have yet to answer.
final class Offer {
    private final List<Mounted> services;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private int inFlight;
    private boolean ended;

    record Mounted(Service service, Router router) {}

    Offer(List<Service> services) {
        this.services = services.stream()
                .sorted(Comparator.comparingInt((Service s) -> s.prefix().length())
                        .reversed())
                .map(s -> new Mounted(s, new Router(s.routes())))
                .toList();
    }

    /// @return false when others have taken their place
    synchronized boolean enter() {
        if (ended) return false;
        inFlight++;
        return true;
    }

    synchronized void leave() {
        inFlight--;
        if (ended && inFlight == 0) over.complete(null);
    }

    /// Takes no more requests.
    ///
    /// @return completes when the last one has ended
    synchronized CompletableFuture<Void> end() {
        ended = true;
        if (inFlight == 0) over.complete(null);
        return over;
    }

    Mounted at(String path) {
        for (var each : services) {
            var prefix = each.service.prefix();
            if (path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
                return each;
            }
        }
        throw new IllegalStateException("no service is mounted at the root");
    }
}
