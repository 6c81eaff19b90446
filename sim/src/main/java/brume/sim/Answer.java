package brume.sim;

import brume.base.fault.CloudFault;

/// What a tenant learns of a verb that it has asked for.
sealed interface Answer<T> {
    record Done<T>(T value) implements Answer<T> {}

    /// Nothing was changed.
    record Refused<T>(CloudFault fault) implements Answer<T> {}

    /// It was done, or it was not: the answer was lost.
    record Unknown<T>() implements Answer<T> {}

    /// Nobody was there to be asked.
    record Down<T>() implements Answer<T> {}
}
