package brume.base.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.util.ByteArrayBuilder;

/// Writes objects field by field, as bytes (RFC 8259, UTF-8). Names, which are most of a long list's bytes, are encoded
/// once and kept: they come from our code alone, never from a caller.
///
/// It is for what is long: with Jackson's generator, which can do much more, a list cost half as much again.
public final class Fields {
    private static final Map<String, byte[]> NAMES = new ConcurrentHashMap<>();
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final int LEAST = 1 << 8;
    private static final int MOST = 1 << 14;
    /// What a number, a UUID, or one piece of a string takes at most.
    private static final int PIECE = 64;
    /// For half a character, which can't be told in UTF-8.
    private static final char HALF = '\ufffd';
    /// A character that is written as `\u001f`.
    private static final int ESCAPED = 6;

    private final ByteArrayBuilder out;
    private byte[] bytes = new byte[LEAST];
    private int end;
    /// Whether what comes next stands after something of its object or list.
    private boolean more;

    /// What is the same in many places of an answer, as bytes.
    public static final class Encoded {
        private static final Encoded NOTHING = new Encoded(new byte[0]);
        private final byte[] bytes;

        private Encoded(byte[] bytes) {
            this.bytes = bytes;
        }

        /// Text inside a string.
        public static Encoded text(String text) {
            return of(fields -> fields.text(text));
        }

        /// A whole value.
        public static Encoded of(Written value) {
            var bytes = new ByteArrayBuilder(PIECE);
            Fields.write(value, bytes);
            return new Encoded(bytes.toByteArray());
        }
    }

    private Fields(ByteArrayBuilder out) {
        this.out = out;
    }

    /// Writes one value.
    static void write(Written value, ByteArrayBuilder out) {
        var fields = new Fields(out);
        value.write(fields);
        fields.flush();
    }

    private void flush() {
        out.write(bytes, 0, end);
        end = 0;
    }

    private void room(int length) {
        if (length <= bytes.length - end) return;
        if (end + length > MOST) flush();
        if (length > bytes.length - end) {
            bytes = Arrays.copyOf(bytes, Math.min(MOST, Math.max(2 * bytes.length, end + length)));
        }
    }

    private void raw(byte[] text) {
        if (text.length > MOST - PIECE) {
            flush();
            out.write(text, 0, text.length);
            return;
        }
        room(text.length);
        System.arraycopy(text, 0, bytes, end, text.length);
        end += text.length;
    }

    private void raw(char one) {
        room(1);
        bytes[end++] = (byte) one;
    }

    /// Begins a value, or a name.
    private void next() {
        if (more) raw(',');
        more = true;
    }

    /// The name of the value that is written next.
    public Fields name(String name) {
        next();
        var known = NAMES.get(name);
        raw(known != null ? known : NAMES.computeIfAbsent(name, Fields::encoded));
        more = false;
        return this;
    }

    /// As [#name], for one that anybody chose.
    public Fields foreign(String name) {
        string(name);
        raw(':');
        more = false;
        return this;
    }

