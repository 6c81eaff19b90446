package brume.base.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Header fields in the order they were added; names in any case. A value never breaks a line.
public final class Headers {
    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    public Headers add(String name, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf(0) >= 0) {
            throw new IllegalArgumentException("header " + name + " would break a line");
        }
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        return this;
    }

    public Headers set(String name, String value) {
        values.remove(name);
        return add(name, value);
    }

    public Optional<String> first(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getFirst);
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Map<String, List<String>> all() {
        return values;
    }

    @Override
    public String toString() {
        return values.keySet().toString().toLowerCase(Locale.ROOT);
    }
}
