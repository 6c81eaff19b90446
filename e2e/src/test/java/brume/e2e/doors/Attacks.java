package brume.e2e.doors;

import brume.base.http.PathPattern;
import brume.base.http.Route;
import brume.base.http.Service;
import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import brume.e2e.tenants.Places;
import brume.e2e.tenants.Sample;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// All hostile requests that can be made from a route's declaration.
final class Attacks {
    private static final Version NEWEST = new Version(2, 93);
    private static final byte[] NOTHING = {};

    /// At a place of a path; as they go over the wire.
    private static final List<String> SEGMENTS = List.of(
            "..",
            ".",
            "%2e%2e",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "%252e%252e",
            "..%5c..%5c",
            "%00",
            "a%00b",
            "%",
            "%zz",
            "%c3%28",
            "%ed%a0%80",
            "%u0000",
            "%e2%80%ae",
            "%0d%0aSet-Cookie:a=b",
            "x".repeat(8 << 10),
            "0",
            "-1",
            "99999999999999999999",
            "null",
            "NaN",
            "'%20OR%201=1;--",
            "*",
            ";a=b",
            "%3cscript%3e",
            "$(reboot)",
            "0191d3c4-0000-7000-8000-00000000dead",
            "0191d3c40000700080000000000000010191d3c4000070008000000000000001",
            "{}",
            "[]");

    /// As the value of a parameter; unescaped.
    private static final List<String> VALUES = List.of(
            "",
            "-1",
            "0",
            "99999999999999999999",
            "1e400",
            "NaN",
            "null",
            "true",
            "../../etc/passwd",
            "a\u0000b",
            "\u202eabc",
            "' OR 1=1; --",
            "x".repeat(8 << 10),
            "{\"a\":1}",
            "in:",
            "in:a,b",
            "gt:",
            "lt:0000-00-00T99:99:99Z",
            "id:asc,name:desc,password:asc",
            "0191d3c4-0000-7000-8000-00000000dead");

    private static final List<String> PARAMETERS =
            List.of("limit", "marker", "sort", "sort_key", "sort_dir", "fields", "name", "id", "nobody_knows_me");

    private static final List<String> METHODS =
            List.of("TRACE", "OPTIONS", "PROPFIND", "get", "POST", "PUT", "PATCH", "DELETE", "X".repeat(200));

    private static final List<String> VERSIONS = List.of(
            "compute 0.0",
            "compute 1.1",
            "compute 2.0",
            "compute 2.94",
            "compute 3.0",
            "compute 99.99",
            "compute 2.-1",
            "compute 2.1.1",
            "compute 2",
            "compute",
            "compute latest latest",
            "compute 99999999999.99999999999",
            "2.1",
            ",,,",
            "\u00ff");

    private static final List<String> TYPES = List.of(
            "text/plain", "application/xml", "multipart/form-data", "application/json; charset=utf-16", "/", "");

    /// Where a thing may be ended that is not there: what is said of nobody is forgotten.
    private static final Set<String> FORGETS = Set.of("os-quota-sets");

    private final Places places;
    private final Map<String, String> members;
    private final Map<String, List<String>> allowed = new HashMap<>();

    /// @param members what samples name, by the names of members
    Attacks(Places places, Map<String, String> members, List<Service> services) {
        this.places = places;
        this.members = members;
        for (var service : services)
            for (var route : service.routes())
                allowed.computeIfAbsent(service.prefix() + places.path(route), p -> new java.util.ArrayList<>())
                        .add(route.method());
    }

    Stream<Attack> on(Service service, Route route) {
        return Stream.of(
                        bodies(service, route, false),
                        paths(service, route),
                        methods(service, route),
                        queries(service, route),
                        headers(service, route))
                .flatMap(all -> all);
    }

    /// Bodies that the declaration takes, but of which the handler may not like what they say.
    Stream<Attack> doubtful(Service service, Route route) {
        return bodies(service, route, true);
    }

    private Stream<Attack> bodies(Service service, Route route, boolean taken) {
        if (route.body().isEmpty()) return Stream.empty();
        var shape = route.body().get();
        var version = version(route);
        var spoiled = samples(route, true).stream().flatMap(good -> Spoiled.of(good).stream());
        var whole = samples(route, false).stream().limit(1).flatMap(good -> Spoiled.wholes(good).stream());
        return (taken ? spoiled : Stream.concat(spoiled, whole))
                .filter(body -> taken == takes(shape, body, version))
                .map(body -> new Attack(
                        service,
                        body.what(),
                        route.method(),
                        target(service, route),
                        common(service, route),
                        body.bytes(),
                        taken));
    }

    private static boolean takes(Shape shape, Spoiled.Body body, Version version) {
        try {
            return shape.check(Json.read(new ByteArrayInputStream(body.bytes())), version)
                    .isEmpty();
        } catch (brume.base.fault.CloudFault.Invalid e) {
            return false;
        }
    }

