package brume.base.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A `where` clause that is put together from what was asked for. Text comes from our code alone; whatever a caller
/// gave is a parameter.
public final class Where {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    /// One more condition that must hold.
    public Where and(String condition, Object... values) {
        conditions.add("(" + condition + ")");
        parameters.addAll(Arrays.asList(values));
        return this;
    }

    /// ` where …`, or nothing when there is no condition.
    public String text() {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    /// The values of the conditions, and after them `more`.
    public Object[] parameters(Object... more) {
        var all = new ArrayList<>(parameters);
        all.addAll(Arrays.asList(more));
        return all.toArray();
    }
}
