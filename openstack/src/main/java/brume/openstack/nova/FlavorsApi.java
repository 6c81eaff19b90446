package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.Flavor;
import brume.cloud.compute.Flavors;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// `/flavors`, their extra specs, and who may use them.
final class FlavorsApi {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final int MOST = 1000;
    private static final Shape TEXT = Shape.nullable(Shape.text(65_535));
    private static final Shape NUMBER = Shape.whole(0, Integer.MAX_VALUE);
    private static final Shape KEY = Shape.text("[a-zA-Z0-9\\-_:. ]{1,255}", 255, "a key");
    private static final Shape SPECS =
            Shape.dictionary(KEY, Shape.either(Shape.whole(Long.MIN_VALUE, Long.MAX_VALUE), Shape.text(255)), 1000);

    private static final Shape CREATE = Shape.closed()
            .need(
                    "flavor",
                    Shape.closed()
                            .need("name", Shape.text("(?s)\\S(.*\\S)?", 255, "a name without spaces around it"))
                            .need("ram", Shape.whole(1, Integer.MAX_VALUE))
                            .need("vcpus", Shape.whole(1, 1024))
                            .need("disk", NUMBER)
                            .with(
                                    "id",
                                    Shape.nullable(Shape.either(
                                            Shape.whole(0, Integer.MAX_VALUE),
                                            Shape.text("(?! )[a-zA-Z0-9. _-]+(?<! )", 255, "a flavor id"))))
                            .with("OS-FLV-EXT-DATA:ephemeral", NUMBER)
                            .with("swap", NUMBER)
                            .with(
                                    "rxtx_factor",
                                    Shape.either(
                                            new Shape.Number(Double.MIN_VALUE, 3.4e38),
                                            Shape.text("\\d{1,20}(\\.\\d{1,20})?", 41, "a number")))
                            .with("os-flavor-access:is_public", Shape.flag())
                            .with("description", TEXT, Versions.since(2, 55)));

    private static final Shape UPDATE =
            Shape.closed().need("flavor", Shape.closed().need("description", TEXT));

    private static final Shape TENANT = Shape.closed().need("tenant", Shape.text(1, 255));
    private static final Shape ACCESS =
            Shape.closed().with("addTenantAccess", TENANT).with("removeTenantAccess", TENANT);

    private static final Shape.Fields LIST = Shape.closed(Versions.since(2, 75))
            .with("is_public", Pages.TEXT)
            .with("minRam", Pages.TEXT)
            .with("minDisk", Pages.TEXT)
            .with("limit", Pages.NUMBER)
            .with("marker", Pages.TEXT)
            .with(
                    "sort_key",
                    new Shape.OneOf(Flavors.SORTS.keySet().stream().sorted().toList()))
            .with("sort_dir", Shape.oneOf("asc", "desc"));

    private final Flavors flavors;
    private final Ids ids;
    private final InstantSource clock;

    FlavorsApi(Flavors flavors, Ids ids, InstantSource clock) {
        this.flavors = flavors;
        this.ids = ids;
        this.clock = clock;
    }

    void routes(RouteTable table) {
        var one = "/flavors/{flavor:flavor}";
        var list = ComputeActions.FLAVORS_LIST;
        table.add("GET", "/flavors", list, r -> list(r, false), r -> r.query(LIST));
        table.add("GET", "/flavors/detail", list, r -> list(r, true), r -> r.query(LIST));
        table.add("GET", one, ComputeActions.FLAVORS_SHOW, this::show);
        table.add("POST", "/flavors", ComputeActions.FLAVORS_MANAGE, this::create, r -> r.body(CREATE));
        table.add(
                "PUT",
                one,
                ComputeActions.FLAVORS_MANAGE,
                this::update,
                r -> r.body(UPDATE).in(Versions.since(2, 55)));
        table.add("DELETE", one, ComputeActions.FLAVORS_MANAGE, this::delete);
        table.add("GET", one + "/os-extra_specs", ComputeActions.FLAVORS_SHOW, this::specs);
        table.add(
                "POST",
                one + "/os-extra_specs",
                ComputeActions.FLAVORS_MANAGE,
                this::addSpecs,
                r -> r.body(Shape.closed().need("extra_specs", SPECS)));
        table.add("GET", one + "/os-extra_specs/{key:text}", ComputeActions.FLAVORS_SHOW, this::spec);
        table.add(
                "PUT",
                one + "/os-extra_specs/{key:text}",
                ComputeActions.FLAVORS_MANAGE,
                this::setSpec,
                r -> r.body(SPECS));
        table.add("DELETE", one + "/os-extra_specs/{key:text}", ComputeActions.FLAVORS_MANAGE, this::deleteSpec);
        table.add("GET", one + "/os-flavor-access", ComputeActions.FLAVORS_MANAGE, this::access);
        table.add("POST", one + "/action", ComputeActions.FLAVORS_MANAGE, this::act, r -> r.body(ACCESS));
    }

    private Response list(Request request, boolean detail) {
        var query = request.query();
        int limit = Pages.limit(query, MOST);
        var sort = query.last("sort_key").orElse("flavorid");
        var way = query.last("sort_dir").orElse("asc");
        var found = flavors.list(
                caller(request),
                new Flavors.Listing(
                        open(request),
                        size(request, "minRam") * MIB,
                        size(request, "minDisk") * GIB,
                        query.last("marker"),
                        limit,
                        sort,
                        way.equals("asc")));
        var links = new Links(request);
        var body = new LinkedHashMap<String, Object>();
        body.put("flavors", FlavorView.listed(found, detail, links, request.version()));
        if (query.has("limit") && found.size() == limit) {
            body.put(
                    "flavors_links",
                    links.next(
                            detail ? "flavors/detail" : "flavors",
                            found.getLast().id()));
        }
        return Response.json(200, body);
    }

