package brume.base.http;

import brume.base.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// An answer on its way out.
public record Response(int status, Headers headers, Body body) {
    /// What follows the headers.
    public sealed interface Body {}

    public record Nothing() implements Body {}

    public record Bytes(byte[] value) implements Body {}

    /// Written as it is sent.
    ///
    /// @param length in bytes; negative when it is not known
    public record Stream(long length, Writer writer) implements Body {}

    /// Writes a body.
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    public static Response empty(int status) {
        return new Response(status, new Headers(), new Nothing());
    }

    public static Response json(int status, Object value) {
        return bytes(status, "application/json", Json.bytes(value));
    }

    public static Response text(int status, String value) {
        return bytes(status, "text/plain; charset=UTF-8", value.getBytes(StandardCharsets.UTF_8));
    }

    public static Response html(int status, String value) {
        return bytes(status, "text/html; charset=UTF-8", value.getBytes(StandardCharsets.UTF_8));
    }

    public static Response bytes(int status, String type, byte[] value) {
        return new Response(status, new Headers().add("Content-Type", type), new Bytes(value));
    }

    public static Response stream(int status, String type, long length, Writer writer) {
        return new Response(status, new Headers().add("Content-Type", type), new Stream(length, writer));
    }

    /// Sets a header, in place, and returns this same answer.
    public Response with(String name, String value) {
        headers.set(name, value);
        return this;
    }
}
