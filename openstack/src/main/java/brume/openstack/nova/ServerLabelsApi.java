package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.Instances;
import brume.cloud.compute.Label;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// A server's metadata and its tags.
final class ServerLabelsApi {
    private static final int MOST_TAGS = 50;
    private static final Shape METADATA = Shape.closed().need("metadata", ServerShapes.METADATA);
    private static final Shape META = Shape.closed().need("meta", ServerShapes.METADATA);
    private static final Shape TAGS = Shape.closed().need("tags", ServerShapes.TAGS);
    private final Instances instances;

    ServerLabelsApi(Instances instances) {
        this.instances = instances;
    }

    void routes(RouteTable table) {
        var all = "/servers/{server:instance}/metadata";
        var one = all + "/{key:text}";
        table.add("GET", all, ComputeActions.INSTANCES_SHOW, this::metadata);
        table.add("POST", all, ComputeActions.INSTANCES_UPDATE, this::merge, r -> r.body(METADATA));
        table.add("PUT", all, ComputeActions.INSTANCES_UPDATE, this::replace, r -> r.body(METADATA));
        table.add("GET", one, ComputeActions.INSTANCES_SHOW, this::item);
        table.add("PUT", one, ComputeActions.INSTANCES_UPDATE, this::setItem, r -> r.body(META));
        table.add("DELETE", one, ComputeActions.INSTANCES_UPDATE, this::deleteItem);
        var tags = "/servers/{server:instance}/tags";
        var tag = tags + "/{tag:text}";
        table.add("GET", tags, ComputeActions.INSTANCES_SHOW, this::tags, tagged());
        table.add("PUT", tags, ComputeActions.INSTANCES_UPDATE, this::setTags, r -> tagged().apply(r.body(TAGS)));
        table.add("DELETE", tags, ComputeActions.INSTANCES_UPDATE, this::deleteTags, tagged());
        table.add("GET", tag, ComputeActions.INSTANCES_SHOW, this::tag, tagged());
        table.add("PUT", tag, ComputeActions.INSTANCES_UPDATE, this::addTag, tagged());
        table.add("DELETE", tag, ComputeActions.INSTANCES_UPDATE, this::deleteTag, tagged());
    }

    private static UnaryOperator<Route> tagged() {
        return route -> route.in(Versions.since(2, 26));
    }

    private Label label(Request request) {
        return instances
                .find(caller(request), ServersApi.id(request))
                .instance()
                .label();
    }

    private Label relabel(Request request, UnaryOperator<Label> change) {
        return instances
                .relabel(caller(request), ServersApi.id(request), change)
                .instance()
                .label();
    }

    private Response metadata(Request request) {
        return Response.json(200, Map.of("metadata", label(request).metadata()));
    }

    private Response merge(Request request) {
        var asked = pairs(request.json().get("metadata"));
        var label = relabel(request, old -> {
            var all = new HashMap<>(old.metadata());
            all.putAll(asked);
            return old.with(all);
        });
        return Response.json(200, Map.of("metadata", label.metadata()));
    }

    private Response replace(Request request) {
        var asked = pairs(request.json().get("metadata"));
        return Response.json(
                200, Map.of("metadata", relabel(request, old -> old.with(asked)).metadata()));
    }

    private static Map<String, String> pairs(JsonNode node) {
        var pairs = new HashMap<String, String>();
        for (var entry : node.properties())
            pairs.put(entry.getKey(), entry.getValue().stringValue());
        return pairs;
    }

    private Response item(Request request) {
        var key = request.place("key");
        var value = label(request).metadata().get(key);
        if (value == null) throw new CloudFault.NotFound("Metadata item", key);
        return Response.json(200, Map.of("meta", Map.of(key, value)));
    }

    private Response setItem(Request request) {
        var key = request.place("key");
        var asked = pairs(request.json().get("meta"));
        if (asked.size() != 1 || !asked.containsKey(key)) {
            throw new CloudFault.Invalid("Request body and URI mismatch");
        }
        relabel(request, old -> {
            var all = new HashMap<>(old.metadata());
            all.putAll(asked);
            return old.with(all);
        });
        return Response.json(200, Map.of("meta", asked));
    }

    private Response deleteItem(Request request) {
        var key = request.place("key");
        relabel(request, old -> {
            var all = new HashMap<>(old.metadata());
            if (all.remove(key) == null) throw new CloudFault.NotFound("Metadata item", key);
            return old.with(all);
        });
        return Response.empty(204);
    }

    private Response tags(Request request) {
        return Response.json(200, Map.of("tags", label(request).tags()));
    }

    private Response setTags(Request request) {
        var tags = new ArrayList<String>();
        for (var tag : request.json().get("tags")) tags.add(tag.stringValue());
        return Response.json(
                200, Map.of("tags", relabel(request, old -> old.tagged(tags)).tags()));
    }

    private Response deleteTags(Request request) {
        relabel(request, old -> old.tagged(List.of()));
        return Response.empty(204);
    }

    private Response tag(Request request) {
        if (!label(request).tags().contains(request.place("tag"))) throw missing(request);
        return Response.empty(204);
    }

    private static CloudFault.NotFound missing(Request request) {
        return new CloudFault.NotFound("Tag", request.place("tag"));
    }

    private Response addTag(Request request) {
        var tag = request.place("tag");
        ServerShapes.TAG
                .check(tools.jackson.databind.node.StringNode.valueOf(tag), request.version(), "tag")
                .ifPresent(problem -> {
                    throw new CloudFault.Invalid("Invalid tag: it " + problem.message() + ".");
                });
        boolean there = label(request).tags().contains(tag);
        relabel(request, old -> {
            if (old.tags().contains(tag)) return old;
            if (old.tags().size() >= MOST_TAGS) {
                throw new CloudFault.Invalid("The number of tags exceeded the per-server limit " + MOST_TAGS + ".");
            }
            var tags = new ArrayList<>(old.tags());
            tags.add(tag);
            return old.tagged(tags);
        });
        var path = new Links(request).self("servers/" + ServersApi.id(request) + "/tags/" + request.place("tag"));
        return Response.empty(there ? 204 : 201).with("Location", path);
    }

    private Response deleteTag(Request request) {
        relabel(request, old -> {
            var tags = new ArrayList<>(old.tags());
            if (!tags.remove(request.place("tag"))) throw missing(request);
            return old.tagged(tags);
        });
        return Response.empty(204);
    }
}
