package brume.e2e.doors;

import brume.base.http.PathPattern;
import brume.base.http.Route;
import brume.base.http.Service;
import brume.base.shape.Shape;
import brume.e2e.doors.Attack.Draft;
import brume.e2e.doors.Attack.Header;
import brume.e2e.doors.Attack.Outcome;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Hostile requests that are bad in their head: a path, a method, a query, a version, other headers.
final class BadHeads {
    private static final byte[] NOTHING = Attack.NOTHING;

    /// No shape takes it.
    private static final byte[] LIST = "[]".getBytes(StandardCharsets.UTF_8);

    /// Where a thing may be ended that is not there: what is said of nobody is forgotten.
    private static final Set<String> FORGETS = Set.of("os-quota-sets");

    /// Kinds whose ids are the same things': a domain is a project too, a service of compute is on a host, and a flavor
    /// may be private.
    private static final List<Set<String>> ALIKE = List.of(
            Set.of("domain", "project"), Set.of("service", "agent", "host"), Set.of("flavor", "private-flavor"));

    private final Good good;
    private final Map<String, List<String>> allowed = new HashMap<>();

    BadHeads(Good good, List<Service> services) {
        this.good = good;
        for (var service : services)
            for (var route : service.routes())
                allowed.computeIfAbsent(good.target(service, route), p -> new ArrayList<>())
                        .add(route.method());
    }

    /// What must be refused, or may be answered where it reads only.
    Stream<Draft> on(Service service, Route route) {
        return Stream.of(
                        paths(service, route),
                        wholePaths(service, route),
                        methods(service, route),
                        queries(service, route),
                        versions(service, route),
                        headers(service, route))
                .flatMap(all -> all);
    }

    private Stream<Draft> paths(Service service, Route route) {
        var parts = route.path().parts();
        return IntStream.range(0, parts.size())
                .filter(at -> !(parts.get(at) instanceof PathPattern.Word))
                .boxed()
                .flatMap(at -> Stream.concat(Poison.SEGMENTS.stream(), foreign(parts.get(at)))
                        // A name may be any text; then only what cannot be one is bad.
                        .filter(text -> !isText(parts.get(at)) || text.equals("%00") || text.equals("%c3%28"))
                        .map(text -> Draft.of(new Attack(
                                service,
                                Evil.PATH,
                                "a path",
                                route.method(),
                                service.prefix() + good.places().path(route, at, text),
                                Good.common(service, route),
                                good.body(route),
                                Good.isReading(route) || forgets(route) ? Outcome.ANSWERED : Outcome.REFUSED))));
    }

    /// The path of a reading route, turned so that one reader takes it for it and another does not.
    private Stream<Draft> wholePaths(Service service, Route route) {
        if (!Good.isReading(route)) return Stream.empty();
        var target = good.target(service, route);
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
                .map(path -> Draft.of(new Attack(
                        service,
                        Evil.SHAPE,
                        "a path",
                        route.method(),
                        path,
                        Good.common(service, route),
                        NOTHING,
                        Outcome.ANSWERED)));
    }

    /// Ids of other kinds.
    private Stream<String> foreign(PathPattern.Part part) {
        var own = kind(part);
        return good.places().ids().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(own))
                .filter(entry -> ALIKE.stream().noneMatch(alike -> alike.containsAll(Set.of(own, entry.getKey()))))
                .map(Map.Entry::getValue)
                .filter(id -> !id.equals(good.places().ids().get(own)))
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
        var target = good.target(service, route);
        return Poison.METHODS.stream()
                .filter(method -> !allowed.getOrDefault(target, List.of()).contains(method))
                .map(method -> Draft.of(new Attack(
                        service,
                        Evil.METHOD,
                        "a method",
                        method,
                        target,
                        Good.common(service, route),
                        NOTHING,
                        method.equals("OPTIONS") ? Outcome.ANSWERED : Outcome.REFUSED)));
    }

    private Stream<Draft> queries(Service service, Route route) {
        if (!Good.isReading(route)) return Stream.empty();
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
                .map(query -> Draft.of(new Attack(
                        service,
                        Evil.QUERY,
                        "a query",
                        route.method(),
                        good.target(service, route) + "?" + query,
                        Good.common(service, route),
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
        var regular = Stream.concat(minors, majors).filter(version -> Good.isReading(route));
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
        return Good.isReading(route) || route.body().isPresent() && !Good.takes(route, LIST);
    }

    private Draft asking(Service service, Route route, Evil evil, List<Header> headers) {
        boolean refused = !Good.isReading(route)
                || route.action().isPresent()
                        && headers.stream().anyMatch(header -> header.name().equals("X-Auth-Token"));
        return Draft.of(new Attack(
                service,
                evil,
                headers.toString().substring(0, Math.min(100, headers.toString().length())),
                route.method(),
                good.target(service, route),
                headers,
                Good.isReading(route) ? NOTHING : LIST,
                refused ? Outcome.REFUSED : Outcome.ANSWERED));
    }

    private static boolean forgets(Route route) {
        return route.method().equals("DELETE")
                && route.path().parts().stream()
                        .anyMatch(part -> part instanceof PathPattern.Word word && FORGETS.contains(word.text()));
    }
}
