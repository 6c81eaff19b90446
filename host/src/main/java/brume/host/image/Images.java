package brume.host.image;

import brume.contract.ImageSpec;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;

/// Base images on this host.
public interface Images {
    /// The verified file of an image, fetched when it is not here yet. It is never written to.
    ///
    /// @throws brume.contract.LinkFault when it can't be fetched, or is not what its digest says
    Path path(ImageSpec image);

    /// The image as a plain disk of at least `sizeBytes`, for hypervisors that read nothing else; made when it is not
    /// here yet. It is never written to.
    ///
    /// @throws brume.contract.LinkFault as [#path]
    Path raw(ImageSpec image, long sizeBytes);

    /// Images really present.
    Set<UUID> held();
}
