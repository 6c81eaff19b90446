package brume.cloud.identity;

import brume.base.sql.Row;
import java.util.UUID;
import java.util.regex.Pattern;

/// A call that a credential may make.
///
/// @param service the service's type, as `compute`
/// @param path    below the service's address; `*` and `{name}` stand for one segment, `**` for any number
public record AccessRule(UUID id, UUID user, String service, String method, String path) {
    static AccessRule row(Row row) {
        return new AccessRule(
                row.uuid("id"), row.uuid("user_id"), row.text("service"), row.text("method"), row.text("path"));
    }

    boolean allows(Call call) {
        return service.equals(call.service())
                && method.equals(call.method())
                && pattern().matcher(call.path()).matches();
    }

    private Pattern pattern() {
        var text = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            if (path.startsWith("**", i)) {
                text.append(".*");
                i++;
            } else if (path.charAt(i) == '*') text.append("[^/]+");
            else if (path.charAt(i) == '{' && path.indexOf('}', i) > 0) {
                text.append("[^/]+");
                i = path.indexOf('}', i);
            } else text.append(Pattern.quote(String.valueOf(path.charAt(i))));
        }
        return Pattern.compile(text.toString());
    }

    /// What somebody is about to ask of a service.
    ///
    /// @param service the service's type; empty when it has none
    public record Call(String service, String method, String path) {}
}
