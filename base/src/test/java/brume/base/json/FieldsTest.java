package brume.base.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class FieldsTest {
    private static final UUID ID = UUID.fromString("01a223af-9309-7613-a8d4-71c15b269e4b");

    private static String written(Written value) {
        return new String(Json.bytes(value), StandardCharsets.UTF_8);
    }

    @Test
    void objectsAndListsAreWrittenInTheirOrder() {
        assertThat(written(out -> {
                    out.begin();
                    out.put("text", "a");
                    out.put("none", (String) null);
                    out.nothing("nothing");
                    out.put("id", ID);
                    out.put("href", Fields.Encoded.text("http://\"/"), "a");
                    out.put("href-of", Fields.Encoded.text("http://"), ID);
                    out.put("whole", Fields.Encoded.of(inner -> {
                        inner.begin();
                        inner.put("a", 1);
                        inner.end();
                    }));
                    out.put("digit", 7);
                    out.put("most", Long.MAX_VALUE);
                    out.put("least", Long.MIN_VALUE);
                    out.put("factor", 1.5);
                    out.put("yes", true);
                    out.put("no", false);
                    out.put("texts", List.of("b", "c"));
                    out.put("empty", List.of());
                    out.list("objects");
                    for (var name : List.of("d", "e")) {
                        out.begin();
                        out.put("name", name);
                        out.end();
                    }
                    out.endList();
                    out.object("inner");
                    out.end();
                    out.put("pairs", Map.of("f\"", "g"));
                    out.end();
                }))
                .isEqualTo("{\"text\":\"a\",\"none\":null,\"nothing\":null,\"id\":\"" + ID
                        + "\",\"href\":\"http://\\\"/a\",\"href-of\":\"http://" + ID
                        + "\",\"whole\":{\"a\":1},\"digit\":7,\"most\":9223372036854775807"
                        + ",\"least\":-9223372036854775808,\"factor\":1.5,\"yes\":true,\"no\":false"
                        + ",\"texts\":[\"b\",\"c\"],\"empty\":[],\"objects\":[{\"name\":\"d\"},{\"name\":\"e\"}]"
                        + ",\"inner\":{},\"pairs\":{\"f\\\"\":\"g\"}}");
    }

    @Test
    void whatWritesItselfStandsAmongOtherValues() {
        Written one = out -> {
            out.begin();
            out.put("name", "a");
            out.end();
        };
        var body = new LinkedHashMap<String, Object>();
        body.put("before", 1);
        body.put("one", one);
        body.put("many", List.of(one, 2, one));
        body.put("after", 3);
        assertThat(new String(Json.bytes(body), StandardCharsets.UTF_8))
                .isEqualTo("{\"before\":1,\"one\":{\"name\":\"a\"},\"many\":[{\"name\":\"a\"},2,{\"name\":\"a\"}]"
                        + ",\"after\":3}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain / text",
                "\"\\\b\f\n\r\t\u0000\u001f\u007f",
                "é ü ß \u0080 \u07ff",
                "\u0800 漢字 \uffff \u2028",
                "😀 a 𝔘"
            })
    void everyTextIsReadAsItWas(String text) {
        assertThat(read(text)).isEqualTo(text);
    }

    @Test
    void halfACharacterIsReplaced() {
        assertThat(read("\ud83d")).isEqualTo("\ufffd");
        assertThat(read("\ude00")).isEqualTo("\ufffd");
        assertThat(read("a\ud83d\ud83d\ude00\ude00b")).isEqualTo("a\ufffd😀\ufffdb");
    }

    @Test
    void longTextsAreReadAsTheyWere() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            var text = new StringBuilder();
            int length = random.nextInt(40_000 / (1 + round));
            while (text.length() < length) {
                text.appendCodePoint(
                        switch (random.nextInt(4)) {
                            case 0 -> 0x10000 + random.nextInt(0x1000);
                            case 1 -> random.nextInt(0x20);
                            case 2 -> 0x80 + random.nextInt(0x3000);
                            default -> ' ' + random.nextInt(90);
                        });
            }
            assertThat(read(text.toString())).isEqualTo(text.toString());
        }
    }

    private static String read(String text) {
        var name = text.substring(0, Math.min(text.length(), 8));
        var json = Json.read(written(out -> {
            out.begin();
            out.put("a", text);
            out.put("b", Fields.Encoded.text(text), text);
            out.put("c", Map.of(name, text));
            out.end();
        }));
        var read = json.get("a").stringValue();
        assertThat(json.get("b").stringValue()).isEqualTo(read + read);
        assertThat(json.get("c").values()).extracting(JsonNode::stringValue).containsExactly(read);
        return read;
    }
}
