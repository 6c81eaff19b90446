package brume.cloud.network;

import brume.contract.Route;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a router is to be: what is absent is as usual, or stays as it is.
///
/// @param gateway present and empty for none
public record RouterWish(
        Optional<String> name,
        Optional<String> description,
        Optional<Boolean> adminUp,
        Optional<Optional<Gateway>> gateway,
        Optional<List<Route>> routes) {
    /// A way out.
    public record Gateway(UUID network, Optional<Boolean> snat, Optional<List<AddressWish>> ips) {}
}
