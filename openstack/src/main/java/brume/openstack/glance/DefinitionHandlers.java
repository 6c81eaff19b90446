package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.http.Escapes;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.json.Json;
import brume.cloud.image.metadef.Definition;
import brume.cloud.image.metadef.Metadefs;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.StringNode;

/// `/v2/metadefs/namespaces/{namespace}/{objects,properties,tags}`: one instance for each of the three.
final class DefinitionHandlers {
    private final Metadefs metadefs;
    private final Definition.Kind kind;
    private final String plural;

    DefinitionHandlers(Metadefs metadefs, Definition.Kind kind, String plural) {
        this.metadefs = metadefs;
        this.kind = kind;
        this.plural = plural;
    }

    /// Properties come as an object by name, the others as a list.
    Response list(Request request) {
        var namespace = request.place("namespace");
        var all = metadefs.definitions(Authentication.caller(request), namespace, kind);
        var body = new LinkedHashMap<String, Object>();
        if (kind == Definition.Kind.PROPERTY) {
            var byName = Json.object();
            all.forEach(each -> byName.set(each.name(), each.body()));
            body.put(plural, byName);
            return Response.json(200, body);
        }
        body.put(
                plural,
                all.stream()
                        .map(each -> kind == Definition.Kind.TAG
                                ? Map.of("name", each.name())
                                : MetadefView.definition(namespace, each))
                        .toList());
        body.put("first", MetadefView.self(namespace) + "/" + plural);
        body.put("schema", "/v2/schemas/metadefs/" + plural);
        return Response.json(200, body);
    }

    Response create(Request request) {
        return made(request, MetadefBody.draft(kind, request.json()));
    }

    /// The name is in the path, and there is no body.
    Response createByName(Request request) {
        var name = request.place("name");
        MetadefBody.NAME
                .check(StringNode.valueOf(name), request.version(), "name")
                .ifPresent(problem -> {
                    throw new CloudFault.Invalid("The name " + problem.message() + ".");
                });
        return made(request, new Metadefs.Draft(kind, name, Json.object()));
    }

    private Response made(Request request, Metadefs.Draft draft) {
        var namespace = request.place("namespace");
        var definition = metadefs.define(Authentication.caller(request), namespace, draft);
        return Response.json(201, MetadefView.definition(namespace, definition))
                .with(
                        "Location",
                        request.root() + MetadefView.self(namespace) + "/" + plural + "/"
                                + Escapes.encode(definition.name()));
    }

    /// All at once, in the place of those that were there, or besides them when `X-Openstack-Append` says so.
    Response createAll(Request request) {
        var namespace = request.place("namespace");
        boolean besides = request.header("X-Openstack-Append")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        var drafts = MetadefBody.tags(request.json());
        metadefs.defineAll(Authentication.caller(request), namespace, kind, drafts, besides);
        var names = metadefs.definitions(Authentication.caller(request), namespace, kind).stream()
                .map(each -> Map.of("name", each.name()))
                .toList();
        return Response.json(201, Map.of(plural, List.copyOf(names)))
                .with("Location", request.root() + MetadefView.self(namespace) + "/" + plural);
    }

    Response show(Request request) {
        var namespace = request.place("namespace");
        var definition = metadefs.definition(Authentication.caller(request), namespace, kind, request.place("name"));
        return Response.json(200, MetadefView.definition(namespace, definition));
    }

    Response update(Request request) {
        var namespace = request.place("namespace");
        var definition = metadefs.redefine(
                Authentication.caller(request),
                namespace,
                request.place("name"),
                MetadefBody.draft(kind, request.json()));
        return Response.json(200, MetadefView.definition(namespace, definition));
    }

    Response remove(Request request) {
        metadefs.remove(Authentication.caller(request), request.place("namespace"), kind, request.place("name"));
        return Response.empty(204);
    }

    Response removeAll(Request request) {
        metadefs.removeAll(Authentication.caller(request), request.place("namespace"), kind);
        return Response.empty(204);
    }
}
