package brume.base.http;

import brume.base.shape.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds the route of a request: a tree by segment, fixed words before places.
final class Router {
    private static final class Node {
        final Map<String, Node> words = new HashMap<>();
        Optional<Node> place = Optional.empty();
        final List<Route> routes = new ArrayList<>();
        final List<Route> rest = new ArrayList<>();
    }

    /// What a path leads to.
    sealed interface Match {
        record Found(Route route, Map<String, String> places) implements Match {}

        /// The path is known, the method is not.
        record WrongMethod(Set<String> allowed) implements Match {}

        record Nothing() implements Match {}
    }

    private final Node root = new Node();

    Router(List<Route> routes) {
        for (var route : routes) add(route);
    }

    private void add(Route route) {
        var node = root;
        for (var part : route.path().parts()) {
            switch (part) {
                case PathPattern.Word w -> node = node.words.computeIfAbsent(w.text(), t -> new Node());
                case PathPattern.Place p -> {
                    if (node.place.isEmpty()) node.place = Optional.of(new Node());
                    node = node.place.get();
                }
                case PathPattern.Rest r -> {
                    node.rest.add(route);
                    return;
                }
            }
        }
        node.routes.add(route);
    }

    /// @param segments unescaped
    Match match(String method, List<String> segments, Version version) {
        var candidates = new ArrayList<Route>();
        collect(root, segments, 0, candidates);
        var here =
                candidates.stream().filter(r -> r.versions().contains(version)).toList();
        if (here.isEmpty()) return new Match.Nothing();
        return route(here, method)
                .or(() -> method.equals("HEAD") ? route(here, "GET") : Optional.empty())
                .<Match>map(route -> new Match.Found(route, places(route, segments)))
                .orElseGet(() -> new Match.WrongMethod(methods(here)));
    }

    private static Optional<Route> route(List<Route> routes, String method) {
        return routes.stream().filter(r -> r.method().equals(method)).findFirst();
    }

    private static Set<String> methods(List<Route> routes) {
        var methods = new TreeSet<String>();
        for (var route : routes) methods.add(route.method());
        // Whoever answers GET answers HEAD.
        if (methods.contains("GET")) methods.add("HEAD");
        return methods;
    }

    private static void collect(Node node, List<String> segments, int at, List<Route> found) {
        if (at == segments.size()) {
            found.addAll(node.routes);
            return;
        }
        var word = node.words.get(segments.get(at));
        if (word != null) collect(word, segments, at + 1, found);
        node.place.filter(p -> !segments.get(at).isEmpty()).ifPresent(place -> collect(place, segments, at + 1, found));
        found.addAll(node.rest);
    }

    private static Map<String, String> places(Route route, List<String> segments) {
        var places = new LinkedHashMap<String, String>();
        var parts = route.path().parts();
        for (int i = 0; i < parts.size(); i++) {
            switch (parts.get(i)) {
                case PathPattern.Word w -> {}
                case PathPattern.Place p -> places.put(p.name(), segments.get(i));
                case PathPattern.Rest r -> places.put(r.name(), String.join("/", segments.subList(i, segments.size())));
            }
        }
        return places;
    }
}
