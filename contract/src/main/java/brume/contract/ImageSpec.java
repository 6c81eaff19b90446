package brume.contract;

import java.util.UUID;

/// An image's bytes, which never change once it is active.
///
/// @param sizeBytes of the file as it was uploaded
/// @param sha512    of the file as it was uploaded, in lower-case hex; a host checks it before first use
public record ImageSpec(UUID id, Format format, long sizeBytes, String sha512) {
    /// How the bytes are to be read. `RAW` is also a bare kernel, RAM disk or file system.
    public enum Format {
        RAW,
        QCOW2
    }
}
