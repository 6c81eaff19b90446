package brume.base.http;

import brume.base.fault.CloudFault;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A request's query string: names with one value or more, in the order they came.
///
/// A value is read by a name that the request's route declares in the request's version. So whatever a handler looks at
/// stands in a declaration, where tests find it that make bad requests.
public final class Query {
    private static final int MAX_PARAMETERS = 1000;
    static final Query NONE = new Query(Map.of(), Set.of(), "what has no route");

    /// A name and one of its values.
    public record Pair(String name, String value) {}

    private final Map<String, List<String>> values;
    private final Set<String> declared;
    private final String reader;

    /// @param reader who declares them, for the message
    private Query(Map<String, List<String>> values, Set<String> declared, String reader) {
        this.values = values;
        this.declared = declared;
        this.reader = reader;
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
        return new Query(values, NONE.declared, NONE.reader);
    }

    /// The same, for the handler of a route.
    Query of(Route route, Version version) {
        var names = new HashSet<String>();
        for (var field : route.query().map(Shape.Fields::fields).orElse(List.of())) {
            if (field.versions().contains(version)) names.add(field.name());
        }
        return new Query(values, names, route.toString());
    }

    private List<String> read(String name) {
        if (!declared.contains(name)) throw new IllegalStateException(reader + " declares no parameter " + name);
        return values.getOrDefault(name, List.of());
    }

    public Optional<String> first(String name) {
        return read(name).stream().findFirst();
    }

    /// The last value of `name`: what servers in Python take when a parameter is repeated.
    public Optional<String> last(String name) {
        var all = read(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    public List<String> all(String name) {
        return read(name);
    }

    public boolean has(String name) {
        return !read(name).isEmpty();
    }

    /// All that came, declared or not.
    public Set<String> names() {
        return values.keySet();
    }

    /// All that came, declared or not: for links that repeat it, and for whoever takes any name.
    public List<Pair> pairs() {
        return values.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(value -> new Pair(entry.getKey(), value)))
                .toList();
    }
}
