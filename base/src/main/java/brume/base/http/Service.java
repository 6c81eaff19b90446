package brume.base.http;

import java.util.List;

/// One published API: where it is mounted, how it speaks, what it offers.
///
/// @param prefix as `/compute`; empty for the root
public record Service(String prefix, Dialect dialect, List<Route> routes) {
    public Service {
        routes = List.copyOf(routes);
    }
}
