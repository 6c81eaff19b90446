package brume.base.http;

import brume.base.fault.CloudFault;
import brume.base.shape.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Percent escapes (RFC 3986, section 2.1), strictly.
public final class Escapes {
    /// Stands in a target where bytes came that are no UTF-8. Who means it escapes it.
    private static final char NO_CHARACTER = '\ufffd';

    private Escapes() {}

    /// @param plus whether `+` stands for a space, as in a form
    /// @throws CloudFault.Invalid when an escape is broken, or what comes out is not UTF-8 or holds a NUL
    static String decode(String text, boolean plus) {
        if (plain(text, plus)) return text;
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length()) throw broken();
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high < 0 || low < 0) throw broken();
                bytes.write(high * 16 + low);
                i += 2;
            } else if (plus && c == '+') bytes.write(' ');
            else if (c < 128) bytes.write(c);
            else if (c == NO_CHARACTER) throw broken();
            else {
                int character = text.codePointAt(i);
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(character) - 1;
            }
        }
        try {
            var decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            if (!Shape.storable(decoded)) throw broken();
            return decoded;
        } catch (CharacterCodingException e) {
            throw broken();
        }
    }

    private static boolean plain(String text, boolean plus) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || c >= 128 || c == '%' || plus && c == '+') return false;
        }
        return true;
    }

    /// Escapes all but unreserved characters.
    public static String encode(String text) {
        var out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) out.append(c);
            else out.append('%').append(String.format("%02X", (int) c));
        }
        return out.toString();
    }

    private static CloudFault.Invalid broken() {
        return new CloudFault.Invalid("the address holds a broken escape");
    }
}
