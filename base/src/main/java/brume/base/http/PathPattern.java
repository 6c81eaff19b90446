package brume.base.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A route's path: fixed words and named places, each place with the kind of thing whose id stands there.
public record PathPattern(List<Part> parts) {
    /// One segment.
    public sealed interface Part {}

    /// A fixed word.
    public record Word(String text) implements Part {}

    /// A place for one segment.
    public record Place(String name, String kind) implements Part {}

    /// The place for all that is left, at the end.
    public record Rest(String name, String kind) implements Part {}

    static PathPattern parse(String text) {
        if (!text.startsWith("/")) throw new IllegalArgumentException("a path starts with a slash: " + text);
        var parts = new ArrayList<Part>();
        if (text.length() > 1) for (var segment : text.substring(1).split("/", -1)) parts.add(part(segment));
        return new PathPattern(List.copyOf(parts));
    }

    private static Part part(String segment) {
        if (!segment.startsWith("{")) return new Word(segment);
        var inner = segment.substring(1, segment.length() - 1);
        int colon = inner.indexOf(':');
        if (colon < 0) throw new IllegalArgumentException("a place names its kind: " + segment);
        var name = inner.substring(0, colon);
        var kind = inner.substring(colon + 1);
        if (kind.endsWith("...")) return new Rest(name, kind.substring(0, kind.length() - 3));
        return new Place(name, kind);
    }

    @Override
    public String toString() {
        return parts.stream()
                .map(part -> switch (part) {
                    case Word w -> "/" + w.text;
                    case Place p -> "/{" + p.name + ":" + p.kind + "}";
                    case Rest r -> "/{" + r.name + ":" + r.kind + "...}";
                })
                .collect(Collectors.joining());
    }
}
