package brume.e2e.doors;

import brume.base.http.PathPattern;
import brume.base.http.Route;
import brume.base.http.Service;
import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import brume.e2e.doors.Attack.Draft;
import brume.e2e.doors.Attack.Header;
import brume.e2e.doors.Attack.Outcome;
import brume.e2e.tenants.Places;
import brume.e2e.tenants.Sample;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// All hostile requests that can be made from a route's declaration.
final class Attacks {
    private static final Version NEWEST = new Version(2, 93);
    private static final byte[] NOTHING = Attack.NOTHING;

    /// No shape takes it.
    private static final byte[] LIST = "[]".getBytes(StandardCharsets.UTF_8);

    /// What says that it changes an image; the older form is not declared, and a handler reads both itself.
    private static final String PATCH = "application/openstack-images-v2.1-json-patch";

    private static final Map<String, JsonNode> PATCHES = Map.of(
            PATCH,
            Json.read("[{\"op\": \"replace\", \"path\": \"/name\", \"value\": \"sample\"}]"),
            "application/openstack-images-v2.0-json-patch",
            Json.read("[{\"replace\": \"/name\", \"value\": \"sample\"}]"));

    /// Where a thing may be ended that is not there: what is said of nobody is forgotten.
    private static final Set<String> FORGETS = Set.of("os-quota-sets");

    /// Kinds whose ids are the same things': a domain is a project too, a service of compute is on a host, and a flavor
    /// may be private.
    private static final List<Set<String>> ALIKE = List.of(
            Set.of("domain", "project"), Set.of("service", "agent", "host"), Set.of("flavor", "private-flavor"));

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

    /// What must be refused, or may be answered where it reads only.
    Stream<Draft> on(Service service, Route route) {
        return Stream.of(
                        bodies(service, route),
                        types(service, route),
                        packed(service, route),
                        paths(service, route),
                        wholePaths(service, route),
                        methods(service, route),
                        queries(service, route),
                        versions(service, route),
                        headers(service, route),
                        broken(service, route))
                .flatMap(all -> all);
    }

    /// Bodies that the declaration takes, but of which the handler may not like what they say.
    Stream<Draft> doubtful(Service service, Route route) {
        if (route.raw()) return raw(service, route);
        if (route.body().isEmpty()) return Stream.empty();
        return spoiled(route)
                .map(body -> new Draft(Evil.DOUBTFUL, () -> {
                    var bytes = body.bytes().get();
                    return takes(route, bytes)
                            ? Optional.of(withBody(service, route, Evil.DOUBTFUL, body.what(), bytes, Outcome.ANSWERED))
                            : Optional.empty();
                }));
    }

    /// What a handler reads itself: no declaration says which of it is good.
    private Stream<Draft> raw(Service service, Route route) {
        var cut = cut(service, route, "application/octet-stream");
        if (!route.method().equals("PATCH")) return cut;
        var patches = PATCHES.entrySet().stream()
                .flatMap(patch -> Stream.concat(
                                Spoiled.of(patch.getValue()).stream(), Spoiled.wholes(patch.getValue()).stream())
                        .map(body -> new Draft(
                                Evil.DOUBTFUL,
                                () -> Optional.of(new Attack(
                                        service,
                                        Evil.DOUBTFUL,
                                        body.what(),
                                        route.method(),
                                        target(service, route),
                                        List.of(new Header("Content-Type", patch.getKey())),
                                        body.bytes().get(),
                                        Outcome.ANSWERED)))));
        return Stream.of(patches, cut, PATCHES.keySet().stream().flatMap(type -> cut(service, route, type)))
                .flatMap(all -> all);
    }

    private Stream<Draft> bodies(Service service, Route route) {
        if (route.body().isEmpty()) return Stream.empty();
        var whole = samples(route, false).stream().limit(1).flatMap(good -> Spoiled.wholes(good).stream());
        return Stream.concat(spoiled(route), whole)
                .map(body -> new Draft(body.evil(), () -> {
                    var bytes = body.bytes().get();
                    return takes(route, bytes)
                            ? Optional.empty()
                            : Optional.of(withBody(service, route, body.evil(), body.what(), bytes, Outcome.REFUSED));
                }));
    }

    private Stream<Spoiled.Body> spoiled(Route route) {
        return samples(route, true).stream().flatMap(good -> Spoiled.of(good).stream());
    }

    private static boolean takes(Route route, byte[] body) {
        try {
            return route.body()
                    .orElseThrow()
                    .check(Json.read(new ByteArrayInputStream(body)), version(route))
                    .isEmpty();
        } catch (brume.base.fault.CloudFault.Invalid e) {
            return false;
        }
    }

    private Attack withBody(Service service, Route route, Evil evil, String what, byte[] body, Outcome outcome) {
        return new Attack(
                service, evil, what, route.method(), target(service, route), common(service, route), body, outcome);
    }

