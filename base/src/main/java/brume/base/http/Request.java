package brume.base.http;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.shape.Version;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A request on its way to its handler.
public final class Request {
    private final String method;
    private final String prefix;
    private final String path;
    private final Headers headers;
    private final String origin;
    private final String source;
    private final String id;
    private final InputStream body;
    private final Map<Class<?>, Object> kept = new HashMap<>();
    private Query query = Query.NONE;
    private Map<String, String> places = Map.of();
    private Version version = Version.LAST;
    private Optional<JsonNode> json = Optional.empty();

    Request(
            String method,
            String prefix,
            String path,
            Headers headers,
            String origin,
            String source,
            String id,
            InputStream body) {
        this.method = method;
        this.prefix = prefix;
        this.path = path;
        this.headers = headers;
        this.origin = origin;
        this.source = source;
        this.id = id;
        this.body = body;
    }

    public String method() {
        return method;
    }

    /// Where the service is mounted: `/compute`.
    public String prefix() {
        return prefix;
    }

    /// Below the service's prefix, still escaped, as it was sent.
    public String path() {
        return path;
    }

    public Headers headers() {
        return headers;
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    public Query query() {
        return query;
    }

    /// Scheme, host and port as the client sees them: `http://127.0.0.1:5000`.
    public String origin() {
        return origin;
    }

    /// Where the service is mounted, as the client sees it: `http://127.0.0.1:5000/compute`.
    public String root() {
        return origin + prefix;
    }

    /// The client's address.
    public String source() {
        return source;
    }

    /// `req-` and a UUID: in every answer, log line and task.
    public String id() {
        return id;
    }

    public Version version() {
        return version;
    }

    /// The whole body as it comes. It may be read once.
    public InputStream body() {
        return body;
    }

    /// The body, which has the shape that the route declares.
    public JsonNode json() {
        return json.orElseThrow(() -> new IllegalStateException(method + " " + path + " declares no body"));
    }

    /// The text at a place of the path.
    public String place(String name) {
        var value = places.get(name);
        if (value == null) throw new IllegalStateException("the route has no place " + name);
        return value;
    }

    /// Whether the route has this place: one handler may serve a path with and without it.
    public boolean hasPlace(String name) {
        return places.containsKey(name);
    }

    /// The id at a place of the path, with or without dashes.
    ///
    /// @param kind for the message
    /// @throws CloudFault.NotFound when it is no UUID: then no such thing exists
    public UUID uuid(String name, String kind) {
        return Ids.parse(place(name)).orElseThrow(() -> new CloudFault.NotFound(kind, place(name)));
    }

    /// Keeps a value with the request, one for each type: the dialect's caller.
    public <T> void keep(Class<T> type, T value) {
        kept.put(type, value);
    }

    public <T> Optional<T> kept(Class<T> type) {
        return Optional.ofNullable(kept.get(type)).map(type::cast);
    }

    void query(Query query) {
        this.query = query;
    }

    void places(Map<String, String> places) {
        this.places = places;
    }

    void version(Version version) {
        this.version = version;
    }

    void json(JsonNode json) {
        this.json = Optional.of(json);
    }
}
