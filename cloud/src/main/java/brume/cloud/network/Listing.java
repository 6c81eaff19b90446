package brume.cloud.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What a list is asked for.
///
/// @param where   by attribute of the model: the value is one of these
/// @param orders  most important first
/// @param marker  the last one of the page before
/// @param limit   rows at most; absent for all
/// @param reverse whether the page before the marker is meant
public record Listing(
        Map<String, List<String>> where,
        List<Order> orders,
        Optional<UUID> marker,
        Optional<Integer> limit,
        boolean reverse) {
    /// Everything that the caller may see.
    public static final Listing ALL = new Listing(Map.of(), List.of(), Optional.empty(), Optional.empty(), false);

    public Listing {
        where = Map.copyOf(where);
        orders = List.copyOf(orders);
    }

    /// One sort key.
    public record Order(String attribute, boolean ascending) {}

    /// Those whose attribute has this value.
    public static Listing of(String attribute, Object value) {
        return new Listing(
                Map.of(attribute, List.of(String.valueOf(value))),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false);
    }
}
