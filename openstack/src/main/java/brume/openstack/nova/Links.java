package brume.openstack.nova;

import brume.base.http.Request;
import brume.base.json.Fields;
import brume.base.json.Fields.Encoded;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Links as they were asked for: with the project in the path, or without it. And times.
final class Links {
    private final String root;
    private final String versioned;
    private final String plain;
    private final Request request;

    Links(Request request) {
        this.request = request;
        root = request.root();
        var version = request.path().startsWith("/v2/") ? "/v2/" : "/v2.1/";
        var project = request.hasPlace("project") ? request.place("project") + "/" : "";
        versioned = root + version + project;
        plain = root + "/" + project;
    }

    /// @param path as `servers/4f…`
    List<Map<String, String>> of(String path) {
        return List.of(
                Map.of("rel", "self", "href", versioned + path), Map.of("rel", "bookmark", "href", plain + path));
    }

    /// Those of an image, and where the image service has it.
    List<Map<String, String>> ofImage(UUID image) {
        var path = "images/" + image;
        return List.of(
                Map.of("rel", "self", "href", versioned + path),
                Map.of("rel", "bookmark", "href", plain + path),
                Map.of(
                        "rel",
                        "alternate",
                        "type",
                        "application/vnd.openstack.image",
                        "href",
                        root.replaceAll("/compute$", "/image/") + path));
    }

    /// Links of one kind of resource, for answers with many of them.
    ///
    /// @param kind as `servers/`
    Kind to(String kind) {
        return new Kind(Encoded.text(versioned + kind), Encoded.text(plain + kind));
    }

    /// The beginnings of links to resources of one kind.
    record Kind(Encoded self, Encoded bookmark) {
        /// As [Links#of], as the field `links` of an object.
        void of(Fields out, UUID id) {
            out.list("links");
            out.begin();
            out.put("rel", "self");
            out.put("href", self, id);
            out.end();
            out.begin();
            out.put("rel", "bookmark");
            out.put("href", bookmark, id);
            out.end();
            out.endList();
        }

        /// As [#of], for ids that anybody chose.
        void of(Fields out, String id) {
            out.list("links");
            link(out, "self", self, id);
            link(out, "bookmark", bookmark, id);
            out.endList();
        }

        /// The one link without a version, as the field `links` of an object.
        void bookmark(Fields out, String id) {
            out.list("links");
            link(out, "bookmark", bookmark, id);
            out.endList();
        }

        private static void link(Fields out, String rel, Encoded base, String id) {
            out.begin();
            out.put("rel", rel);
            out.put("href", base, id);
            out.end();
        }
    }

    String self(String path) {
        return versioned + path;
    }

    /// The link to the page after `marker`, with the same parameters.
    List<Map<String, String>> next(String path, String marker) {
        var query = new StringBuilder();
        for (var pair : request.query().pairs()) {
            if (pair.name().equals("marker")) continue;
            query.append(escape(pair.name()))
                    .append('=')
                    .append(escape(pair.value()))
                    .append('&');
        }
        query.append("marker=").append(escape(marker));
        return List.of(Map.of("rel", "next", "href", self(path) + "?" + query));
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// `2026-11-21T01:47:48Z`
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// `2026-11-21T01:47:48.000000`
    static String micros(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000000");
    }

    /// As [#micros], or null.
    static String micros(Optional<Instant> time) {
        return time.map(Links::micros).orElse(null);
    }
}
