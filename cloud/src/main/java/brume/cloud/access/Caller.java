package brume.cloud.access;

import brume.base.fault.CloudFault;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Who asks: the first argument of every verb.
///
/// @param user    absent for the cloud itself
/// @param domain  the user's domain
/// @param scope   where the roles hold
/// @param roles   names, with those that they imply (admin > manager > member > reader)
/// @param source  the client's address
/// @param request the request's id, `req-…`
public record Caller(
        Optional<UUID> user, String domain, Scope scope, Set<String> roles, String source, String request) {
    public Caller {
        roles = Set.copyOf(roles);
    }

    /// The cloud itself, at work for nobody in particular.
    ///
    /// @param request names the work in logs and audit
    public static Caller cloud(String request) {
        return new Caller(
                Optional.empty(),
                "default",
                new Scope.System(),
                Set.of("admin", "manager", "member", "reader", "service"),
                "local",
                request);
    }

    /// The project of the scope.
    public Optional<UUID> project() {
        return scope instanceof Scope.Project p ? Optional.of(p.id()) : Optional.empty();
    }

    /// The project that a new resource will belong to.
    ///
    /// @throws CloudFault.Forbidden when the scope is no project
    public UUID home() {
        return project().orElseThrow(() -> new CloudFault.Forbidden("a token for a project is needed"));
    }

    /// Administrator of the whole cloud: the role in any project, or in the system.
    public boolean admin() {
        return roles.contains("admin") && !(scope instanceof Scope.Domain);
    }

    public boolean may(Action action, Target target) {
        return action.rule().allows(this, target);
    }

    /// @throws CloudFault.Forbidden when the caller may not
    public void require(Action action, Target target) {
        if (!may(action, target)) {
            throw new CloudFault.Forbidden("Policy doesn't allow " + action.name() + " to be performed.");
        }
    }

    /// As [#require], for a thing that outsiders may not know of.
    ///
    /// @param kind the resource's name in the model
    /// @throws CloudFault.NotFound when it belongs to a project that the caller can't see into
    public void require(Action action, Target target, String kind, Object id) {
        if (may(action, target)) return;
        if (!sees(target)) throw new CloudFault.NotFound(kind, id);
        require(action, target);
    }

    /// Whether the target lies in the caller's own project or domain, or anywhere for an administrator.
    public boolean sees(Target target) {
        if (admin()) return true;
        return switch (scope) {
            case Scope.Project p -> target.project().equals(Optional.of(p.id()));
            case Scope.Domain d -> target.domain().equals(Optional.of(d.id()));
            case Scope.System s -> roles.contains("reader");
            case Scope.None n -> false;
        };
    }
}
