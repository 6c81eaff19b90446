package brume.base.shape;

import brume.base.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// The shape that a JSON value must have. One declaration validates what comes in, documents it, and can be walked by
/// tests that make bad requests from it.
public sealed interface Shape {
    /// The first thing that is wrong with `value`, or nothing.
    ///
    /// @param at the path so far, for the message
    Optional<Problem> check(JsonNode value, Version version, String at);

    default Optional<Problem> check(JsonNode value, Version version) {
        return check(value, version, "");
    }

    /// What is wrong, and where.
    ///
    /// @param at   a path as `server.networks[0].port`
    /// @param kind what sort of trouble
    record Problem(String at, Kind kind, String message) {
        /// Sorts of trouble that a dialect may have an error of its own for.
        public enum Kind {
            TYPE,
            VALUE,
            MISSING,
            UNKNOWN
        }
    }

    /// A string. Never one with a NUL or half a surrogate pair: no database and no client can hold those.
    record Text(int min, int max, Optional<Pattern> pattern, String what) implements Shape {
        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            if (!value.isString()) return problem(at, Problem.Kind.TYPE, "is not a string");
            var text = value.stringValue();
            if (!storable(text)) return problem(at, Problem.Kind.VALUE, "holds characters that cannot be stored");
            int length = text.codePointCount(0, text.length());
            if (length < min) return problem(at, Problem.Kind.VALUE, "is shorter than " + min + " characters");
            if (length > max) return problem(at, Problem.Kind.VALUE, "is longer than " + max + " characters");
            if (pattern.isPresent() && !pattern.get().matcher(text).matches()) {
                return problem(at, Problem.Kind.VALUE, "is not " + what);
            }
            return Optional.empty();
        }
    }

    /// A whole number.
    ///
    /// @param lenient whether digits in a string will do
    record Whole(long min, long max, boolean lenient) implements Shape {
        private static final Pattern DIGITS = Pattern.compile("[-+]?\\d{1,18}");

        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            BigDecimal number;
            if (value.isIntegralNumber()) number = new BigDecimal(value.bigIntegerValue());
            else if (lenient
                    && value.isString()
                    && DIGITS.matcher(value.stringValue().strip()).matches()) {
                number = new BigDecimal(value.stringValue().strip());
            } else return problem(at, Problem.Kind.TYPE, "is not a whole number");
            if (number.compareTo(BigDecimal.valueOf(min)) < 0) {
                return problem(at, Problem.Kind.VALUE, "is less than " + min);
            }
            if (number.compareTo(BigDecimal.valueOf(max)) > 0) {
                return problem(at, Problem.Kind.VALUE, "is more than " + max);
            }
            return Optional.empty();
        }
    }

    /// Any number that is finite.
    record Number(double min, double max) implements Shape {
        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            if (!value.isNumber()) return problem(at, Problem.Kind.TYPE, "is not a number");
            double number = number(value);
            if (!Double.isFinite(number) || number < min || number > max) {
                return problem(at, Problem.Kind.VALUE, "is not between " + min + " and " + max);
            }
            return Optional.empty();
        }
    }

    /// True or false.
    ///
    /// @param lenient whether `"true"`, `"1"`, `"yes"`, `"on"` and their opposites, in any case, will do, and 0
    ///                and 1
    record Flag(boolean lenient) implements Shape {
        private static final Set<String> WORDS =
                Set.of("true", "false", "1", "0", "yes", "no", "on", "off", "t", "f", "y", "n");

        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            if (value.isBoolean()) return Optional.empty();
            if (lenient
                    && value.isString()
                    && WORDS.contains(value.stringValue().strip().toLowerCase())) {
                return Optional.empty();
            }
            if (lenient && value.isInt() && (value.intValue() == 0 || value.intValue() == 1)) return Optional.empty();
            return problem(at, Problem.Kind.TYPE, "is not a boolean");
        }

        /// What a checked value means.
        public static boolean of(JsonNode value) {
            if (value.isBoolean()) return value.booleanValue();
            if (value.isNumber()) return value.intValue() == 1;
            return Set.of("true", "1", "yes", "on", "t", "y")
                    .contains(value.stringValue().strip().toLowerCase());
        }
    }

    /// One of some words.
    record OneOf(List<String> words) implements Shape {
        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            if (!value.isString()) return problem(at, Problem.Kind.TYPE, "is not a string");
            if (words.contains(value.stringValue())) return Optional.empty();
            return problem(at, Problem.Kind.VALUE, "is not one of " + String.join(", ", words));
        }
    }

    /// Null, or the shape inside.
    record Nullable(Shape shape) implements Shape {
        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            return value.isNull() ? Optional.empty() : shape.check(value, version, at);
        }
    }

    /// A list, all of one shape.
    record Many(Shape item, int min, int max, boolean unique) implements Shape {
        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            if (!value.isArray()) return problem(at, Problem.Kind.TYPE, "is not a list");
            if (value.size() < min) return problem(at, Problem.Kind.VALUE, "has fewer than " + min + " items");
            if (value.size() > max) return problem(at, Problem.Kind.VALUE, "has more than " + max + " items");
            var seen = new java.util.HashSet<JsonNode>();
            for (int i = 0; i < value.size(); i++) {
                var wrong = item.check(value.get(i), version, at + "[" + i + "]");
                if (wrong.isPresent()) return wrong;
                if (unique && !seen.add(value.get(i))) {
                    return problem(at, Problem.Kind.VALUE, "names " + value.get(i) + " twice");
                }
            }
            return Optional.empty();
        }
    }

    /// A member of an object.
    record Field(String name, Shape shape, boolean required, Versions versions) {}

    /// An object with named members.
    ///
    /// A name may stand more than once, with versions that do not overlap: its shape changed.
    ///
    /// @param closed the versions that refuse members which no field names; others ignore them
    record Fields(List<Field> fields, Versions closed) implements Shape {
        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            if (!value.isObject()) return problem(at, Problem.Kind.TYPE, "is not an object");
            var known = new LinkedHashMap<String, Field>();
            for (var field : fields) if (field.versions.contains(version)) known.put(field.name, field);
            for (var field : known.values()) {
                var member = value.get(field.name);
                if (member == null) {
                    if (field.required) return problem(join(at, field.name), Problem.Kind.MISSING, "is missing");
                    continue;
                }
                var wrong = field.shape.check(member, version, join(at, field.name));
                if (wrong.isPresent()) return wrong;
            }
            if (closed.contains(version)) {
                for (var name : value.propertyNames()) {
                    if (!known.containsKey(name)) {
                        return problem(join(at, shown(name)), Problem.Kind.UNKNOWN, "is not known");
                    }
                }
            }
            return Optional.empty();
        }

        /// The same with one more member that may be left out.
        public Fields with(String name, Shape shape) {
            return with(name, shape, Versions.ALL);
        }

        public Fields with(String name, Shape shape, Versions versions) {
            return add(new Field(name, shape, false, versions));
        }

        /// The same with one more member that must be there.
        public Fields need(String name, Shape shape) {
            return need(name, shape, Versions.ALL);
        }

        public Fields need(String name, Shape shape, Versions versions) {
            return add(new Field(name, shape, true, versions));
        }

        private Fields add(Field field) {
            var all = new ArrayList<>(fields);
            all.add(field);
            return new Fields(List.copyOf(all), closed);
        }
    }

    /// An object with any names, all of one shape.
    record Dictionary(Shape key, Shape value, int max) implements Shape {
        @Override
        public Optional<Problem> check(JsonNode node, Version version, String at) {
            if (!node.isObject()) return problem(at, Problem.Kind.TYPE, "is not an object");
            if (node.size() > max) return problem(at, Problem.Kind.VALUE, "has more than " + max + " members");
            for (var entry : node.properties()) {
                var wrong = key.check(StringNode.valueOf(entry.getKey()), version, join(at, shown(entry.getKey())))
                        .or(() -> value.check(entry.getValue(), version, join(at, shown(entry.getKey()))));
                if (wrong.isPresent()) return wrong;
            }
            return Optional.empty();
        }
    }

    /// Any of several shapes; the message is that of the last.
    record Either(List<Shape> shapes) implements Shape {
        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            Optional<Problem> wrong = Optional.empty();
            for (var shape : shapes) {
                wrong = shape.check(value, version, at);
                if (wrong.isEmpty()) return wrong;
            }
            return wrong;
        }
    }

    /// Anything that can be stored.
    record Anything() implements Shape {
        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            if (value.isString() && !storable(value.stringValue())) {
                return problem(at, Problem.Kind.VALUE, "holds characters that cannot be stored");
            }
            if (value.isNumber() && !storable(value)) {
                return problem(at, Problem.Kind.VALUE, "is not a number that can be stored");
            }
            if (value.isArray()) {
                for (var item : value) {
                    var wrong = check(item, version, at);
                    if (wrong.isPresent()) return wrong;
                }
            }
            if (value.isObject()) {
                for (var entry : value.properties()) {
                    if (!storable(entry.getKey())) {
                        return problem(at, Problem.Kind.VALUE, "has a name that cannot be stored");
                    }
                    var wrong = check(entry.getValue(), version, join(at, shown(entry.getKey())));
                    if (wrong.isPresent()) return wrong;
                }
            }
            return Optional.empty();
        }
    }

    /// A shape that is told and not checked: who reads the value answers in the words of its API, or takes for nothing
    /// what is not of the shape.
    record Unchecked(Shape meant) implements Shape {
        @Override
        public Optional<Problem> check(JsonNode value, Version version, String at) {
            return Optional.empty();
        }
    }

    /// A string of at most `max` characters, the empty one too.
    static Text text(int max) {
        return new Text(0, max, Optional.empty(), "");
    }

    static Text text(int min, int max) {
        return new Text(min, max, Optional.empty(), "");
    }

    /// @param what completes "is not …"
    static Text text(String pattern, int max, String what) {
        return new Text(0, max, Optional.of(Pattern.compile(pattern)), what);
    }

    /// A UUID, with all of its dashes or without any.
    static Text uuid() {
        return text("(?i)[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", 36, "a UUID");
    }

    static Whole whole(long min, long max) {
        return new Whole(min, max, true);
    }

    static Flag flag() {
        return new Flag(true);
    }

    static OneOf oneOf(String... words) {
        return new OneOf(List.of(words));
    }

    static Unchecked unchecked(Shape meant) {
        return new Unchecked(meant);
    }

    static Nullable nullable(Shape shape) {
        return new Nullable(shape);
    }

    static Many many(Shape item) {
        return new Many(item, 0, 1_000, false);
    }

    static Dictionary dictionary(Shape key, Shape value, int max) {
        return new Dictionary(key, value, max);
    }

    static Either either(Shape... shapes) {
        return new Either(List.of(shapes));
    }

    static Anything anything() {
        return new Anything();
    }

    /// An object that refuses members that it does not name.
    static Fields closed() {
        return closed(Versions.ALL);
    }

    /// The same in some versions; in others it ignores them.
    static Fields closed(Versions versions) {
        return new Fields(List.of(), versions);
    }

    /// An object that ignores members that it does not name.
    static Fields open() {
        return closed(Versions.NONE);
    }

    /// Whether PostgreSQL and UTF-8 can hold it: no NUL, no half of a surrogate pair.
    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) return false;
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) return false;
                i++;
            } else if (Character.isLowSurrogate(c)) return false;
        }
        return true;
    }

    /// Infinite where a double cannot hold it, of which the tree itself makes a failure.
    /// Whether a number is finite, and can be read again once a database has written it out: it does so in full.
    private static boolean storable(JsonNode number) {
        if (!number.isBigDecimal() && !number.isBigInteger()) return Double.isFinite(number.doubleValue());
        var exact = number.decimalValue();
        long before = (long) exact.precision() - exact.scale();
        long digits = Math.max(before, 1) + Math.max(exact.scale(), 0);
        // A sign and a point are beside them.
        return digits + 2 <= Json.NUMBER_LENGTH;
    }

    private static double number(JsonNode value) {
        return value.isBigDecimal() || value.isBigInteger()
                ? value.decimalValue().doubleValue()
                : value.doubleValue();
    }

    private static Optional<Problem> problem(String at, Problem.Kind kind, String message) {
        return Optional.of(new Problem(at.isEmpty() ? "body" : at, kind, message));
    }

    private static String join(String at, String name) {
        return at.isEmpty() ? name : at + "." + name;
    }

    private static String shown(String name) {
        var text = name.length() > 60 ? name.substring(0, 60) + "…" : name;
        return storable(text) ? text : "(unprintable)";
    }
}
