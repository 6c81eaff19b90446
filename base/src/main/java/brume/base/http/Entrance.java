package brume.base.http;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.net.Source;
import brume.base.shape.Shape;
import brume.base.sql.SqlFault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request.Handler.AbortException;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.StringNode;

/// The way of each request: service, version, route, caller, shapes, handler, answer.
final class Entrance extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger("brume.http");
    /// Not through SLF4J, whose binding looks for the caller of each line on the stack.
    private static final java.util.logging.Logger ACCESS = java.util.logging.Logger.getLogger("brume.access");
    private static final int UNREAD_BYTES = 256 << 10;
    private static final Duration REST = Duration.ofSeconds(2);
    private static final int LARGE = 64 << 10;
    private static final String SOON = Long.toString(Turnstile.SOON.toSeconds());
    private final Limits limits;
    private final Visits visits;
    private final Turnstile turnstile;
    private final Ids ids;
    private volatile Offer offer = new Offer(List.of());

    Entrance(Limits limits, Visits visits, Ids ids) {
        this.limits = limits;
        this.visits = visits;
        this.turnstile = new Turnstile(limits.crowd());
        this.ids = ids;
    }

    /// @return completes when the last request to the former services has ended
    CompletableFuture<Void> serve(List<Service> services) {
        var former = offer;
        offer = new Offer(services);
        return former.end();
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request in, org.eclipse.jetty.server.Response out, Callback callback)
            throws Exception {
        Offer mine;
        do mine = offer;
        while (!mine.enter());
        try {
            return handle(mine, in, out, callback);
        } finally {
            mine.leave();
        }
    }

    private boolean handle(
            Offer mine, org.eclipse.jetty.server.Request in, org.eclipse.jetty.server.Response out, Callback callback)
            throws Exception {
        long start = System.nanoTime();
        var visit = visits.of(in);
        visit.giveWay();
        var number = visit.begin();
        if (number.isEmpty()) {
            callback.failed(new AbortException("the connection was ended before the request was whole"));
            return true;
        }
        // A handler may work for as long as it takes; only those who wait for the client have a limit.
        in.addIdleTimeoutListener(timeout -> false);
        var path = in.getHttpURI().getPath();
        if (path == null || !path.startsWith("/")) path = "/";
        var mounted = mine.at(path);
        var dialect = mounted.service().dialect();
        var id = "req-" + ids.next();
        var body = new Paced(Content.Source.asInputStream(in), limits.pace());
        boolean understood = understood(in);
        Request request = null;
        Response response;
        try {
            request = request(in, mounted.service().prefix(), path, id, body);
            enter(in, visit, request);
            request.query(Query.parse(in.getHttpURI().getQuery()));
            response = understood ? held(answer(mounted, request), request) : Response.empty(501);
        } catch (CloudFault fault) {
            response = body.tooSlow() ? Response.empty(408) : dialect.fault(request, fault);
            if (fault instanceof CloudFault.Unavailable) response = response.with("Retry-After", SOON);
        } catch (EofException e) {
            // The client went away; there is nobody to answer.
            callback.failed(e);
            return true;
        } catch (RuntimeException | IOException e) {
            if (disconnected(e)) {
                callback.failed(e);
                return true;
            }
            if (body.tooSlow()) {
                response = Response.empty(408);
            } else if (e instanceof SqlFault fault && fault.outage()) {
                LOG.warn("{} {} {}: no database: {}", id, in.getMethod(), path, e.getMessage());
                response = dialect.fault(request, new CloudFault.Unavailable("the database does not answer"));
            } else {
                LOG.error("{} {} {} failed", id, in.getMethod(), path, e);
                response = dialect.bug(request);
            }
        }
        response = dialect.leave(request, response);
        if (visit.welcome() != Visit.Welcome.SERVED || !(understood ? finished(in, body) : given(in))) {
            out.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        new Outlet(visit, number.getAsLong()).send(in, out, response, callback);
        if (ACCESS.isLoggable(Level.INFO)) {
            long micros = (System.nanoTime() - start) / 1000;
            ACCESS.info(request.source() + ' ' + id + " \"" + in.getMethod() + ' ' + path + "\" " + response.status()
                    + ' ' + micros + "us");
        }
        return true;
    }

    /// Chunks are the one coding that we read: what is packed besides, or says it in another way than all others do, a
    /// proxy may have cut elsewhere (RFC 9112, 6.1).
    private static boolean understood(org.eclipse.jetty.server.Request in) {
        var codings = in.getHeaders().getFields(HttpHeader.TRANSFER_ENCODING);
        return codings.isEmpty()
                || codings.size() == 1
                        && "chunked".equalsIgnoreCase(codings.getFirst().getValue());
    }

    /// What lies unread when a connection is closed takes the answer with it.
    private static boolean given(org.eclipse.jetty.server.Request in) {
        in.consumeAvailable();
        return false;
    }

    /// Lets a request in, unless it is too crowded; it counts until it is answered.
    private void enter(org.eclipse.jetty.server.Request in, Visit visit, Request request) {
        switch (visit.welcome()) {
            case ONE_OF_TOO_MANY ->
                throw new CloudFault.RateLimited("too many connections of yours are open; try again", Turnstile.SOON);
            case NO_ROOM -> {
                if (!visits.room()) throw new CloudFault.Unavailable("too many connections are open; try again");
            }
            case SERVED -> {}
        }
        var pass = turnstile.enter(Source.counted(request.source()));
        request.keep(Turnstile.Pass.class, pass);
        org.eclipse.jetty.server.Request.addCompletionListener(in, failure -> pass.close());
    }

    /// A long answer waits in memory until the client has taken it.
    private static Response held(Response response, Request request) {
        if (response.body() instanceof Response.Bytes bytes && bytes.value().length > LARGE) {
            pass(request).hold(bytes.value().length);
        }
        return response;
    }

    private static Turnstile.Pass pass(Request request) {
        return request.kept(Turnstile.Pass.class).orElseThrow();
    }

    /// A body that nobody read is taken to its end, so that the connection can go on. A long one, or one that the
    /// client holds back, ends the connection, and the answer says so: else the client would use it again.
    ///
    /// @return whether the connection can go on
    private boolean finished(org.eclipse.jetty.server.Request in, Paced body) {
        if (body.ended()) return true;
        if (in.getLength() <= 0 && !in.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) return true;
        if (body.tooSlow()) {
            return given(in);
        }
        if (in.getHeaders().contains(HttpHeader.EXPECT)) return in.consumeAvailable();
        var wire = in.getConnectionMetaData().getConnection().getEndPoint();
        long idle = wire.getIdleTimeout();
        // The answer is made, and waits for this.
        wire.setIdleTimeout(Math.min(idle, REST.toMillis()));
        try {
            var rest = new Paced(body, limits.pace().hurried(REST));
            rest.skip(UNREAD_BYTES);
            return rest.read() < 0;
        } catch (IOException e) {
            LOG.debug("a body ended early", e);
            return false;
        } finally {
            wire.setIdleTimeout(idle);
        }
    }

    private static boolean disconnected(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) if (cause instanceof EofException) return true;
        return false;
    }

    private Response answer(Offer.Mounted mounted, Request request) throws IOException {
        var dialect = mounted.service().dialect();
        var segments = segments(request.path());
        if (segments.isEmpty()) return dialect.nothing(request, Set.of());
        request.version(dialect.version(request));
        return switch (mounted.router().match(request.method(), segments.get(), request.version())) {
            case Router.Match.Nothing n -> dialect.nothing(request, Set.of());
            case Router.Match.WrongMethod w -> dialect.nothing(request, w.allowed());
            case Router.Match.Found found -> {
                var route = found.route();
                request.places(found.places());
                request.query(request.query().of(route, request.version()));
                dialect.admit(request, route);
                checkQuery(dialect, request, route);
                readBody(dialect, request, route);
                yield route.handler().handle(request);
            }
        };
    }

    private static void checkQuery(Dialect dialect, Request request, Route route) {
        if (route.query().isEmpty()) return;
        var fields = route.query().get();
        for (var name : request.query().names()) {
            var field = fields.fields().stream()
                    .filter(f -> f.name().equals(name) && f.versions().contains(request.version()))
                    .findFirst();
            if (field.isEmpty()) {
                if (fields.closed().contains(request.version())) {
                    throw dialect.misshapen(
                            request, new Shape.Problem(name, Shape.Problem.Kind.UNKNOWN, "is not known"));
                }
                continue;
            }
            for (var value : request.query().all(name)) {
                field.get()
                        .shape()
                        .check(StringNode.valueOf(value), request.version(), name)
                        .ifPresent(problem -> {
                            throw dialect.misshapen(request, problem);
                        });
            }
        }
    }

    private void readBody(Dialect dialect, Request request, Route route) throws IOException {
        if (route.body().isEmpty() || route.raw()) return;
        request.header("Content-Type").ifPresent(Entrance::requireJson);
        var node = Json.read(new Bounded(request.body(), limits.bodyBytes(), pass(request)));
        route.body().get().check(node, request.version()).ifPresent(problem -> {
            throw dialect.misshapen(request, problem);
        });
        request.json(node);
    }

    /// What says that it is something else is not taken for JSON: a form of a browser could be made to look like it.
    private static void requireJson(String type) {
        if (type.isBlank() || isJson(type)) return;
        throw new CloudFault.Invalid(
                "content-type", "The body must be JSON, with the header Content-Type: application/json.");
    }

    /// JSON of any kind, in UTF-8 (RFC 8259, RFC 6839).
    private static boolean isJson(String type) {
        int end = type.indexOf(';');
        var bare = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        var charset = MimeTypes.getCharsetFromContentType(type);
        return bare.startsWith("application/")
                && (bare.endsWith("/json") || bare.endsWith("+json"))
                && (charset == null || charset.equalsIgnoreCase("utf-8"));
    }

    /// Unescaped segments; nothing when an escape is broken. A slash at the end does not count.
    private static Optional<List<String>> segments(String path) {
        var trimmed = path.startsWith("/") ? path.substring(1) : path;
        if (trimmed.endsWith("/")) trimmed = trimmed.substring(0, trimmed.length() - 1);
        if (trimmed.isEmpty()) return Optional.of(List.of());
        var segments = new ArrayList<String>();
        try {
            for (var segment : trimmed.split("/", -1)) segments.add(Escapes.decode(segment, false));
        } catch (CloudFault.Invalid e) {
            return Optional.empty();
        }
        return Optional.of(segments);
    }

    private Request request(org.eclipse.jetty.server.Request in, String prefix, String path, String id, Paced body) {
        var headers = new Headers();
        for (HttpField field : in.getHeaders())
            headers.add(field.getName(), field.getValue() == null ? "" : field.getValue());
        var peer = peer(in);
        var host = Optional.ofNullable(in.getHttpURI().getAuthority()).orElse("localhost");
        var scheme = in.getConnectionMetaData().isSecure() ? "https" : "http";
        if (limits.proxies().contains(peer)) {
            scheme = headers.first("X-Forwarded-Proto")
                    .filter(p -> p.equals("http") || p.equals("https"))
                    .orElse(scheme);
            host = headers.first("X-Forwarded-Host").orElse(host);
        }
        return new Request(
                in.getMethod(),
                prefix,
                path.substring(prefix.length()),
                headers,
                scheme + "://" + host,
                client(peer, headers),
                id,
                body);
    }

    private static String peer(org.eclipse.jetty.server.Request in) {
        return in.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress inet
                        && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "";
    }

    /// Each proxy adds at the end whom it heard: what stands before the last one that is no proxy of ours, the client
    /// itself may have written.
    private String client(String peer, Headers headers) {
        var told = headers.all("X-Forwarded-For").stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
        var client = peer;
        for (int i = told.size() - 1; i >= 0 && limits.proxies().contains(client); i--) {
            var said = Source.read(told.get(i));
            if (said.isEmpty()) break;
            client = said.get().getHostAddress();
        }
        return client;
    }
}
