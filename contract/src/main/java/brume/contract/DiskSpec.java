package brume.contract;

import java.util.UUID;

/// A disk of a guest: an overlay over a base image, kept by the guest's host.
///
/// @param id        names the overlay's file
/// @param sizeBytes what the guest sees; never less than the image's own
public record DiskSpec(UUID id, ImageSpec image, long sizeBytes) {}
