package brume.host.image;

import brume.contract.ImageSpec;
import java.nio.file.Path;

/// Base images on this host.
public interface Images {
    /// The verified file of an image, fetched when it is not here yet. It is never written to.
    ///
    /// @throws brume.contract.LinkFault when it can't be fetched, or is not what its digest says
    Path path(ImageSpec image);
}
