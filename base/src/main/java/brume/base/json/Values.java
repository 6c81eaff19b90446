package brume.base.json;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;

/// Writes maps, lists, plain values and what writes itself, of which answers are made. Jackson would look up how to
/// write each by its class; that lookup cost half of writing a long list, because answers mix more classes than its
/// quick cache holds.
final class Values {
    private Values() {}

    /// @param out what the generator writes to
    static void write(JsonGenerator json, ByteArrayBuilder out, Object value) {
        switch (value) {
            case null -> json.writeNull();
            case String s -> json.writeString(s);
            case Map<?, ?> m -> {
                json.writeStartObject(m);
                for (var entry : m.entrySet()) {
                    json.writeName(entry.getKey().toString());
                    write(json, out, entry.getValue());
                }
                json.writeEndObject();
            }
            case Collection<?> c -> {
                json.writeStartArray(c, c.size());
                for (var each : c) write(json, out, each);
                json.writeEndArray();
            }
            case Boolean b -> json.writeBoolean(b);
            case Integer i -> json.writeNumber(i.intValue());
            case Long l -> json.writeNumber(l.longValue());
            case UUID id -> json.writeString(id.toString());
            case Written w -> {
                // Nothing, so that what stands before a value is written.
                json.writeRawValue("");
                json.flush();
                Fields.write(w, out);
            }
            default -> json.writePOJO(value);
        }
    }
}
