package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.cloud.image.Image;
import brume.cloud.image.Images;
import brume.openstack.Authentication;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// `/v2/images/{id}/file`: an image's bytes, streamed both ways.
final class FileHandlers {
    private static final String OCTETS = "application/octet-stream";
    private static final int BUFFER_BYTES = 256 << 10;

    private final Images images;

    FileHandlers(Images images) {
        this.images = images;
    }

    /// 204 once the bytes are durable.
    Response upload(Request request) throws IOException {
        var id = request.uuid("image", "image");
        var type = request.header("Content-Type").orElse("").split(";")[0].strip();
        if (!type.equalsIgnoreCase(OCTETS)) {
            return GlanceDialect.page(415, "The media type " + type + " is not supported, use " + OCTETS + ".");
        }
        // A part that would be taken for the whole (RFC 9110, 14.5).
        if (request.header("Content-Range").isPresent())
            throw new CloudFault.Invalid("An image is not taken in parts.");
        images.upload(Authentication.caller(request), id, request.body(), announced(request));
        return Response.empty(204);
    }

    private static Optional<Long> announced(Request request) {
        return request.header("x-openstack-image-size").map(text -> {
            if (!text.matches("\\d{1,18}")) throw new CloudFault.Invalid("x-openstack-image-size is no size");
            return Long.parseLong(text);
        });
    }

    /// 200 with all bytes, 206 with a range of them, 204 when there are none yet.
    Response download(Request request) throws IOException {
        var caller = Authentication.caller(request);
        var image = images.show(caller, request.uuid("image", "image"));
        if (image.content().isEmpty()) return Response.empty(204);
        long size = image.content().get().sizeBytes();
        // Ranges are of what GET transfers. A file has no validator that If-Range could match: who asks so gets the
        // whole
        // (RFC 9110, 14.2, 13.1.5).
        var range = request.header("Range")
                .filter(r -> request.method().equals("GET")
                        && request.header("If-Range").isEmpty());
        return switch (ByteRange.of(range, size)) {
            case ByteRange.Asked.Whole w -> send(request, image, new ByteRange(0, size - 1), 200);
            case ByteRange.Asked.Part part ->
                send(request, image, part.range(), 206)
                        .with(
                                "Content-Range",
                                "bytes " + part.range().first() + "-"
                                        + part.range().last() + "/" + size);
            case ByteRange.Asked.Unsatisfiable u ->
                GlanceDialect.page(416, "The range " + request.header("Range").orElse("") + " is not in the image.")
                        .with("Content-Range", "bytes */" + size);
        };
    }

    private Response send(Request request, Image image, ByteRange range, int status) throws IOException {
        var in = images.open(Authentication.caller(request), image.id(), range.first())
                .orElseThrow(() -> new CloudFault.NotFound("image", image.id()));
        // The answer to HEAD is never written.
        if (request.method().equals("HEAD")) in.close();
        var response = Response.stream(status, OCTETS, range.length(), out -> copy(in, out, range.length()))
                .with("Accept-Ranges", "bytes");
        return status == 200
                ? response.with("Content-MD5", image.content().orElseThrow().md5())
                : response;
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        try (in) {
            var buffer = new byte[Math.clamp(length, 1, BUFFER_BYTES)];
            for (long left = length; left > 0; ) {
                int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (got < 0) throw new IOException("the image's file is shorter than it was");
                out.write(buffer, 0, got);
                left -= got;
            }
        }
    }
}
