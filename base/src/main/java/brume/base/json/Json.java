package brume.base.json;

import brume.base.fault.CloudFault;
import java.io.InputStream;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON in and out. What is read is hostile: depth, numbers and names are bounded.
public final class Json {
    private static final int DEPTH = 64;
    /// The most characters of a number.
    public static final int NUMBER_LENGTH = 64;

    /// The one mapper: records and maps out, trees in.
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(NUMBER_LENGTH)
                            .maxNameLength(4096)
                            .maxStringLength(16 << 20)
                            .build())
                    .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    /// Reads one JSON value of a client, in UTF-8 (RFC 8259, section 8.1).
    ///
    /// @throws CloudFault.Invalid when it is none, or is deeper or longer than is taken
    public static JsonNode read(InputStream in) {
        try {
            var node = MAPPER.readTree(new Utf8(in));
            if (node == null || node.isMissingNode()) throw new CloudFault.Invalid("malformed", "the body is empty");
            return node;
        } catch (JacksonException e) {
            throw new CloudFault.Invalid("malformed", "the body is not valid JSON");
        }
    }

    /// Reads one JSON value that we wrote ourselves.
    public static JsonNode read(String text) {
        // A row has several of these, most of them empty.
        if (text.equals("{}")) return object();
        return MAPPER.readTree(text);
    }

    /// Reads a record that we wrote ourselves.
    public static <T> T read(String text, Class<T> type) {
        return MAPPER.readValue(text, type);
    }

    public static byte[] bytes(Object value) {
        var bytes = new ByteArrayBuilder(1024);
        try (var json = MAPPER.createGenerator(bytes)) {
            Values.write(json, bytes, value);
        }
        return bytes.toByteArray();
    }

    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    public static void write(OutputStream out, Object value) {
        MAPPER.writeValue(out, value);
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }
}