    private Stream<Attack> paths(Service service, Route route) {
        var parts = route.path().parts();
        return IntStream.range(0, parts.size())
                .filter(at -> !(parts.get(at) instanceof PathPattern.Word))
                .boxed()
                .flatMap(at -> Stream.concat(SEGMENTS.stream(), foreign(parts.get(at)))
                        // A name may be any text; then only what cannot be one is bad.
                        .filter(text -> !isText(parts.get(at)) || text.equals("%00") || text.equals("%c3%28"))
                        .map(text -> new Attack(
                                service,
                                "a path",
                                route.method(),
                                service.prefix() + places.path(route, at, text),
                                common(service, route),
                                good(route),
                                isReading(route) || forgets(route))));
    }

    /// Ids of other kinds.
    private Stream<String> foreign(PathPattern.Part part) {
        var own = kind(part);
        return places.ids().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(own))
                .map(Map.Entry::getValue)
                .filter(id -> !id.equals(places.ids().get(own)))
                .distinct()
                .limit(6);
    }

    private static String kind(PathPattern.Part part) {
        return switch (part) {
            case PathPattern.Word word -> "";
            case PathPattern.Place place -> place.kind();
            case PathPattern.Rest rest -> rest.kind();
        };
    }

    private static boolean isText(PathPattern.Part part) {
        return kind(part).equals("text");
    }

    private Stream<Attack> methods(Service service, Route route) {
        var target = target(service, route);
        return METHODS.stream()
                .filter(method -> !allowed.getOrDefault(target, List.of()).contains(method))
                .map(method -> new Attack(
                        service,
                        "a method",
                        method,
                        target,
                        common(service, route),
                        NOTHING,
                        method.equals("OPTIONS")));
    }

    private Stream<Attack> queries(Service service, Route route) {
        if (!isReading(route)) return Stream.empty();
        var declared = route.query().stream()
                .flatMap(fields -> fields.fields().stream())
                .map(Shape.Field::name);
        var values = Stream.concat(declared, PARAMETERS.stream())
                .distinct()
                .flatMap(name ->
                        VALUES.stream().map(value -> name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        var raw = Stream.of(
                "%00=a",
                "limit=%zz",
                "limit=1&limit=-1",
                "&&&&",
                "=",
                "a".repeat(8 << 10),
                "a&".repeat(2000),
                "limit=%ff%fe",
                "name=%ed%a0%80");
        return Stream.concat(values, raw)
                .map(query -> new Attack(
                        service,
                        "a query",
                        route.method(),
                        target(service, route) + "?" + query,
                        common(service, route),
                        NOTHING,
                        true));
    }

    private Stream<Attack> headers(Service service, Route route) {
        if (!isReading(route)) return Stream.empty();
        var target = target(service, route);
        var versions = VERSIONS.stream().map(version -> Map.of("OpenStack-API-Version", version));
        var old = Stream.of("2.-1", "a", "99.99", "").map(version -> Map.of("X-OpenStack-Nova-API-Version", version));
        var types = TYPES.stream().map(type -> Map.of("Content-Type", type));
        var tokens = Stream.of("", "a", "gAAAAA", "x".repeat(5000), "\u00e9\u00ff", "' OR 1=1; --")
                .map(token -> Map.of("X-Auth-Token", token));
        var others = Stream.of(
                Map.of("Accept", "application/xml"),
                Map.of("Accept", "\u00ff"),
                Map.of("Range", "bytes=9999999999999999999-"),
                Map.of("If-Match", "*"),
                Map.of("X-Forwarded-Host", "evil.example"),
                Map.of("X-Forwarded-For", "' OR 1=1; --"),
                Map.of("Accept-Language", "x".repeat(5000)));
        return Stream.of(versions, old, types, tokens, others)
                .flatMap(all -> all)
                .map(headers -> new Attack(
                        service,
                        "headers",
                        route.method(),
                        target,
                        headers,
                        NOTHING,
                        route.action().isEmpty() || !headers.containsKey("X-Auth-Token")));
    }

    private static boolean forgets(Route route) {
        return route.method().equals("DELETE")
                && route.path().parts().stream()
                        .anyMatch(part -> part instanceof PathPattern.Word word && FORGETS.contains(word.text()));
    }

    private static boolean isReading(Route route) {
        return route.method().equals("GET") || route.method().equals("HEAD");
    }

    private byte[] good(Route route) {
        return route.body().isEmpty()
                ? NOTHING
                : samples(route, false).getFirst().toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<JsonNode> samples(Route route, boolean everything) {
        return new Sample(version(route), members, everything).of(route.body().orElseThrow());
    }

    private String target(Service service, Route route) {
        return service.prefix() + places.path(route);
    }

    private static Map<String, String> common(Service service, Route route) {
        return service.prefix().equals("/compute")
                ? Map.of("Content-Type", "application/json", "OpenStack-API-Version", "compute " + version(route))
                : Map.of("Content-Type", "application/json");
    }

    private static Version version(Route route) {
        var last = route.versions().to();
        return last.compareTo(NEWEST) < 0 ? last : NEWEST;
    }
}
