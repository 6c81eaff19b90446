package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.shape.Shape;
import brume.cloud.compute.Aggregate;
import brume.cloud.compute.Aggregates;
import brume.cloud.compute.ComputeActions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `/os-aggregates`: hosts that an operator has put together, and the availability zones that this makes.
final class AggregatesApi {
    private static final Shape NAME = Shape.text("(?s)\\S(.*\\S)?", 255, "a name without spaces around it");
    private static final Shape ZONE =
            Shape.nullable(Shape.text("[^\\s:]([^:]*[^\\s:])?", 255, "a zone's name, without a colon"));
    private static final Shape CREATE =
            Shape.closed().need("aggregate", Shape.closed().need("name", NAME).with("availability_zone", ZONE));
    private static final Shape UPDATE =
            Shape.closed().need("aggregate", Shape.closed().with("name", NAME).with("availability_zone", ZONE));
    private static final Shape HOST = Shape.closed().need("host", Shape.text(1, 255));
    private static final Shape ACTION = Shape.closed()
            .with("add_host", HOST)
            .with("remove_host", HOST)
            .with(
                    "set_metadata",
                    Shape.closed()
                            .need(
                                    "metadata",
                                    Shape.dictionary(
                                            Shape.text("[a-zA-Z0-9\\-_:. ]{1,255}", 255, "a key"),
                                            Shape.nullable(Shape.text(255)),
                                            10_000)));

    /// They are counted from 1.
    private static final long NONE = 0;

    private final Aggregates aggregates;

    AggregatesApi(Aggregates aggregates) {
        this.aggregates = aggregates;
    }

    void routes(RouteTable table) {
        var show = ComputeActions.AGGREGATES_SHOW;
        var manage = ComputeActions.AGGREGATES_MANAGE;
        var one = "/os-aggregates/{aggregate:text}";
        table.add("GET", "/os-aggregates", show, this::list);
        table.add("POST", "/os-aggregates", manage, this::create, r -> r.body(CREATE));
        table.add("GET", one, show, this::show);
        table.add("PUT", one, manage, this::update, r -> r.body(UPDATE));
        table.add("DELETE", one, manage, this::delete);
        table.add("POST", one + "/action", manage, this::act, r -> r.body(ACTION));
    }

    /// A word that is no number is looked for too: whoever may not hears that first.
    private static long number(Request request) {
        var text = request.place("aggregate");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : NONE;
    }

    /// Without what a new one can't have yet.
    private static Map<String, Object> brief(Request request, Aggregate aggregate) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", aggregate.number());
        if (request.version().atLeast(2, 41)) view.put("uuid", aggregate.id());
        view.put("name", aggregate.name());
        view.put("availability_zone", aggregate.zone().orElse(null));
        view.put("created_at", Links.micros(aggregate.createdAt()));
        view.put("updated_at", Links.micros(aggregate.updatedAt()));
        view.put("deleted", false);
        view.put("deleted_at", null);
        return view;
    }

    private static Map<String, Object> full(Request request, Aggregate aggregate) {
        var metadata = new HashMap<>(aggregate.metadata());
        aggregate.zone().ifPresent(zone -> metadata.put("availability_zone", zone));
        var view = brief(request, aggregate);
        view.put("hosts", aggregate.hosts());
        view.put("metadata", metadata);
        return view;
    }

    private static Response answer(Request request, Aggregate aggregate) {
        return Response.json(200, Map.of("aggregate", full(request, aggregate)));
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.ofNullable(node).filter(JsonNode::isString).map(JsonNode::stringValue);
    }

    private Response list(Request request) {
        return Response.json(
                200,
                Map.of(
                        "aggregates",
                        aggregates.list(caller(request)).stream()
                                .map(each -> full(request, each))
                                .toList()));
    }

    private Response create(Request request) {
        var asked = request.json().get("aggregate");
        var made = aggregates.create(
                caller(request), asked.get("name").stringValue(), text(asked.get("availability_zone")));
        return Response.json(200, Map.of("aggregate", brief(request, made)));
    }

    private Response show(Request request) {
        return answer(request, aggregates.find(caller(request), number(request)));
    }

    private Response update(Request request) {
        var asked = request.json().get("aggregate");
        if (asked.isEmpty()) throw new CloudFault.Invalid("One of name and availability_zone is needed.");
        return answer(
                request,
                aggregates.update(
                        caller(request),
                        number(request),
                        text(asked.get("name")),
                        old -> asked.has("availability_zone") ? text(asked.get("availability_zone")) : old));
    }

    private Response delete(Request request) {
        aggregates.delete(caller(request), number(request));
        return Response.empty(200);
    }

    private Response act(Request request) {
        var body = request.json();
        if (body.size() != 1) throw new CloudFault.Invalid("There is no such action: a body names exactly one.");
        var name = body.propertyNames().iterator().next();
        var asked = body.get(name);
        return answer(
                request,
                switch (name) {
                    case "add_host" ->
                        aggregates.join(
                                caller(request),
                                number(request),
                                asked.get("host").stringValue());
                    case "remove_host" ->
                        aggregates.leave(
                                caller(request),
                                number(request),
                                asked.get("host").stringValue());
                    default -> aggregates.describe(caller(request), number(request), values(asked.get("metadata")));
                });
    }

    private static Map<String, Optional<String>> values(JsonNode metadata) {
        var values = new HashMap<String, Optional<String>>();
        for (var entry : metadata.properties()) values.put(entry.getKey(), text(entry.getValue()));
        return values;
    }
}
