package brume.base.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read of clients is JSON in UTF-8 (RFC 8259, 8.1), and nothing else.
final class JsonTest {
    /// A stream that gives a byte at a time, as a slow client does.
    private static InputStream slowly(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(1, length));
            }
        };
    }

    private static byte[] named(byte... name) {
        var text = new java.io.ByteArrayOutputStream();
        text.writeBytes("{\"name\": \"".getBytes(StandardCharsets.UTF_8));
        text.writeBytes(name);
        text.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
        return text.toByteArray();
    }

    private static void refused(byte[] body, String what) {
        for (var in : List.of(new ByteArrayInputStream(body), slowly(body))) {
            assertThatThrownBy(() -> Json.read(in))
                    .as(what)
                    .isInstanceOf(CloudFault.Invalid.class)
                    .hasMessage("the body is not valid JSON");
        }
    }

    private static String nameIn(byte[] body) {
        var name = Json.read(new ByteArrayInputStream(body)).get("name").stringValue();
        assertThat(Json.read(slowly(body)).get("name").stringValue()).isEqualTo(name);
        return name;
    }

    /// Too long, half of a surrogate pair, past the last character, broken off, or no beginning of one.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "c0af",
                "e080af",
                "c1bf",
                "c0a2",
                "c08a",
                "c19c7530303030",
                "c080",
                "e09fbf",
                "f08fbfbf",
                "eda080",
                "edbfbf",
                "f4908080",
                "f5808080",
                "fe",
                "ff",
                "80",
                "bf",
                "c2",
                "e282",
                "f09f98",
                "c241",
                "e28241",
                "f09f9841"
            })
    void whatIsNoUtf8IsRefused(String bytes) {
        refused(named(HexFormat.of().parseHex(bytes)), bytes);
    }

    @Test
    void aCharacterThatEndsWithTheBodyIsRefused() {
        refused("{} \u00e9".getBytes(StandardCharsets.ISO_8859_1), "half a character behind it");
    }

    @Test
    void otherEncodingsAreRefused() {
        for (var charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE")) {
            refused("{\"name\": \"ab\"}".getBytes(Charset.forName(charset)), charset);
            refused("\ufeff{\"name\": \"ab\"}".getBytes(Charset.forName(charset)), charset);
        }
        refused(named((byte) 0), "NUL");
    }

    @Test
    void allCharactersOfUtf8AreTaken() {
        var edges = "\u007f\u0080\u07ff\u0800\u1000\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff\ud83d\ude00";
        assertThat(nameIn(named(edges.getBytes(StandardCharsets.UTF_8)))).isEqualTo(edges);
        assertThat(nameIn(("\ufeff{\"name\": \"a\"}").getBytes(StandardCharsets.UTF_8)))
                .as("behind a mark")
                .isEqualTo("a");
    }

    /// As the JDK's own decoder has it, for all that begins with any two bytes.
    @Test
    void whatIsUtf8IsSaidAsTheJdkSaysIt() {
        for (int pair = 0; pair < 1 << 16; pair++) {
            if (pair >> 8 < 0x80) continue;
            for (var more : List.of(new byte[] {}, new byte[] {(byte) 0x80}, new byte[] {(byte) 0x80, (byte) 0x80})) {
                var bytes = ByteBuffer.allocate(2 + more.length)
                        .putShort((short) pair)
                        .put(more)
                        .array();
                if ((pair & 0xff) < 0x20 || (pair & 0xff) == '"' || (pair & 0xff) == '\\') continue;
                assertThat(taken(named(bytes)))
                        .as(HexFormat.of().formatHex(bytes))
                        .isEqualTo(decoded(bytes));
            }
        }
    }

    private static boolean taken(byte[] body) {
        try {
            Json.read(new ByteArrayInputStream(body));
            return true;
        } catch (CloudFault.Invalid e) {
            return false;
        }
    }

    private static boolean decoded(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
