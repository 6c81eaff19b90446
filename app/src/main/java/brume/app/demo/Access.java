package brume.app.demo;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Where a cloud is, and who asks: what an `openrc` file says.
///
/// @param auth  the identity service, with or without `/v3`
/// @param trust by which the cloud is known; what this machine trusts when empty
public record Access(
        URI auth,
        String user,
        String password,
        String project,
        String userDomain,
        String projectDomain,
        Optional<SSLContext> trust) {
    /// The administrator's, in domains called Default.
    public static Access of(URI auth, String user, String password, String project) {
        return new Access(auth, user, password, project, "Default", "Default", Optional.empty());
    }

    /// Reads `OS_AUTH_URL`, `OS_USERNAME` and their like.
    ///
    /// @throws IllegalArgumentException when one is missing, named
    public static Access from(Map<String, String> environment) {
        return new Access(
                URI.create(need(environment, "OS_AUTH_URL")),
                need(environment, "OS_USERNAME"),
                need(environment, "OS_PASSWORD"),
                need(environment, "OS_PROJECT_NAME"),
                environment.getOrDefault("OS_USER_DOMAIN_NAME", "Default"),
                environment.getOrDefault("OS_PROJECT_DOMAIN_NAME", "Default"),
                Optional.empty());
    }

    /// The same, at a cloud that is known by `trust`.
    public Access trusting(Optional<SSLContext> trust) {
        return new Access(auth, user, password, project, userDomain, projectDomain, trust);
    }

    private static String need(Map<String, String> environment, String name) {
        var value = environment.get(name);
        if (value == null || value.isBlank()) throw new IllegalArgumentException(name + " is not set");
        return value;
    }

    @Override
    public String toString() {
        return user + " in " + project + " at " + auth;
    }
}
