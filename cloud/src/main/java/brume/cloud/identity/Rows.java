package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.sql.SqlFault;
import brume.base.sql.Tx;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the verbs of this slice share about their rows.
final class Rows {
    private Rows() {}

    /// Makes sure that what a row is to name is there, and stays until the transaction ends. Of several kinds they are
    /// held in the order in which a domain's delete takes them: domain, project, user, group, role.
    ///
    /// @throws CloudFault.NotFound when it is not
    static void hold(Tx tx, String kind, String table, Object id) {
        if (!tx.exists("select from " + table + " where id = ? for key share", id)) {
            throw new CloudFault.NotFound(kind, id);
        }
    }

    /// Runs a transaction that gives a name.
    ///
    /// @throws CloudFault.Conflict when the name is taken
    static <T> T unique(String kind, String name, Supplier<T> transaction) {
        try {
            return transaction.get();
        } catch (SqlFault fault) {
            if (!fault.duplicate()) throw fault;
            throw new CloudFault.Conflict(
                    "Conflict occurred attempting to store %s - Duplicate entry found with name %s."
                            .formatted(kind, name));
        }
    }

    /// `old` with the members of `change` over it.
    static JsonNode merged(JsonNode old, JsonNode change) {
        var all = (ObjectNode) old.deepCopy();
        change.properties().forEach(member -> all.set(member.getKey(), member.getValue()));
        return all;
    }

    /// As [#merged]; null takes an option away.
    static JsonNode options(JsonNode old, JsonNode change) {
        var all = (ObjectNode) merged(old, change);
        change.properties().forEach(member -> {
            if (member.getValue().isNull()) all.remove(member.getKey());
        });
        return all;
    }

    /// @throws CloudFault.Forbidden when the options say that it may not change; `change` may lift that
    static void mutable(String kind, Object id, JsonNode options, Optional<JsonNode> change) {
        if (!isTrue(options, "immutable")) return;
        boolean lifted = change.map(c -> c.get("immutable"))
                .filter(i -> i.isNull() || i.isBoolean() && !i.booleanValue())
                .isPresent();
        if (!lifted) {
            throw new CloudFault.Forbidden(
                    "Cannot update or delete %s %s: its option immutable is true.".formatted(kind, id));
        }
    }

    static boolean isTrue(JsonNode options, String name) {
        var option = options.get(name);
        return option != null && option.isBoolean() && option.booleanValue();
    }
}
