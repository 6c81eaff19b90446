package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.base.sql.Sql;
import brume.cloud.image.Image;
import brume.cloud.image.ImageActions;
import brume.cloud.image.ImageSearch;
import brume.cloud.image.Images;
import brume.cloud.quota.Limit;
import brume.cloud.quota.Quotas;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// `/images`, to 2.35, and their metadata, to 2.38: the image service as the compute API showed it before.
final class ImagesApi {
    private static final int MOST = 1000;
    private static final String KIND = "Image";
    private static final Versions LISTED = Versions.until(2, 35);
    private static final Versions METADATA = Versions.until(2, 38);
    private static final Shape MANY = Shape.closed().need("metadata", ServerShapes.METADATA);
    private static final Shape ONE = Shape.closed().need("meta", ServerShapes.METADATA);
    private static final Shape.Fields LIST = Shape.open()
            .with("name", Pages.ANY_TEXT)
            .with("status", Shape.unchecked(Shape.oneOf("ACTIVE", "SAVING", "DELETED", "ERROR", "UNKNOWN")))
            .with("changes-since", Pages.ANY_TIME)
            .with("server", Pages.ANY_TEXT)
            .with("type", Pages.ANY_TEXT)
            .with("minRam", Pages.ANY_NUMBER)
            .with("minDisk", Pages.ANY_NUMBER)
            .with("limit", Pages.ANY_NUMBER)
            .with("marker", Pages.ANY_ID);

    private final Images images;
    private final Quotas quotas;
    private final Sql sql;

    ImagesApi(Images images, Quotas quotas, Sql sql) {
        this.images = images;
        this.quotas = quotas;
        this.sql = sql;
    }

    void routes(RouteTable table) {
        var show = ImageActions.SHOW;
        var change = ImageActions.UPDATE;
        var one = "/images/{image:image}";
        var metadata = one + "/metadata";
        var item = metadata + "/{key:text}";
        table.add(
                "GET",
                "/images",
                ImageActions.LIST,
                request -> list(request, false),
                r -> r.in(LISTED).query(LIST));
        table.add(
                "GET",
                "/images/detail",
                ImageActions.LIST,
                request -> list(request, true),
                r -> r.in(LISTED).query(LIST));
        table.add("GET", one, show, this::show, r -> r.in(LISTED));
        table.add("DELETE", one, ImageActions.DELETE, this::delete, r -> r.in(LISTED));
        table.add("GET", metadata, show, this::metadata, r -> r.in(METADATA));
        table.add("POST", metadata, change, this::merge, r -> r.body(MANY).in(METADATA));
        table.add("PUT", metadata, change, this::replace, r -> r.body(MANY).in(METADATA));
        table.add("GET", item, show, this::item, r -> r.in(METADATA));
        table.add("PUT", item, change, this::put, r -> r.body(ONE).in(METADATA));
        table.add("DELETE", item, change, this::drop, r -> r.in(METADATA));
    }

    private static UUID id(Request request) {
        return request.uuid("image", KIND);
    }

