package brume.cloud.identity;

import java.util.LinkedHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// The values that were asked for last, up to so many. Not for several threads at once.
final class Recent<K, V> {
    private final int most;
    private final Predicate<V> mayGo;
    private final LinkedHashMap<K, V> values = new LinkedHashMap<>(16, 0.75f, true);

    /// @param mayGo whether a value may be forgotten when there are too many
    Recent(int most, Predicate<V> mayGo) {
        this.most = most;
        this.mayGo = mayGo;
    }

    /// The value of a key, made anew where it is not known any more.
    V get(K key, Function<K, V> make) {
        var value = values.computeIfAbsent(key, make);
        if (values.size() > most) {
            var eldest = values.firstEntry();
            if (mayGo.test(eldest.getValue())) values.pollFirstEntry();
        }
        return value;
    }

    int size() {
        return values.size();
    }
}
