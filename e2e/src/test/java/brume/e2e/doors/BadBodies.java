package brume.e2e.doors;

import brume.base.http.Route;
import brume.base.http.Service;
import brume.base.json.Json;
import brume.e2e.doors.Attack.Draft;
import brume.e2e.doors.Attack.Header;
import brume.e2e.doors.Attack.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Hostile requests that are bad in their body, or in what is said of it.
final class BadBodies {
    /// Good changes of an image, by the types of their two forms; the older one is not declared.
    private static final Map<String, JsonNode> PATCHES = Map.of(
            Good.PATCH,
            Json.read("[{\"op\": \"replace\", \"path\": \"/name\", \"value\": \"sample\"}]"),
            "application/openstack-images-v2.0-json-patch",
            Json.read("[{\"replace\": \"/name\", \"value\": \"sample\"}]"));

    private final Good good;

    BadBodies(Good good) {
        this.good = good;
    }

    /// What must be refused.
    Stream<Draft> on(Service service, Route route) {
        return Stream.of(bodies(service, route), types(service, route), packed(service, route), broken(service, route))
                .flatMap(all -> all);
    }

    /// Bodies that the declaration takes, but of which the handler may not like what they say.
    Stream<Draft> doubtful(Service service, Route route) {
        if (route.raw()) return raw(service, route);
        if (route.body().isEmpty()) return Stream.empty();
        return spoiled(route)
                .map(body -> new Draft(Evil.DOUBTFUL, () -> {
                    var bytes = body.bytes().get();
                    return Good.takes(route, bytes)
                            ? Optional.of(withBody(service, route, Evil.DOUBTFUL, body.what(), bytes, Outcome.ANSWERED))
                            : Optional.empty();
                }));
    }

    /// What a handler reads itself, an older form of a patch too, which no route declares.
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
                                        good.target(service, route),
                                        List.of(new Header("Content-Type", patch.getKey())),
                                        body.bytes().get(),
                                        Outcome.ANSWERED)))));
        return Stream.of(patches, cut, PATCHES.keySet().stream().flatMap(type -> cut(service, route, type)))
                .flatMap(all -> all);
    }

    private Stream<Draft> bodies(Service service, Route route) {
        if (route.body().isEmpty()) return Stream.empty();
        var whole = good.samples(route, false).stream().limit(1).flatMap(body -> Spoiled.wholes(body).stream());
        return Stream.concat(spoiled(route), whole)
                .map(body -> new Draft(body.evil(), () -> {
                    var bytes = body.bytes().get();
                    return Good.takes(route, bytes)
                            ? Optional.empty()
                            : Optional.of(withBody(service, route, body.evil(), body.what(), bytes, Outcome.REFUSED));
                }));
    }

    private Stream<Spoiled.Body> spoiled(Route route) {
        return good.samples(route, true).stream().flatMap(body -> Spoiled.of(body).stream());
    }

    private Attack withBody(Service service, Route route, Evil evil, String what, byte[] body, Outcome outcome) {
        return new Attack(
                service,
                evil,
                what,
                route.method(),
                good.target(service, route),
                Good.common(service, route),
                body,
                outcome);
    }

    /// Good bodies that say they are something else; and bad ones that do not say what they are.
    private Stream<Draft> types(Service service, Route route) {
        if (route.body().isEmpty()) return Stream.empty();
        var target = good.target(service, route);
        var wrong = Poison.TYPES.stream()
                .map(type -> Draft.of(new Attack(
                        service,
                        Evil.TYPE,
                        "the type " + type,
                        route.method(),
                        target,
                        with(Good.common(service, route), "Content-Type", type),
                        good.body(route),
                        Outcome.REFUSED)));
        var missing = Stream.of("", "a=b&c=d", "\"text\"", "[", "{\"a\"}")
                .map(body -> Draft.of(new Attack(
                        service,
                        Evil.TYPE,
                        "no type",
                        route.method(),
                        target,
                        without(Good.common(service, route), "Content-Type"),
                        body.getBytes(StandardCharsets.UTF_8),
                        Outcome.REFUSED)));
        return Stream.concat(wrong, missing);
    }

    /// What is packed is not unpacked.
    private Stream<Draft> packed(Service service, Route route) {
        if (route.body().isEmpty()) return Stream.empty();
        return Packed.of(good.body(route))
                .map(packed -> new Draft(
                        Evil.PACKED,
                        () -> Optional.of(new Attack(
                                service,
                                Evil.PACKED,
                                packed.what(),
                                route.method(),
                                good.target(service, route),
                                with(Good.common(service, route), "Content-Encoding", packed.encoding()),
                                packed.bytes(),
                                Outcome.REFUSED))));
    }

    /// What is no HTTP; only where a body is read before anything is done.
    private Stream<Draft> broken(Service service, Route route) {
        return route.body().isEmpty() ? Stream.empty() : cut(service, route, Good.type(route));
    }

    private Stream<Draft> cut(Service service, Route route, String type) {
        var start = route.method() + " " + good.target(service, route) + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: "
                + Broken.TOKEN + "\r\nContent-Type: " + type + "\r\n";
        return Broken.requests(start).entrySet().stream()
                .filter(each -> each.getValue().startsWith(start))
                .map(each -> Draft.of(new Attack(
                        service,
                        Evil.FRAMING,
                        each.getKey(),
                        route.method(),
                        good.target(service, route),
                        List.of(),
                        each.getValue().getBytes(StandardCharsets.ISO_8859_1),
                        Outcome.CUT_OFF)));
    }

    private static List<Header> with(List<Header> headers, String name, String value) {
        return Stream.concat(without(headers, name).stream(), Stream.of(new Header(name, value)))
                .toList();
    }

    private static List<Header> without(List<Header> headers, String name) {
        return headers.stream().filter(header -> !header.name().equals(name)).toList();
    }
}