    private Response list(Request request, boolean detail) {
        var query = request.query();
        int limit = Pages.limit(query, MOST);
        var search = new ImageSearch().limit(limit);
        query.last("name").ifPresent(name -> search.names(List.of(name)));
        query.last("status").ifPresent(status -> status(search, status));
        Pages.time(query, "changes-since").ifPresent(time -> search.updated(ImageSearch.Comparison.GTE, time));
        query.last("server")
                .ifPresent(server -> search.property("instance_uuid", server.substring(server.lastIndexOf('/') + 1)));
        query.last("type").ifPresent(type -> search.property("image_type", type));
        query.last("minRam").ifPresent(text -> search.minRam(number("minRam", text) << 20));
        query.last("minDisk").ifPresent(text -> search.minDisk(number("minDisk", text) << 30));
        query.last("marker").ifPresent(marker -> search.after(marker(request, marker)));
        var links = new Links(request);
        var found = images.list(caller(request), search);
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "images",
                found.stream()
                        .map(i -> detail ? full(i, links) : brief(i, links))
                        .toList());
        if (query.has("limit") && found.size() == limit) {
            var last = found.getLast().id().toString();
            body.put("images_links", links.next(detail ? "images/detail" : "images", last));
        }
        return Response.json(200, body);
    }

    private UUID marker(Request request, String marker) {
        try {
            return images.show(caller(request), UUID.fromString(marker)).id();
        } catch (IllegalArgumentException | CloudFault.NotFound e) {
            throw Pages.unknown(marker);
        }
    }

    private static long number(String name, String text) {
        if (!text.matches("\\d{1,9}")) throw new CloudFault.Invalid(name + " is no whole number: " + text);
        return Long.parseLong(text);
    }

    private static void status(ImageSearch search, String word) {
        switch (word.toUpperCase(Locale.ROOT)) {
            case "ACTIVE" -> search.statuses(List.of(Image.Status.ACTIVE));
            case "SAVING" -> search.statuses(List.of(Image.Status.QUEUED, Image.Status.SAVING));
            default -> search.nothing();
        }
    }

    private static Map<String, Object> brief(Image image, Links links) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", image.id());
        view.put("name", image.about().name().orElse(null));
        view.put("links", links.ofImage(image.id()));
        return view;
    }

    private static Map<String, Object> full(Image image, Links links) {
        var about = image.about();
        var view = brief(image, links);
        view.put("minRam", about.minRamBytes() >> 20);
        view.put("minDisk", about.minDiskBytes() >> 30);
        view.put("metadata", about.properties());
        view.put("created", Links.time(image.createdAt()));
        view.put("updated", Links.time(image.updatedAt()));
        view.put(
                "status",
                switch (image.status()) {
                    case ACTIVE -> "ACTIVE";
                    case QUEUED, SAVING -> "SAVING";
                    case DELETED -> "DELETED";
                    case DEACTIVATED -> "UNKNOWN";
                });
        view.put(
                "progress",
                switch (image.status()) {
                    case ACTIVE -> 100;
                    case SAVING -> 50;
                    case QUEUED -> 25;
                    case DELETED, DEACTIVATED -> 0;
                });
        view.put(
                "OS-EXT-IMG-SIZE:size",
                image.content().map(Image.Content::sizeBytes).orElse(null));
        image.property("auto_disk_config")
                .ifPresent(said -> view.put("OS-DCF:diskConfig", said.equalsIgnoreCase("true") ? "AUTO" : "MANUAL"));
        image.property("instance_uuid")
                .ifPresent(server -> view.put("server", Map.of("id", server, "links", links.of("servers/" + server))));
        return view;
    }

    private Response show(Request request) {
        var image = images.show(caller(request), id(request));
        return Response.json(200, Map.of("image", full(image, new Links(request))));
    }

    private Response delete(Request request) {
        images.delete(caller(request), id(request));
        return Response.empty(204);
    }

    private Response metadata(Request request) {
        return Response.json(200, Map.of("metadata", properties(request)));
    }

    private Map<String, String> properties(Request request) {
        return images.show(caller(request), id(request)).about().properties();
    }

    private Response merge(Request request) {
        images.show(caller(request), id(request));
        var asked = texts(request.json().get("metadata"));
        return Response.json(200, Map.of("metadata", change(request, old -> {
            var merged = new HashMap<>(old);
            merged.putAll(asked);
            return merged;
        })));
    }

    private Response replace(Request request) {
        images.show(caller(request), id(request));
        var asked = texts(request.json().get("metadata"));
        return Response.json(200, Map.of("metadata", change(request, old -> asked)));
    }

    private Response item(Request request) {
        return Response.json(200, Map.of("meta", one(request, properties(request))));
    }

    private static Map<String, String> one(Request request, Map<String, String> all) {
        var key = request.place("key");
        return Optional.ofNullable(all.get(key))
                .map(value -> Map.of(key, value))
                .orElseThrow(() -> new CloudFault.NotFound("Metadata item", key));
    }

    private Response put(Request request) {
        images.show(caller(request), id(request));
        var asked = texts(request.json().get("meta"));
        var key = request.place("key");
        if (!asked.containsKey(key) || asked.size() != 1) {
            throw new CloudFault.Invalid("Request body and URI mismatch");
        }
        change(request, old -> {
            var merged = new HashMap<>(old);
            merged.putAll(asked);
            return merged;
        });
        return Response.json(200, Map.of("meta", asked));
    }

    private Response drop(Request request) {
        one(request, properties(request));
        change(request, old -> {
            var fewer = new HashMap<>(old);
            fewer.remove(request.place("key"));
            return fewer;
        });
        return Response.empty(204);
    }

    private Map<String, String> change(Request request, UnaryOperator<Map<String, String>> change) {
        var caller = caller(request);
        long most = quotas.limits(sql, caller.home(), Limit.Family.COMPUTE).get(Limit.METADATA_ITEMS);
        return images.update(caller, id(request), about -> {
                    var next = change.apply(about.properties());
                    if (most >= 0
                            && next.size() > most
                            && next.size() > about.properties().size()) {
                        throw new CloudFault.OverQuota(Limit.METADATA_ITEMS.word(), most, 0, next.size());
                    }
                    return about.properties(next);
                })
                .about()
                .properties();
    }

    private static Map<String, String> texts(JsonNode node) {
        var texts = new HashMap<String, String>();
        for (var entry : node.properties())
            texts.put(entry.getKey(), entry.getValue().stringValue());
        return texts;
    }
}
