package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.shape.Shape;
import brume.cloud.network.Listing;
import brume.openstack.Authentication;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// What the query of a list says: `fields`, `sort_key` and `sort_dir`, `limit`, `marker` and `page_reverse`, tags, and
/// any attribute as a filter; repeated means "or".
final class ListQuery {
    private static final Set<String> OWN = Set.of("fields", "sort_key", "sort_dir", "limit", "marker", "page_reverse");
    private static final Shape FILTER = Shape.text(65_535);
    private static final Shape LOOSE = Shape.unchecked(FILTER);
    private static final List<String> TAGS = List.of("tags", "tags-any", "not-tags", "not-tags-any");

    /// What is shown of each.
    static final Shape.Fields FIELDS = Shape.open().with("fields", LOOSE);

    private ListQuery() {}

    /// The parameters of a list of these.
    static Shape.Fields shape(Resource<?> resource) {
        var columns = resource.attributes().stream()
                .filter(attribute -> attribute.column().isPresent())
                .map(Attribute::name)
                .toList();
        var shape = FIELDS.with("sort_key", new Shape.OneOf(columns))
                .with("sort_dir", Shape.oneOf("asc", "desc"))
                .with("limit", Shape.unchecked(Shape.whole(0, 999_999_999)))
                .with("marker", Shape.unchecked(Shape.uuid()))
                .with("page_reverse", Shape.unchecked(Shape.flag()));
        if (resource.attribute("fixed_ips").isPresent()) shape = shape.with("fixed_ips", LOOSE);
        for (var name : columns) shape = shape.with(name, FILTER);
        if (resource.attribute("tags").isPresent()) for (var name : TAGS) shape = shape.with(name, LOOSE);
        return shape;
    }

    static Set<String> fields(Request request) {
        return request.query().all("fields").stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toSet());
    }

    static Listing listing(Request request, Resource<?> resource) {
        return new Listing(
                where(request, resource), orders(request, resource), marker(request), limit(request), reverse(request));
    }

    private static Map<String, List<String>> where(Request request, Resource<?> resource) {
        var where = new HashMap<String, List<String>>();
        for (var name : request.query().names()) {
            if (OWN.contains(name)) continue;
            if (TAGS.contains(name) && resource.attribute("tags").isPresent()) {
                where.put(
                        name,
                        request.query().all(name).stream()
                                .flatMap(v -> Arrays.stream(v.split(",")))
                                .toList());
            } else if (name.equals("fixed_ips") && resource.attribute(name).isPresent()) {
                request.query().all(name).forEach(value -> fixedIps(where, value));
            } else {
                column(request, resource, name)
                        .ifPresent(column -> where.put(column, request.query().all(name)));
            }
        }
        return where;
    }

    /// What an attribute is in the model. One that the caller is not shown is unknown: where rows stand, and whether
    /// they are there, would tell it.
    private static Optional<String> column(Request request, Resource<?> resource, String name) {
        var caller = Authentication.caller(request);
        return resource.attribute(name)
                .filter(attribute -> attribute.open(caller))
                .flatMap(Attribute::column);
    }

    /// `ip_address=10.0.0.5`, `subnet_id=…`, `ip_address_substr=10.`
    private static void fixedIps(Map<String, List<String>> where, String value) {
        int equals = value.indexOf('=');
        if (equals < 0) throw Body.invalid("fixed_ips", "'" + value + "' is not a filter.");
        var column = switch (value.substring(0, equals)) {
            case "ip_address" -> "ip";
            case "subnet_id" -> "subnet";
            case "ip_address_substr" -> "ip_part";
            default -> throw Body.invalid("fixed_ips", "'" + value + "' is not a filter.");
        };
        var all = new ArrayList<>(where.getOrDefault(column, List.of()));
        all.add(value.substring(equals + 1));
        where.put(column, all);
    }

    private static List<Listing.Order> orders(Request request, Resource<?> resource) {
        var keys = request.query().all("sort_key");
        var directions = request.query().all("sort_dir");
        if (!directions.isEmpty() && directions.size() != keys.size()) {
            throw new CloudFault.Invalid("The number of sort_keys and sort_dirs must be same");
        }
        var orders = new ArrayList<Listing.Order>();
        for (int i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            var column = column(request, resource, key)
                    .orElseThrow(() -> new CloudFault.Invalid("'" + key + "' is an invalid attribute for sort key"));
            orders.add(new Listing.Order(
                    column, directions.isEmpty() || directions.get(i).equals("asc")));
        }
        return orders;
    }

    private static Optional<UUID> marker(Request request) {
        return request.query().last("marker").map(text -> Body.uuid("marker", text));
    }

    private static Optional<Integer> limit(Request request) {
        var text = request.query().last("limit");
        if (text.isEmpty()) return Optional.empty();
        if (!text.get().matches("\\d{1,9}")) {
            throw new CloudFault.Invalid("limit must be an integer 0 or greater and not '" + text.get() + "'");
        }
        int limit = Integer.parseInt(text.get());
        return limit == 0 ? Optional.empty() : Optional.of(limit);
    }

    private static boolean reverse(Request request) {
        return request.query()
                .last("page_reverse")
                .filter(text -> text.equalsIgnoreCase("true"))
                .isPresent();
    }

    /// The links to the pages before and after; none when no page was asked for.
    static <T> Optional<List<Map<String, String>>> links(Request request, Resource<T> resource, List<T> rows) {
        var limit = limit(request);
        if (limit.isEmpty()) return Optional.empty();
        boolean full = rows.size() >= limit.get();
        var links = new ArrayList<Map<String, String>>();
        if (full || reverse(request))
            links.add(link(
                    request,
                    "next",
                    rows.isEmpty()
                            ? Optional.empty()
                            : Optional.of(resource.id().apply(rows.getLast()))));
        if (full || !reverse(request))
            links.add(link(
                    request,
                    "previous",
                    rows.isEmpty()
                            ? Optional.empty()
                            : Optional.of(resource.id().apply(rows.getFirst()))));
        return Optional.of(links);
    }

    private static Map<String, String> link(Request request, String rel, Optional<UUID> marker) {
        var pairs = new ArrayList<String>();
        for (var sent : request.query().pairs()) {
            if (sent.name().equals("marker") || sent.name().equals("page_reverse")) continue;
            pairs.add(pair(sent.name(), sent.value()));
        }
        marker.ifPresent(id -> pairs.add(pair("marker", id.toString())));
        if (rel.equals("previous")) pairs.add(pair("page_reverse", "True"));
        var link = new LinkedHashMap<String, String>();
        link.put("rel", rel);
        link.put("href", request.root() + request.path() + "?" + String.join("&", pairs));
        return link;
    }

    private static String pair(String name, String value) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8) + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
