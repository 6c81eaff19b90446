package brume.cloud.network;

import brume.contract.GuestMetadata;
import java.util.List;

/// The cards of an instance, and how its guest is to set them up: in the same order.
public record GuestCards(List<InstancePort> ports, List<GuestMetadata.Link> links) {
    /// Of one that has no card.
    public static final GuestCards NONE = new GuestCards(List.of(), List.of());
}
