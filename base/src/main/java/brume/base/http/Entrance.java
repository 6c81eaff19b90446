package brume.base.http;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.base.sql.SqlFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
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
    private final List<Mounted> services;
    private final Limits limits;
    private final Ids ids;

    private record Mounted(Service service, Router router) {}

    Entrance(List<Service> services, Limits limits, Ids ids) {
        this.services = services.stream()
                .sorted(Comparator.comparingInt((Service s) -> s.prefix().length())
                        .reversed())
                .map(s -> new Mounted(s, new Router(s.routes())))
                .toList();
        this.limits = limits;
        this.ids = ids;
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request in, org.eclipse.jetty.server.Response out, Callback callback)
            throws Exception {
        long start = System.nanoTime();
        var path = in.getHttpURI().getPath();
        if (path == null || !path.startsWith("/")) path = "/";
        var mounted = mounted(path);
        var dialect = mounted.service.dialect();
        var id = "req-" + ids.next();
        Request request = null;
        Response response;
        try {
            request = request(in, mounted.service.prefix(), path, id);
            request.query(Query.parse(in.getHttpURI().getQuery()));
            response = answer(mounted, request);
        } catch (CloudFault fault) {
            response = dialect.fault(request, fault);
        } catch (EofException e) {
            // The client went away; there is nobody to answer.
            callback.failed(e);
            return true;
        } catch (RuntimeException | IOException e) {
            if (disconnected(e)) {
                callback.failed(e);
                return true;
            }
            if (e instanceof SqlFault fault && fault.outage()) {
                LOG.warn("{} {} {}: no database: {}", id, in.getMethod(), path, e.getMessage());
                response = dialect.fault(request, new CloudFault.Unavailable("the database does not answer"));
            } else {
                LOG.error("{} {} {} failed", id, in.getMethod(), path, e);
                response = dialect.bug(request);
            }
        }
        response = dialect.leave(request, response);
        finishBody(in, out);
        send(in, out, response, callback);
        if (ACCESS.isLoggable(Level.INFO)) {
            long micros = (System.nanoTime() - start) / 1000;
            ACCESS.info(request.source() + ' ' + id + " \"" + in.getMethod() + ' ' + path + "\" " + response.status()
                    + ' ' + micros + "us");
        }
        return true;
    }

    /// A body that nobody read is taken to its end, so that the connection can go on. A long one, or one that the
    /// client holds back, ends the connection, and the answer says so: else the client would use it again.
    private static void finishBody(org.eclipse.jetty.server.Request in, org.eclipse.jetty.server.Response out) {
        if (in.getLength() <= 0 && !in.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) return;
        boolean over = false;
        if (!in.getHeaders().contains(HttpHeader.EXPECT)) {
            try {
                var rest = Content.Source.asInputStream(in);
                rest.skip(UNREAD_BYTES);
                over = rest.read() < 0;
            } catch (IOException e) {
                LOG.debug("a body ended early", e);
            }
        } else over = in.consumeAvailable();
        if (!over) out.getHeaders().put(HttpHeader.CONNECTION, "close");
    }

    private static boolean disconnected(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) if (cause instanceof EofException) return true;
        return false;
    }

    private Response answer(Mounted mounted, Request request) throws IOException {
        var dialect = mounted.service.dialect();
        var segments = segments(request.path());
        if (segments.isEmpty()) return dialect.nothing(request, Set.of());
        request.version(dialect.version(request));
        return switch (mounted.router.match(request.method(), segments.get(), request.version())) {
            case Router.Match.Nothing n -> dialect.nothing(request, Set.of());
            case Router.Match.WrongMethod w -> dialect.nothing(request, w.allowed());
            case Router.Match.Found found -> {
                var route = found.route();
                request.places(found.places());
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
                if (fields.extra() == Shape.Extra.REFUSE) {
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
        if (route.body().isEmpty()) return;
        var node = Json.read(new Bounded(request.body(), limits.bodyBytes()));
        route.body().get().check(node, request.version()).ifPresent(problem -> {
            throw dialect.misshapen(request, problem);
        });
        request.json(node);
    }

    private Mounted mounted(String path) {
        for (var each : services) {
            var prefix = each.service.prefix();
            if (path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
                return each;
            }
        }
        throw new IllegalStateException("no service is mounted at the root");
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

    private Request request(org.eclipse.jetty.server.Request in, String prefix, String path, String id) {
        var headers = new Headers();
        for (HttpField field : in.getHeaders())
            headers.add(field.getName(), field.getValue() == null ? "" : field.getValue());
        var peer = org.eclipse.jetty.server.Request.getRemoteAddr(in);
        boolean trusted = limits.proxies().contains(peer);
        var host = Optional.ofNullable(in.getHttpURI().getAuthority()).orElse("localhost");
        var scheme = in.isSecure() ? "https" : "http";
        var source = peer;
        if (trusted) {
            scheme = headers.first("X-Forwarded-Proto")
                    .filter(p -> p.equals("http") || p.equals("https"))
                    .orElse(scheme);
            host = headers.first("X-Forwarded-Host").orElse(host);
            source = headers.first("X-Forwarded-For")
                    .map(f -> f.split(",")[0].strip())
                    .orElse(peer);
        }
        return new Request(
                in.getMethod(),
                prefix,
                path.substring(prefix.length()),
                headers,
                scheme + "://" + host,
                source,
                id,
                Content.Source.asInputStream(in));
    }

    private static void send(
            org.eclipse.jetty.server.Request in,
            org.eclipse.jetty.server.Response out,
            Response response,
            Callback callback) {
        out.setStatus(response.status());
        response.headers()
                .all()
                .forEach((name, values) ->
                        values.forEach(value -> out.getHeaders().add(name, value)));
        boolean silent = in.getMethod().equals("HEAD") || response.status() == 204 || response.status() == 304;
        switch (response.body()) {
            case Response.Nothing n -> {
                if (response.status() != 204
                        && response.status() != 304
                        && !in.getMethod().equals("HEAD")) {
                    out.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
                }
                out.write(true, null, callback);
            }
            case Response.Bytes bytes -> {
                if (response.status() != 204) out.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.value().length);
                out.write(true, silent ? null : ByteBuffer.wrap(bytes.value()), callback);
            }
            case Response.Stream stream -> {
                if (stream.length() >= 0) out.getHeaders().put(HttpHeader.CONTENT_LENGTH, stream.length());
                if (silent) {
                    out.write(true, null, callback);
                    return;
                }
                try (var sink = Content.Sink.asOutputStream(out)) {
                    stream.writer().write(sink);
                } catch (IOException | RuntimeException e) {
                    // The head is out: to break the connection is the one way left to say that the body is not whole.
                    LOG.info("an answer broke off: {}", e.toString());
                    callback.failed(e);
                    return;
                }
                callback.succeeded();
            }
        }
    }

    /// A stream that refuses to be longer than it may.
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long limit) {
            this.in = in;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = in.read(into, offset, length);
            if (got > 0 && (left -= got) < 0) throw new CloudFault.TooLarge("the body is too large");
            return got;
        }
    }
}
