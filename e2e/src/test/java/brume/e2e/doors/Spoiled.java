package brume.e2e.doors;

import brume.base.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Bad JSON made from good: at each of its values, each thing that should not be there.
final class Spoiled {
    private static final String HOLE = "hole-in-the-sample";
    private static final int LONG = 10 << 20;
    private static final int MANY = 1_000;

    /// What stands in place of a value; as text, since no tree can hold most of it.
    private static final List<Bad> BADS = List.of(
            new Bad("null", "null"),
            new Bad("true", "true"),
            new Bad("an empty string", "\"\""),
            new Bad("a blank", "\" \""),
            new Bad("an empty list", "[]"),
            new Bad("an empty object", "{}"),
            new Bad("a list of null", "[null]"),
            new Bad("lists in lists", "[[[[[[]]]]]]"),
            new Bad("an object in an object", "{\"a\":{\"a\":{\"a\":null}}}"),
            new Bad("NaN", "NaN"),
            new Bad("Infinity", "-Infinity"),
            new Bad("1e400", "1e400"),
            new Bad("1e-400", "1e-400"),
            new Bad("2^63", "9223372036854775808"),
            new Bad("-2^63-1", "-9223372036854775809"),
            new Bad("2^31", "2147483648"),
            new Bad("-1", "-1"),
            new Bad("0", "0"),
            new Bad("a fraction", "1.5"),
            new Bad("a number of 70 digits", "1".repeat(70)),
            new Bad("digits in a string", "\"99999999999999999999\""),
            new Bad("NUL", "\"a\\u0000b\""),
            new Bad("half a surrogate", "\"a\\ud800b\""),
            new Bad("the other half", "\"\\udc00\""),
            new Bad("a pair the wrong way round", "\"\\udc00\\ud800\""),
            new Bad("a huge negative number", "-99999999999999999999"),
            new Bad("a number with a long tail", "0." + "3".repeat(60)),
            new Bad("a number of a long power", "1e999999999"),
            new Bad("marks upon marks", "\"a" + "\u0301".repeat(500) + "\""),
            new Bad("no character at all", "\"\uffff\""),
            new Bad("right to left", "\"\\u202eabc\""),
            new Bad("control characters", "\"a\\r\\nb\\u0007\\u001b[31m\""),
            new Bad("a raw line break", "\"a\nb\""),
            new Bad("a path", "\"../../../../etc/passwd\""),
            new Bad("a file URL", "\"file:///etc/passwd\""),
            new Bad("SQL", "\"' OR 1=1; DROP TABLE instance; --\""),
            new Bad("a shell", "\"$(reboot)`reboot`;reboot\""),
            new Bad("markup", "\"<script>alert(1)</script>\""),
            new Bad("another's id", "\"0191d3c4-0000-7000-8000-00000000dead\""),
            new Bad("a string of 70,000", "\"" + "x".repeat(70_000) + "\""),
            new Bad("a fraction of an escape", "\"\\u12\""),
            new Bad("an unknown escape", "\"\\x41\""),
            new Bad("nothing", ""),
            new Bad("a date", "\"0000-00-00T99:99:99Z\""),
            new Bad("a date far away", "\"+999999999-12-31T23:59:59.999999\""));

    private record Bad(String what, String text) {}

    /// @param what  how it is bad
    /// @param bytes the body, made when it is wanted
    record Body(Evil evil, String what, Supplier<byte[]> bytes) {}

    private Spoiled() {}

    /// Bodies that hold one bad value, a list without end, or lack or have one member.
    static List<Body> of(JsonNode good) {
        var all = new ArrayList<Body>();
        for (var place : places(good, "")) {
            var text = place.holed.toString();
            for (var bad : BADS)
                all.add(body(
                        Evil.VALUE, bad.what + " at " + place.at, () -> text.replace("\"" + HOLE + "\"", bad.text)));
        }
        for (var list : lists(good, "")) all.add(body(Evil.VALUE, MANY + " at " + list.at, list.holed::toString));
        members(good, good, "", all);
        return all;
    }

