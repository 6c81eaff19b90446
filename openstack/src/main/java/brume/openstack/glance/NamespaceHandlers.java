package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.cloud.image.metadef.Association;
import brume.cloud.image.metadef.Definition;
import brume.cloud.image.metadef.Metadefs;
import brume.cloud.image.metadef.Namespace;
import brume.openstack.Authentication;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// `/v2/metadefs/namespaces` and `/v2/metadefs/resource_types`.
final class NamespaceHandlers {
    static final Shape.Fields LIST = ImageFilters.PAGE
            .with("visibility", Shape.unchecked(Shape.oneOf("public", "private")))
            .with("resource_types", Shape.unchecked(Shape.text(65_535)))
            .with("sort_key", Shape.oneOf("created_at"))
            .with("sort_dir", Shape.oneOf("asc", "desc"));

    private final Metadefs metadefs;

    NamespaceHandlers(Metadefs metadefs) {
        this.metadefs = metadefs;
    }

    Response list(Request request) {
        var query = request.query();
        int limit = ImageFilters.limit(query);
        var everybody = query.last("visibility").map(word -> switch (word) {
            case "public" -> true;
            case "private" -> false;
            default -> throw new CloudFault.Invalid("Invalid visibility value: " + word);
        });
        var types = query.last("resource_types")
                .map(text -> Arrays.asList(text.split(",")))
                .orElse(List.of());
        var direction = query.last("sort_dir").orElse("desc");
        var search = new Metadefs.Search(everybody, types, direction.equals("asc"), query.last("marker"), limit);
        var page = metadefs.list(Authentication.caller(request), search);
        var associations = metadefs.associations(page);
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "namespaces",
                page.stream()
                        .map(each -> MetadefView.namespace(each, associations.apply(each.id())))
                        .toList());
        body.put("first", ImageHandlers.address("/v2/metadefs/namespaces", query, Optional.empty()));
        if (limit > 0 && page.size() == limit) {
            body.put(
                    "next",
                    ImageHandlers.address(
                            "/v2/metadefs/namespaces",
                            query,
                            Optional.of(page.getLast().name())));
        }
        body.put("schema", "/v2/schemas/metadefs/namespaces");
        return Response.json(200, body);
    }

    Response create(Request request) {
        var caller = Authentication.caller(request);
        var body = request.json();
        var owner = Optional.ofNullable(body.get("owner"))
                .map(node -> ImageBody.project(node.stringValue()))
                .orElseGet(caller::home);
        var namespace = metadefs.create(
                caller,
                body.get("namespace").stringValue(),
                owner,
                MetadefBody.about(body),
                MetadefBody.associations(body),
                MetadefBody.drafts(body));
        return Response.json(201, whole(request, namespace))
                .with("Location", request.root() + MetadefView.self(namespace.name()));
    }

    Response show(Request request) {
        var namespace = metadefs.namespace(Authentication.caller(request), request.place("namespace"));
        return Response.json(200, whole(request, namespace));
    }

    private Object whole(Request request, Namespace namespace) {
        var caller = Authentication.caller(request);
        List<Association> associations =
                metadefs.associations(List.of(namespace)).apply(namespace.id());
        var view = MetadefView.namespace(namespace, associations);
        var properties = Json.object();
        for (var each : metadefs.definitions(caller, namespace.name(), Definition.Kind.PROPERTY)) {
            properties.set(each.name(), each.body());
        }
        if (!properties.isEmpty()) view.put("properties", properties);
        var objects = views(request, namespace.name(), Definition.Kind.OBJECT);
        if (!objects.isEmpty()) view.put("objects", objects);
        var tags = metadefs.definitions(caller, namespace.name(), Definition.Kind.TAG).stream()
                .map(tag -> java.util.Map.of("name", tag.name()))
                .toList();
        if (!tags.isEmpty()) view.put("tags", tags);
        return view;
    }

    private List<?> views(Request request, String namespace, Definition.Kind kind) {
        return metadefs.definitions(Authentication.caller(request), namespace, kind).stream()
                .map(each -> MetadefView.definition(namespace, each))
                .toList();
    }

    Response update(Request request) {
        var body = request.json();
        var namespace = metadefs.update(
                Authentication.caller(request),
                request.place("namespace"),
                body.get("namespace").stringValue(),
                MetadefBody.about(body));
        return Response.json(
                200,
                MetadefView.namespace(
                        namespace, metadefs.associations(List.of(namespace)).apply(namespace.id())));
    }

    Response delete(Request request) {
        metadefs.delete(Authentication.caller(request), request.place("namespace"));
        return Response.empty(204);
    }

    Response types(Request request) {
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "resource_types",
                metadefs.types(Authentication.caller(request)).stream()
                        .map(MetadefView::type)
                        .toList());
        body.put("schema", "/v2/schemas/metadefs/resource_types");
        return Response.json(200, body);
    }

    Response associations(Request request) {
        var all = metadefs.associations(Authentication.caller(request), request.place("namespace"));
        return Response.json(
                200,
                java.util.Map.of(
                        "resource_type_associations",
                        all.stream().map(MetadefView::association).toList()));
    }

    Response associate(Request request) {
        var namespace = request.place("namespace");
        var made =
                metadefs.associate(Authentication.caller(request), namespace, MetadefBody.association(request.json()));
        return Response.json(201, MetadefView.association(made))
                .with("Location", request.root() + MetadefView.self(namespace) + "/resource_types");
    }

    Response dissociate(Request request) {
        metadefs.dissociate(Authentication.caller(request), request.place("namespace"), request.place("type"));
        return Response.empty(204);
    }
}
