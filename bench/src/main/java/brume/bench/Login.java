package brume.bench;

import brume.base.json.Json;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;

/// Who asks, and where.
///
/// @param identity     the address of version 3 of the Identity API, without a slash at its end
/// @param auth         what `POST /auth/tokens` is told
/// @param region       of which endpoints are taken; of any when there is none
/// @param interfaces   which of them: `public`, `internal` or `admin`
/// @param tls          who is trusted
record Login(
        URI identity, Map<String, Object> auth, Optional<String> region, String interfaces, Optional<SSLContext> tls) {
    /// A user of the default domain in a project of it.
    static Login plain(URI identity, String user, String password, String project) {
        var domain = Map.of("id", "default");
        var identified = Map.of("name", user, "password", password, "domain", domain);
        return new Login(
                identity,
                Map.of(
                        "identity",
                        Map.of("methods", List.of("password"), "password", Map.of("user", identified)),
                        "scope",
                        Map.of("project", Map.of("name", project, "domain", domain))),
                Optional.empty(),
                "public",
                Optional.empty());
    }

    byte[] body() {
        return Json.bytes(Map.of("auth", auth));
    }

    /// Where a service is, by the catalogue of a token.
    ///
    /// @param mount whose last part is the version: catalogues name it or leave it out
    URI endpoint(JsonNode catalog, String type, String mount) {
        var version = mount.substring(mount.lastIndexOf('/'));
        for (var service : catalog) {
            if (!service.get("type").stringValue().equals(type)) continue;
            for (var endpoint : service.get("endpoints")) {
                if (!endpoint.get("interface").stringValue().equals(interfaces)) continue;
                if (region.filter(
                                wanted -> !wanted.equals(endpoint.path("region").asString("")))
                        .isPresent()) continue;
                var address = endpoint.get("url").stringValue().replaceAll("/+$", "");
                return URI.create(address.matches(".*/v[0-9.]+(/[0-9a-f]+)?") ? address : address + version);
            }
        }
        throw new IllegalStateException("its catalogue has no " + interfaces + " endpoint of " + type
                + region.map(name -> " in region " + name).orElse(""));
    }
}
