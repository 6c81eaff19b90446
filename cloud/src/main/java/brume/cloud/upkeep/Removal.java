package brume.cloud.upkeep;

import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;

/// How a resource of one kind is deleted, with what only its delete frees. The slice that has the verb contributes it.
public record Removal(String kind, Verb verb) {
    /// Deletes one, or begins to.
    @FunctionalInterface
    public interface Verb {
        /// @param caller an administrator
        /// @throws CloudFault.NotFound when it is gone
        /// @throws CloudFault.Conflict when something holds it
        void remove(Caller caller, String id);
    }
}
