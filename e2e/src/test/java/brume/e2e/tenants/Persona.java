package brume.e2e.tenants;

import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Somebody who may want something of the tenant alpha, and what is known of him outside of his token.
///
/// @param roles  with those that they imply
/// @param welcome what his token is good for
record Persona(String name, UUID user, Scope scope, Set<String> roles, String token, Welcome welcome) {
    /// What a token is good for.
    enum Welcome {
        ANYWHERE,
        /// One call alone: [Personas#ONLY_CALL].
        ONE_CALL,
        NOWHERE
    }

    /// As rules of the catalogue see him.
    Caller caller() {
        return new Caller(Optional.of(user), "default", scope, roles, "test", "req-test");
    }

    /// What is his own, as far as rules care.
    Target own() {
        return new Target(
                scope instanceof Scope.Project p ? Optional.of(p.id()) : Optional.empty(),
                Optional.of(scope instanceof Scope.Domain d ? d.id() : "default"),
                Optional.of(user));
    }

    /// Whether he sees the whole cloud, and what it is made of.
    boolean overlooks() {
        return caller().admin() || scope instanceof Scope.System;
    }

    /// The project that his token names.
    String project() {
        return scope instanceof Scope.Project p ? hex(p.id()) : "none";
    }

    static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    /// @param hex as the identity service writes it
    static UUID uuid(String hex) {
        return UUID.fromString(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    }

    @Override
    public String toString() {
        return name;
    }
}
