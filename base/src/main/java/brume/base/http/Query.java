package brume.base.http;

import brume.base.fault.CloudFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A request's query string: names with one value or more, in the order they came.
public final class Query {
    private static final int MAX_PARAMETERS = 1000;
    static final Query NONE = new Query(Map.of());

    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /// @param text what follows the `?`, still escaped; null for none
    /// @throws CloudFault.Invalid when it is not UTF-8 in percent escapes, or has too many parameters
    static Query parse(String text) {
        if (text == null || text.isEmpty()) return NONE;
        var values = new LinkedHashMap<String, List<String>>();
        int count = 0;
        for (var pair : text.split("&")) {
            if (pair.isEmpty()) continue;
            if (++count > MAX_PARAMETERS) throw new CloudFault.Invalid("the query has too many parameters");
            int equals = pair.indexOf('=');
            var name = Escapes.decode(equals < 0 ? pair : pair.substring(0, equals), true);
            var value = equals < 0 ? "" : Escapes.decode(pair.substring(equals + 1), true);
            values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        }
        return new Query(values);
    }

    public Optional<String> first(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getFirst);
    }

    /// The last value of `name`: what servers in Python take when a parameter is repeated.
    public Optional<String> last(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getLast);
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Set<String> names() {
        return values.keySet();
    }
}