    /// Bodies that are bad as a whole, whatever is asked for.
    static List<Body> wholes(JsonNode good) {
        var text = good.toString();
        return List.of(
                whole("half of it", () -> text.substring(0, text.length() / 2)),
                whole("twice", () -> text + text),
                whole("a comma more", () -> text.substring(0, text.length() - 1) + ",}"),
                whole("a comment", () -> "/* */" + text),
                whole("single quotes", () -> text.replace('"', '\'')),
                whole("a byte order mark of another", () -> "\ufffe" + text),
                whole(
                        "null everywhere",
                        () -> everywhere(good, NullNode.getInstance()).toString()),
                whole("lists everywhere", () -> everywhere(good, Json.array()).toString()),
                whole(
                        "objects everywhere",
                        () -> everywhere(good, Json.object()).toString()),
                whole("nothing but blanks", () -> " ".repeat(1000)),
                whole("100,000 lists deep", () -> "[".repeat(100_000)),
                whole("100,000 objects deep", () -> "{\"a\":".repeat(100_000)),
                whole("100,000 deep and whole", () -> "[".repeat(100_000) + "]".repeat(100_000)),
                whole("a string of 10 MB", () -> "{\"a\":\"" + "x".repeat(LONG) + "\"}"),
                whole("blanks of 10 MB", () -> " ".repeat(LONG) + text),
                whole("a name of 1 MB", () -> "{\"" + "x".repeat(1 << 20) + "\":1}"),
                whole("a number of 1 MB", () -> "[" + "1".repeat(1 << 20) + "]"),
                whole("many members", Spoiled::many),
                whole("a form", () -> "a=b&c=d"),
                whole("XML", () -> "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"),
                new Body(Evil.WHOLE, "UTF-16", () -> text.getBytes(StandardCharsets.UTF_16)),
                new Body(Evil.WHOLE, "UTF-16 without a mark", () -> text.getBytes(StandardCharsets.UTF_16LE)),
                new Body(
                        Evil.WHOLE,
                        "a quote longer than it need be",
                        () -> concat("{\"a\":\"", new byte[] {(byte) 0xc0, (byte) 0xa2, '"', '}'})),
                new Body(Evil.WHOLE, "a broken UTF-8", () -> concat(text, new byte[] {(byte) 0xc3, (byte) 0x28})),
                new Body(
                        Evil.WHOLE,
                        "half a surrogate in UTF-8",
                        () -> concat("{\"a\":\"", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'})),
                new Body(Evil.WHOLE, "zeros", () -> new byte[4096]));
    }

    /// The same, with something else at the end of each branch.
    private static JsonNode everywhere(JsonNode good, JsonNode bad) {
        if (good.isObject() && !good.isEmpty()) {
            var object = Json.object();
            for (var member : good.properties()) object.set(member.getKey(), everywhere(member.getValue(), bad));
            return object;
        }
        if (good.isArray() && !good.isEmpty()) {
            var array = Json.array();
            for (var item : good) array.add(everywhere(item, bad));
            return array;
        }
        return bad;
    }

    private static String many() {
        var all = new StringBuilder("{");
        for (int i = 0; i < 50_000; i++)
            all.append('"').append(i).append("\":").append(i).append(',');
        return all.append("\"end\":0}").toString();
    }

    private record Hole(String at, JsonNode holed) {}

    private static List<Hole> places(JsonNode whole, String at) {
        var found = new ArrayList<Hole>();
        found.add(new Hole(at.isEmpty() ? "the top" : at, StringNode.valueOf(HOLE)));
        if (whole.isObject()) {
            for (var member : whole.properties())
                for (var inner : places(member.getValue(), at + "." + member.getKey()))
                    found.add(new Hole(inner.at, ((ObjectNode) whole.deepCopy()).set(member.getKey(), inner.holed)));
        }
        if (whole.isArray() && !whole.isEmpty())
            for (var inner : places(whole.get(0), at + "[0]"))
                found.add(new Hole(inner.at, Json.array().add(inner.holed)));
        return found;
    }

    /// The same with one list in which the first item comes again and again.
    private static List<Hole> lists(JsonNode whole, String at) {
        var found = new ArrayList<Hole>();
        for (var member : whole.properties())
            for (var inner : lists(member.getValue(), at + "." + member.getKey()))
                found.add(new Hole(inner.at, ((ObjectNode) whole.deepCopy()).set(member.getKey(), inner.holed)));
        if (whole.isArray() && !whole.isEmpty()) {
            for (var inner : lists(whole.get(0), at + "[0]"))
                found.add(new Hole(inner.at, Json.array().add(inner.holed)));
            var many = Json.array();
            for (int i = 0; i < MANY; i++) many.add(whole.get(0));
            found.add(new Hole(at, many));
        }
        return found;
    }

    /// Without each member, and with one that nobody knows, in each object.
    private static void members(JsonNode whole, JsonNode here, String pointer, List<Body> all) {
        if (here.isObject()) {
            for (var name : here.propertyNames()) {
                var copy = whole.deepCopy();
                ((ObjectNode) copy.at(pointer)).remove(name);
                all.add(body(Evil.MEMBER, "without " + name, copy::toString));
            }
            var copy = whole.deepCopy();
            ((ObjectNode) copy.at(pointer)).put("nobody knows me", 1);
            all.add(body(Evil.MEMBER, "one member more", copy::toString));
            for (var member : here.properties())
                members(
                        whole,
                        member.getValue(),
                        pointer + "/" + member.getKey().replace("~", "~0").replace("/", "~1"),
                        all);
        }
        if (here.isArray() && !here.isEmpty()) members(whole, here.get(0), pointer + "/0", all);
    }

    private static Body whole(String what, Supplier<String> text) {
        return body(Evil.WHOLE, what, text);
    }

    private static Body body(Evil evil, String what, Supplier<String> text) {
        return new Body(evil, what, () -> text.get().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] concat(String text, byte[] tail) {
        var head = text.getBytes(StandardCharsets.UTF_8);
        var all = java.util.Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }
}