    /// Good bodies that say they are something else; and bad ones that do not say what they are.
    private Stream<Draft> types(Service service, Route route) {
        if (route.body().isEmpty()) return Stream.empty();
        var target = target(service, route);
        var wrong = Poison.TYPES.stream()
                .map(type -> draft(new Attack(
                        service,
                        Evil.TYPE,
                        "the type " + type,
                        route.method(),
                        target,
                        with(common(service, route), "Content-Type", type),
                        good(route),
                        Outcome.REFUSED)));
        var missing = Stream.of("", "a=b&c=d", "\"text\"", "[", "{\"a\"}")
                .map(body -> draft(new Attack(
                        service,
                        Evil.TYPE,
                        "no type",
                        route.method(),
                        target,
                        without(common(service, route), "Content-Type"),
                        body.getBytes(StandardCharsets.UTF_8),
                        Outcome.REFUSED)));
        return Stream.concat(wrong, missing);
    }

    /// What is packed is not unpacked.
    private Stream<Draft> packed(Service service, Route route) {
        if (route.body().isEmpty()) return Stream.empty();
        return Packed.of(good(route))
                .map(packed -> new Draft(
                        Evil.PACKED,
                        () -> Optional.of(new Attack(
                                service,
                                Evil.PACKED,
                                packed.what(),
                                route.method(),
                                target(service, route),
                                with(common(service, route), "Content-Encoding", packed.encoding()),
                                packed.bytes(),
                                Outcome.REFUSED))));
    }

    private Stream<Draft> paths(Service service, Route route) {
        var parts = route.path().parts();
        return IntStream.range(0, parts.size())
                .filter(at -> !(parts.get(at) instanceof PathPattern.Word))
                .boxed()
                .flatMap(at -> Stream.concat(Poison.SEGMENTS.stream(), foreign(parts.get(at)))
                        // A name may be any text; then only what cannot be one is bad.
                        .filter(text -> !isText(parts.get(at)) || text.equals("%00") || text.equals("%c3%28"))
                        .map(text -> draft(new Attack(
                                service,
                                Evil.PATH,
                                "a path",
                                route.method(),
                                service.prefix() + places.path(route, at, text),
                                common(service, route),
                                good(route),
                                isReading(route) || forgets(route) ? Outcome.ANSWERED : Outcome.REFUSED))));
    }

    /// The path of a reading route, turned so that one reader takes it for it and another does not.
    private Stream<Draft> wholePaths(Service service, Route route) {
        if (!isReading(route)) return Stream.empty();
        var target = target(service, route);
        return Stream.of(
                        "/" + target,
                        target + "/",
                        target + "//",
                        target + "/.",
                        target + "/..",
                        target + "/%2e%2e",
                        target + "%2f..",
                        target + ";a=b",
                        target + "%00",
                        target + "%20",
                        target + "#a",
                        target + "\\",
                        "/." + target,
                        "/a/.." + target,
                        "/a/%2e%2e" + target,
                        "/%2e%2e" + target,
                        target.replace("/", "%2f"),
                        target.replace("/", "//"),
                        target.replace("/", "/;/"),
                        target.toUpperCase(java.util.Locale.ROOT),
                        "http://evil.example" + target,
                        "https://a:b@127.0.0.1" + target,
                        "//evil.example" + target)
                .map(path -> draft(new Attack(
                        service,
                        Evil.SHAPE,
                        "a path",
                        route.method(),
                        path,
                        common(service, route),
                        NOTHING,
                        Outcome.ANSWERED)));
    }

    /// Ids of other kinds.
    private Stream<String> foreign(PathPattern.Part part) {
        var own = kind(part);
        return places.ids().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(own))
                .filter(entry -> ALIKE.stream().noneMatch(alike -> alike.containsAll(Set.of(own, entry.getKey()))))
                .map(Map.Entry::getValue)
                .filter(id -> !id.equals(places.ids().get(own)))
                .distinct();
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

    private Stream<Draft> methods(Service service, Route route) {
        var target = target(service, route);
        return Poison.METHODS.stream()
                .filter(method -> !allowed.getOrDefault(target, List.of()).contains(method))
                .map(method -> draft(new Attack(
                        service,
                        Evil.METHOD,
                        "a method",
                        method,
                        target,
                        common(service, route),
                        NOTHING,
                        method.equals("OPTIONS") ? Outcome.ANSWERED : Outcome.REFUSED)));
    }

    private Stream<Draft> queries(Service service, Route route) {
        if (!isReading(route)) return Stream.empty();
        var declared = route.query().stream()
                .flatMap(fields -> fields.fields().stream())
                .toList();
        var anything = Stream.concat(declared.stream().map(Shape.Field::name), Poison.PARAMETERS.stream())
                .distinct()
                .flatMap(name -> Poison.VALUES.stream().map(value -> parameter(name, value)));
        var unfit = declared.stream()
                .flatMap(field -> Unfit.of(field.shape()).map(value -> parameter(field.name(), value)));
        return Stream.of(anything, unfit, Poison.QUERIES.stream())
                .flatMap(all -> all)
                .map(query -> draft(new Attack(
                        service,
                        Evil.QUERY,
                        "a query",
                        route.method(),
                        target(service, route) + "?" + query,
                        common(service, route),
                        NOTHING,
                        Outcome.ANSWERED)));
    }