    private static Optional<Boolean> open(Request request) {
        var asked = request.query().last("is_public").map(t -> t.strip().toLowerCase(java.util.Locale.ROOT));
        if (asked.isEmpty()) return Optional.of(true);
        return switch (asked.get()) {
            case "none" -> Optional.empty();
            case "1", "t", "true", "on", "y", "yes" -> Optional.of(true);
            case "0", "f", "false", "off", "n", "no" -> Optional.of(false);
            default -> throw new CloudFault.Invalid("Invalid is_public filter [" + asked.get() + "]");
        };
    }

    private static long size(Request request, String name) {
        var text = request.query().last(name).orElse("0").strip();
        if (!text.matches("\\d{1,9}")) throw new CloudFault.Invalid("Invalid " + name + " filter [" + text + "]");
        return Long.parseLong(text);
    }

    private Flavor flavor(Request request) {
        return flavors.find(caller(request), request.place("flavor"));
    }

    private static Response full(Request request, Flavor flavor) {
        return Response.json(200, Map.of("flavor", FlavorView.full(flavor, new Links(request), request.version())));
    }

    private Response show(Request request) {
        return full(request, flavor(request));
    }

    private Response create(Request request) {
        var asked = request.json().get("flavor");
        var id = Optional.ofNullable(asked.get("id"))
                .filter(node -> !node.isNull())
                .map(JsonNode::asString)
                .filter(text -> !text.equals("auto"))
                .orElseGet(() -> ids.next().toString());
        var description = Optional.ofNullable(asked.get("description")).filter(JsonNode::isString);
        double factor = asked.has("rxtx_factor")
                ? Double.parseDouble(asked.get("rxtx_factor").asString())
                : 1.0;
        var flavor = new Flavor(
                id,
                asked.get("name").stringValue(),
                (int) number(asked, "vcpus"),
                number(asked, "ram") * MIB,
                number(asked, "disk") * GIB,
                number(asked, "OS-FLV-EXT-DATA:ephemeral") * GIB,
                number(asked, "swap") * MIB,
                factor,
                !asked.has("os-flavor-access:is_public") || Shape.Flag.of(asked.get("os-flavor-access:is_public")),
                description.map(JsonNode::stringValue),
                Map.of(),
                clock.instant());
        return full(request, flavors.create(caller(request), flavor));
    }

    private static long number(JsonNode node, String name) {
        return node.has(name) ? Long.parseLong(node.get(name).asString().strip()) : 0;
    }

    private Response update(Request request) {
        var description = request.json().get("flavor").get("description");
        var text = description.isNull() ? Optional.<String>empty() : Optional.of(description.stringValue());
        return full(request, flavors.describe(caller(request), request.place("flavor"), text));
    }

    private Response delete(Request request) {
        flavors.delete(caller(request), request.place("flavor"));
        return Response.empty(202);
    }

    private Response specs(Request request) {
        return Response.json(200, Map.of("extra_specs", flavor(request).extraSpecs()));
    }

    private Response addSpecs(Request request) {
        var asked = texts(request.json().get("extra_specs"));
        flavors.specify(caller(request), request.place("flavor"), asked);
        return Response.json(200, Map.of("extra_specs", asked));
    }

    private static Map<String, String> texts(JsonNode node) {
        var texts = new LinkedHashMap<String, String>();
        for (var entry : node.properties())
            texts.put(entry.getKey(), entry.getValue().asString());
        return texts;
    }

    private Response spec(Request request) {
        var key = request.place("key");
        var value = flavor(request).extraSpecs().get(key);
        if (value == null) throw new CloudFault.NotFound("Extra spec", key);
        return Response.json(200, Map.of(key, value));
    }

    private Response setSpec(Request request) {
        var key = request.place("key");
        var asked = texts(request.json());
        if (asked.size() != 1 || !asked.containsKey(key)) {
            throw new CloudFault.Invalid("Request body and URI mismatch");
        }
        flavors.specify(caller(request), request.place("flavor"), asked);
        return Response.json(200, asked);
    }

    private Response deleteSpec(Request request) {
        flavors.unspecify(caller(request), request.place("flavor"), request.place("key"));
        return Response.empty(200);
    }

    private Response access(Request request) {
        var id = request.place("flavor");
        return accessView(id, flavors.access(caller(request), id));
    }

    private static Response accessView(String id, List<UUID> projects) {
        return Response.json(
                200,
                Map.of(
                        "flavor_access",
                        projects.stream()
                                .map(project -> Map.of("flavor_id", id, "tenant_id", Ids.plain(project)))
                                .toList()));
    }

    private Response act(Request request) {
        var body = request.json();
        if (body.size() != 1) throw new CloudFault.Invalid("There is no such action.");
        var name = body.propertyNames().iterator().next();
        var tenant = body.get(name).get("tenant").stringValue();
        var project = Ids.parse(tenant)
                .orElseThrow(() -> new CloudFault.Invalid("Project ID " + tenant + " is not a valid project."));
        var id = request.place("flavor");
        return accessView(
                id,
                name.equals("addTenantAccess")
                        ? flavors.grant(caller(request), id, project)
                        : flavors.revoke(caller(request), id, project));
    }
}