    private static byte[] encoded(String name) {
        return ('"' + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /// @param value null for `null`
    public void put(String name, String value) {
        name(name).string(value);
    }

    /// A string of two pieces.
    public void put(String name, Encoded first, String second) {
        name(name).next();
        raw('"');
        raw(first.bytes);
        text(second);
        raw('"');
    }

    /// A string that ends with an id.
    public void put(String name, Encoded first, UUID second) {
        name(name).next();
        raw('"');
        raw(first.bytes);
        id(second);
        raw('"');
    }

    public void put(String name, UUID value) {
        put(name, Encoded.NOTHING, value);
    }

    /// A value that was encoded before.
    public void put(String name, Encoded value) {
        name(name).next();
        raw(value.bytes);
    }

    private void id(UUID value) {
        room(PIECE);
        hex(value.getMostSignificantBits(), Long.SIZE, Integer.SIZE);
        bytes[end++] = '-';
        hex(value.getMostSignificantBits(), Integer.SIZE, Short.SIZE);
        bytes[end++] = '-';
        hex(value.getMostSignificantBits(), Short.SIZE, 0);
        bytes[end++] = '-';
        hex(value.getLeastSignificantBits(), Long.SIZE, Long.SIZE - Short.SIZE);
        bytes[end++] = '-';
        hex(value.getLeastSignificantBits(), Long.SIZE - Short.SIZE, 0);
    }

    /// The bits of a number below `from` and down to `to`.
    private void hex(long number, int from, int to) {
        for (int shift = from - 4; shift >= to; shift -= 4) bytes[end++] = HEX[(int) (number >>> shift) & 0xf];
    }

    public void put(String name, long value) {
        name(name).next();
        if (value >= 0 && value < 10) raw((char) ('0' + value));
        else raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    /// @param value finite
    public void put(String name, double value) {
        name(name).next();
        raw(Double.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    public void put(String name, boolean value) {
        name(name).next();
        raw(value ? TRUE : FALSE);
    }

    /// A list of strings.
    public void put(String name, Collection<String> values) {
        name(name).beginList();
        values.forEach(this::string);
        endList();
    }

    /// An object of strings, whose names may be anybody's.
    public void put(String name, Map<String, String> values) {
        object(name);
        values.forEach((key, value) -> foreign(key).string(value));
        end();
    }

    /// A field that is `null`.
    public void nothing(String name) {
        name(name).next();
        raw(NULL);
    }

    public void begin() {
        next();
        raw('{');
        more = false;
    }

    public void end() {
        raw('}');
        more = true;
    }

    public void beginList() {
        next();
        raw('[');
        more = false;
    }

    public void endList() {
        raw(']');
        more = true;
    }

    /// Begins a field that is an object.
    public void object(String name) {
        name(name).begin();
    }

    /// Begins a field that is a list.
    public void list(String name) {
        name(name).beginList();
    }

    private void string(String value) {
        next();
        if (value == null) {
            raw(NULL);
            return;
        }
        raw('"');
        text(value);
        raw('"');
    }

    private void text(String text) {
        int length = text.length();
        for (int from = 0; from < length; from += PIECE) {
            room(PIECE * ESCAPED);
            text(text, from, Math.min(length, from + PIECE));
        }
    }

    /// A piece for which there is room, whatever is in it.
    private void text(String text, int from, int to) {
        int at = end;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                end = at;
                rare(text, i, c);
                at = end;
            } else {
                bytes[at++] = (byte) c;
            }
        }
        end = at;
    }

    /// A character that is not written as it is.
    private void rare(String text, int at, char c) {
        if (c == '"' || c == '\\') {
            bytes[end++] = '\\';
            bytes[end++] = (byte) c;
        } else if (c == '\n') {
            bytes[end++] = '\\';
            bytes[end++] = 'n';
        } else if (c < ' ') {
            escape(c);
        } else if (c <= 0x7f) {
            bytes[end++] = (byte) c;
        } else if (c < 0x800) {
            bytes[end++] = (byte) (0xc0 | c >> 6);
            follow(c);
        } else if (!Character.isSurrogate(c)) {
            bytes[end++] = (byte) (0xe0 | c >> 12);
            follow(c >> 6);
            follow(c);
        } else if (paired(text, at)) {
            int whole = text.codePointAt(at);
            bytes[end++] = (byte) (0xf0 | whole >> 18);
            follow(whole >> 12);
            follow(whole >> 6);
            follow(whole);
        } else if (!Character.isLowSurrogate(c) || at == 0 || !paired(text, at - 1)) {
            rare(text, at, HALF);
        }
    }

    private static boolean paired(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private void follow(int bits) {
        bytes[end++] = (byte) (0x80 | bits & 0x3f);
    }

    private void escape(char c) {
        bytes[end++] = '\\';
        bytes[end++] = 'u';
        hex(c, Short.SIZE, 0);
    }
}
