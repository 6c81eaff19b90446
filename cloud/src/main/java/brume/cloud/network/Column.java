package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Where;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// An attribute that lists can be filtered by, and perhaps sorted.
///
/// @param condition SQL with one place for an array of values
/// @param sort      SQL that is never null
record Column(Type type, String condition, Optional<String> sort) {
    enum Type {
        TEXT,
        ID,
        FLAG,
        NUMBER
    }

    static Column text(String column) {
        return new Column(Type.TEXT, column + " = any(?)", Optional.of(column));
    }

    /// Text that may be null in the database, and is then empty.
    static Column word(String expression) {
        var whole = "coalesce(" + expression + ", '')";
        return new Column(Type.TEXT, whole + " = any(?)", Optional.of(whole));
    }

    static Column id(String column) {
        return new Column(Type.ID, column + " = any(?::uuid[])", Optional.of(column));
    }

    /// An id that may be null.
    static Column reference(String column) {
        return new Column(
                Type.ID,
                column + " = any(?::uuid[])",
                Optional.of("coalesce(" + column + ", '00000000-0000-0000-0000-000000000000')"));
    }

    static Column flag(String column) {
        return new Column(Type.FLAG, column + "::text = any(?)", Optional.of(column));
    }

    static Column number(String column) {
        return new Column(Type.NUMBER, column + "::text = any(?)", Optional.of(column));
    }

    /// A condition on text that nothing can be sorted by.
    static Column matching(String condition) {
        return new Column(Type.TEXT, condition, Optional.empty());
    }

    /// A condition on ids that nothing can be sorted by.
    static Column holding(String condition) {
        return new Column(Type.ID, condition, Optional.empty());
    }

    void add(Where where, String name, List<String> values) {
        var wanted = switch (type) {
            case TEXT, NUMBER -> values;
            case ID -> values.stream().flatMap(v -> Ids.parse(v).stream()).toList();
            case FLAG -> values.stream().map(v -> flagOf(name, v)).toList();
        };
        where.and(condition, wanted);
    }

    private static String flagOf(String name, String value) {
        var word = value.toLowerCase(Locale.ROOT);
        if (Set.of("true", "1", "t", "yes", "on").contains(word)) return "true";
        if (Set.of("false", "0", "f", "no", "off").contains(word)) return "false";
        throw new CloudFault.Invalid("Invalid input for " + name + ". Reason: '" + value + "' is not a boolean.");
    }
}
