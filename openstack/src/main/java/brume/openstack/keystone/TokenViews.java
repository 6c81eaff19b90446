package brume.openstack.keystone;

import brume.base.http.Request;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.cloud.access.Scope;
import brume.cloud.identity.Catalog;
import brume.cloud.identity.Domain;
import brume.cloud.identity.Logins;
import brume.cloud.identity.Token;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tokens and catalogs as Keystone shows them.
final class TokenViews {
    private final Catalog catalog;

    TokenViews(Catalog catalog) {
        this.catalog = catalog;
    }

    ObjectNode token(Request request, Logins.Told told, boolean withCatalog) {
        var token = told.token();
        var view = Json.object();
        var methods = view.putArray("methods");
        token.methods().stream().map(Token.Method::word).forEach(methods::add);
        var user = Json.object()
                .put("id", Ids.plain(told.user().id()))
                .put("name", told.user().name())
                .put("password_expires_at", Views.expiry(told.user()));
        user.set("domain", named(told.userDomain()));
        view.set("user", user);
        var auditIds = view.putArray("audit_ids");
        token.auditIds().stream().map(TokenViews::auditId).forEach(auditIds::add);
        view.put("expires_at", Views.time(token.expiresAt()));
        view.put("issued_at", Views.time(token.issuedAt()));
        told.project().ifPresent(project -> {
            var shown = Json.object().put("id", Ids.plain(project.id())).put("name", project.name());
            told.domain().ifPresent(domain -> shown.set("domain", named(domain)));
            view.set("project", shown);
            view.put("is_domain", false);
        });
        if (token.scope() instanceof Scope.Domain) {
            told.domain().ifPresent(domain -> view.set("domain", named(domain)));
        }
        if (token.scope() instanceof Scope.System)
            view.set("system", Json.object().put("all", true));
        if (!(token.scope() instanceof Scope.None)) {
            var roles = view.putArray("roles");
            told.roles()
                    .forEach(role -> roles.add(
                            Json.object().put("id", Ids.plain(role.id())).put("name", role.name())));
            if (withCatalog) view.set("catalog", catalog(request, token.user(), token.scope()));
        }
        told.credential().ifPresent(credential -> {
            var shown = view.putObject("application_credential")
                    .put("id", Ids.plain(credential.id()))
                    .put("name", credential.name())
                    .put("restricted", !credential.unrestricted());
            credential.rules().ifPresent(rules -> {
                var list = shown.putArray("access_rules");
                rules.forEach(rule -> list.add(CredentialsApi.rule(rule)));
            });
        });
        return Views.one("token", view);
    }

    JsonNode catalog(Request request, UUID user, Scope scope) {
        var services = Json.array();
        for (var entry : catalog.entries(request.origin(), user, scope)) {
            var service = Json.object()
                    .put("id", Ids.plain(entry.service().id()))
                    .put("type", entry.service().type())
                    .put("name", entry.service().name().orElse(""));
            var endpoints = service.putArray("endpoints");
            for (var endpoint : entry.endpoints()) {
                endpoints.add(Json.object()
                        .put("id", Ids.plain(endpoint.id()))
                        .put("interface", endpoint.face())
                        .put("region", endpoint.region().orElse(null))
                        .put("region_id", endpoint.region().orElse(null))
                        .put("url", endpoint.url()));
            }
            services.add(service);
        }
        return services;
    }

    private static ObjectNode named(Domain domain) {
        return Json.object().put("id", domain.id()).put("name", domain.name());
    }

    private static String auditId(UUID id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array());
    }
}
