package brume.base.http;

import brume.base.shape.Shape;
import brume.base.shape.Versions;
import java.util.Optional;

/// A route as data: it routes, validates, documents, and is walked by tests.
///
/// @param path     with the kind of each id in it: `/servers/{server:instance}/metadata/{key:text}`; a last
///                 `{name:kind...}` takes the rest, slashes too
/// @param action   the name of the action in the catalogue that it asks for; empty when anybody may, without a token
/// @param query    shapes of the query's parameters; each value of a repeated one is checked. Its handler can read no
///                 other
/// @param body     the JSON body's shape; empty when there is none, or it is no JSON
/// @param raw      whether the handler reads the body itself, as a stream of any length; a shape it checks itself then
public record Route(
        String method,
        PathPattern path,
        Versions versions,
        Optional<String> action,
        Optional<Shape.Fields> query,
        Optional<Shape> body,
        boolean raw,
        Handler handler) {
    public static Route of(String method, String path, String action, Handler handler) {
        return new Route(
                method,
                PathPattern.parse(path),
                Versions.ALL,
                Optional.of(action),
                Optional.empty(),
                Optional.empty(),
                false,
                handler);
    }

    /// A route without a token: version documents, login.
    public static Route open(String method, String path, Handler handler) {
        return new Route(
                method,
                PathPattern.parse(path),
                Versions.ALL,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                handler);
    }

    public Route in(Versions versions) {
        return new Route(method, path, versions, action, query, body, raw, handler);
    }

    public Route query(Shape.Fields query) {
        return new Route(method, path, versions, action, Optional.of(query), body, raw, handler);
    }

    public Route body(Shape body) {
        return new Route(method, path, versions, action, query, Optional.of(body), raw, handler);
    }

    public Route streaming() {
        return new Route(method, path, versions, action, query, body, true, handler);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
