package brume.e2e.tenants;

import brume.base.http.PathPattern;
import brume.base.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What stands at the places of routes' paths.
///
/// @param own  the project of who asks: some paths of compute repeat it
/// @param ids  by the kind of a place
public record Places(String own, Map<String, String> ids) {
    private static final Set<PathPattern.Part> COMPUTE =
            Set.of(new PathPattern.Word("v2"), new PathPattern.Word("v2.1"));

    /// The path with an id at each place.
    public String path(Route route) {
        return path(route, -1, "");
    }

    /// @param at   the number of the segment that is `text` instead
    /// @param text as it goes over the wire
    public String path(Route route, int at, String text) {
        var path = new StringBuilder();
        var parts = route.path().parts();
        for (int i = 0; i < parts.size(); i++) path.append('/').append(i == at ? text : text(route, parts.get(i)));
        return path.isEmpty() ? "/" : path.toString();
    }

    private String text(Route route, PathPattern.Part part) {
        return switch (part) {
            case PathPattern.Word word -> word.text();
            case PathPattern.Place place when isOwnProject(route, place) -> own;
            case PathPattern.Place place -> ids.getOrDefault(place.kind(), "sample");
            case PathPattern.Rest rest -> ids.getOrDefault(rest.kind(), "sample");
        };
    }

    /// Kinds of the ids in a path. The project before everything else in some of compute's paths is not one of them:
    /// it repeats whose token it is.
    public static List<String> kinds(Route route) {
        var kinds = new ArrayList<String>();
        for (var part : route.path().parts()) {
            if (isOwnProject(route, part)) continue;
            switch (part) {
                case PathPattern.Word word -> {}
                case PathPattern.Place place -> kinds.add(place.kind());
                case PathPattern.Rest rest -> kinds.add(rest.kind());
            }
        }
        return kinds;
    }

    /// Whether a place is the project before everything else.
    static boolean isOwnProject(Route route, PathPattern.Part part) {
        var parts = route.path().parts();
        return part instanceof PathPattern.Place place
                && place.kind().equals("project")
                && parts.size() > 2
                && parts.indexOf(part) == 1
                && COMPUTE.contains(parts.get(0));
    }
}
