package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.http.Escapes;
import brume.base.http.Query;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.json.Json;
import brume.cloud.image.ImageDescription;
import brume.cloud.image.Images;
import brume.openstack.Authentication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// `/v2/images` and `/v2/images/{id}`.
final class ImageHandlers {
    private static final int PATCH_BYTES = 2 << 20;

    private final Images images;

    ImageHandlers(Images images) {
        this.images = images;
    }

    /// 201 with the image, and where it is.
    Response create(Request request) {
        var caller = Authentication.caller(request);
        var body = request.json();
        if (!body.isObject()) throw new CloudFault.Invalid("Request body must be a JSON object.");
        body.propertyNames().forEach(ImageBody::writable);
        var id = Optional.ofNullable(body.get("id")).map(node -> UUID.fromString(node.stringValue()));
        var owner = Optional.ofNullable(body.get("owner"))
                .filter(node -> !node.isNull())
                .map(node -> ImageBody.project(node.stringValue()))
                .orElseGet(caller::home);
        var image = images.create(caller, id, ImageBody.read(body, ImageDescription.of(owner)));
        return Response.json(201, ImageView.image(image)).with("Location", request.root() + "/v2/images/" + image.id());
    }

    /// `{"images", "first", "next", "schema"}`; `next` only when there may be more.
    Response list(Request request) {
        // With a slash at the end it is an image with an empty id.
        if (request.path().endsWith("/")) throw new CloudFault.NotFound("image", "");
        var query = request.query();
        int limit = ImageFilters.limit(query);
        var page = images.list(Authentication.caller(request), ImageFilters.read(query));
        var body = new LinkedHashMap<String, Object>();
        body.put("images", page.stream().map(ImageView::image).toList());
        body.put("schema", "/v2/schemas/images");
        body.put("first", address("/v2/images", query, Optional.empty()));
        if (limit > 0 && page.size() == limit) {
            body.put(
                    "next",
                    address("/v2/images", query, Optional.of(page.getLast().id().toString())));
        }
        return Response.json(200, body);
    }

    /// A page's own address: the same query with another marker.
    static String address(String path, Query query, Optional<String> marker) {
        var parts = new ArrayList<String>();
        for (var pair : query.pairs()) {
            if (pair.name().equals("marker")) continue;
            parts.add(Escapes.encode(pair.name()) + "=" + Escapes.encode(pair.value()));
        }
        marker.ifPresent(last -> parts.add("marker=" + Escapes.encode(last)));
        return parts.isEmpty() ? path : path + "?" + String.join("&", parts);
    }

    Response show(Request request) {
        var image = images.show(Authentication.caller(request), request.uuid("image", "image"));
        return Response.json(200, ImageView.image(image));
    }

    /// 200 with the image as it is now.
    Response update(Request request) throws java.io.IOException {
        var type = request.header("Content-Type").orElse("").split(";")[0].strip();
        boolean draft = type.equals(ImagePatch.OLD);
        if (!draft && !type.equals(ImagePatch.NEW)) {
            return GlanceDialect.page(415, "The media type " + type + " is not supported for this resource.")
                    .with("Accept-Patch", String.join(", ", List.of(ImagePatch.NEW, ImagePatch.OLD)));
        }
        var body = request.body().readNBytes(PATCH_BYTES + 1);
        if (body.length > PATCH_BYTES) throw new CloudFault.TooLarge("the body is too large");
        var patch = ImagePatch.read(Json.read(new java.io.ByteArrayInputStream(body)), draft);
        var image = images.update(Authentication.caller(request), request.uuid("image", "image"), patch::apply);
        return Response.json(200, ImageView.image(image));
    }

    Response delete(Request request) {
        images.delete(Authentication.caller(request), request.uuid("image", "image"));
        return Response.empty(204);
    }

    Response deactivate(Request request) {
        images.deactivate(Authentication.caller(request), request.uuid("image", "image"));
        return Response.empty(204);
    }

    Response reactivate(Request request) {
        images.reactivate(Authentication.caller(request), request.uuid("image", "image"));
        return Response.empty(204);
    }

    Response addTag(Request request) {
        var tag = request.place("tag");
        if (tag.codePointCount(0, tag.length()) > 255)
            throw new CloudFault.Invalid("Tag is longer than 255 characters");
        images.update(Authentication.caller(request), request.uuid("image", "image"), about -> {
            var tags = new ArrayList<>(about.tags());
            if (!tags.contains(tag)) tags.add(tag);
            return about.tags(tags);
        });
        return Response.empty(204);
    }

    Response removeTag(Request request) {
        var tag = request.place("tag");
        images.update(Authentication.caller(request), request.uuid("image", "image"), about -> {
            var tags = new ArrayList<>(about.tags());
            if (!tags.remove(tag)) throw new CloudFault.NotFound("tag", tag);
            return about.tags(tags);
        });
        return Response.empty(204);
    }

    /// Nothing here is ever done by a task.
    Response tasks(Request request) {
        images.show(Authentication.caller(request), request.uuid("image", "image"));
        return Response.json(200, Map.of("tasks", List.of()));
    }
}
