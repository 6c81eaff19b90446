package brume.base.json;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/// Writes objects field by field. Names, which are most of a long list's bytes, are encoded once and kept: they come
/// from our code alone, never from a caller.
public final class Fields {
    private static final Map<String, SerializableString> NAMES = new ConcurrentHashMap<>();
    private final JsonGenerator json;

    public Fields(JsonGenerator json) {
        this.json = json;
    }

    /// Where values go whose names are not ours.
    public JsonGenerator json() {
        return json;
    }

    /// The name of the value that is written next.
    public Fields name(String name) {
        var known = NAMES.get(name);
        json.writeName(known != null ? known : NAMES.computeIfAbsent(name, SerializedString::new));
        return this;
    }

    /// @param value null for `null`
    public void put(String name, String value) {
        name(name);
        json.writeString(value);
    }

    public void put(String name, long value) {
        name(name);
        json.writeNumber(value);
    }

    public void put(String name, boolean value) {
        name(name);
        json.writeBoolean(value);
    }

    /// A list of strings.
    public void put(String name, Collection<String> values) {
        list(name, () -> values.forEach(json::writeString));
    }

    /// An object of strings, whose names may be anybody's.
    public void put(String name, Map<String, String> values) {
        name(name);
        json.writeStartObject();
        values.forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    /// A field that is `null`.
    public void nothing(String name) {
        name(name);
        json.writeNull();
    }

    public void begin() {
        json.writeStartObject();
    }

    public void end() {
        json.writeEndObject();
    }

    /// Begins a field that is an object.
    public void object(String name) {
        name(name);
        begin();
    }

    /// Writes a field that is a list.
    ///
    /// @param values writes each
    public void list(String name, Runnable values) {
        name(name);
        json.writeStartArray();
        values.run();
        json.writeEndArray();
    }
}