    private static String parameter(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /// Each microversion that there could be, where there are any; where something would be changed, the strangest.
    private Stream<Draft> versions(Service service, Route route) {
        if (!isAskable(route) || !service.prefix().equals("/compute")) return Stream.empty();
        var minors = IntStream.range(0, 100).mapToObj(minor -> "compute 2." + minor);
        var majors = IntStream.range(0, 100)
                .filter(major -> major != 2)
                .boxed()
                .flatMap(major -> Stream.of(0, 1, 99).map(minor -> "compute " + major + "." + minor));
        var regular = Stream.concat(minors, majors).filter(version -> isReading(route));
        var named = Stream.of(Poison.VERSIONS.stream(), regular)
                .flatMap(all -> all)
                .map(version -> List.of(new Header("OpenStack-API-Version", version)));
        var old = Stream.of("2.-1", "a", "99.99", "")
                .map(version -> List.of(new Header("X-OpenStack-Nova-API-Version", version)));
        var both = Stream.of(List.of(
                new Header("OpenStack-API-Version", "compute 2.1"),
                new Header("OpenStack-API-Version", "compute 2.93")));
        return Stream.of(named, old, both)
                .flatMap(all -> all)
                .map(headers -> asking(service, route, Evil.VERSION, headers));
    }

    private Stream<Draft> headers(Service service, Route route) {
        if (!isAskable(route)) return Stream.empty();
        var tokens = Stream.of("", "a", "gAAAAA", "x".repeat(5000), "\u00e9\u00ff", "' OR 1=1; --")
                .map(token -> List.of(new Header("X-Auth-Token", token)));
        var twice = Stream.of(
                List.of(new Header("X-Auth-Token", "a"), new Header("X-Auth-Token", "b")),
                List.of(new Header("Accept", "text/html"), new Header("Accept", "application/json")),
                List.of(new Header("Content-Type", "a/b"), new Header("Content-Type", "application/json")),
                List.of(new Header("If-Match", "*"), new Header("If-Match", "\"a\"")));
        var types = Poison.TYPES.stream().map(type -> List.of(new Header("Content-Type", type)));
        return Stream.of(tokens, twice, types, Poison.HEADERS.stream().map(List::of))
                .flatMap(all -> all)
                .map(headers -> asking(service, route, Evil.HEADER, headers));
    }

    /// Whether it changes nothing, whatever is said to it beside its body: it reads only, or its body is bad.
    private boolean isAskable(Route route) {
        return isReading(route) || route.body().isPresent() && !takes(route, LIST);
    }

    private Draft asking(Service service, Route route, Evil evil, List<Header> headers) {
        boolean refused = !isReading(route)
                || route.action().isPresent()
                        && headers.stream().anyMatch(header -> header.name().equals("X-Auth-Token"));
        return draft(new Attack(
                service,
                evil,
                headers.toString().substring(0, Math.min(100, headers.toString().length())),
                route.method(),
                target(service, route),
                headers,
                isReading(route) ? NOTHING : LIST,
                refused ? Outcome.REFUSED : Outcome.ANSWERED));
    }

    /// What is no HTTP; only where a body is read before anything is done.
    private Stream<Draft> broken(Service service, Route route) {
        return route.body().isEmpty() ? Stream.empty() : cut(service, route, type(route));
    }

    private Stream<Draft> cut(Service service, Route route, String type) {
        var start = route.method() + " " + target(service, route) + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: "
                + Broken.TOKEN + "\r\nContent-Type: " + type + "\r\n";
        return Broken.requests(start).entrySet().stream()
                .filter(each -> each.getValue().startsWith(start))
                .map(each -> draft(new Attack(
                        service,
                        Evil.FRAMING,
                        each.getKey(),
                        route.method(),
                        target(service, route),
                        List.of(),
                        each.getValue().getBytes(StandardCharsets.ISO_8859_1),
                        Outcome.CUT_OFF)));
    }

    private static Draft draft(Attack attack) {
        return new Draft(attack.evil(), () -> Optional.of(attack));
    }

    private static List<Header> with(List<Header> headers, String name, String value) {
        return Stream.concat(without(headers, name).stream(), Stream.of(new Header(name, value)))
                .toList();
    }

    private static List<Header> without(List<Header> headers, String name) {
        return headers.stream().filter(header -> !header.name().equals(name)).toList();
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

    private static String type(Route route) {
        return route.raw() && route.body().isPresent() ? PATCH : "application/json";
    }

    private static List<Header> common(Service service, Route route) {
        var type = new Header("Content-Type", type(route));
        return service.prefix().equals("/compute")
                ? List.of(type, new Header("OpenStack-API-Version", "compute " + version(route)))
                : List.of(type);
    }

    private static Version version(Route route) {
        var last = route.versions().to();
        return last.compareTo(NEWEST) < 0 ? last : NEWEST;
    }
}
