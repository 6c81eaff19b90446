package brume.base.http;

import brume.base.id.Ids;
import brume.base.tls.ServerKey;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// One listener with several services. Each request runs on a virtual thread of its own, in blocking style.
///
/// With a key it speaks TLS, and shows those who come without it the way. Without one it listens on loopback alone.
public final class HttpServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String[] CIPHERS = {
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    };

    private final Server server;
    private final ServerConnector connector;
    private final Optional<SslContextFactory.Server> tls;
    private final Entrance entrance;

    /// Starts to listen on loopback, without TLS.
    ///
    /// @param listen port 0 takes any free one
    /// @throws AddressUnusable when the address is taken, or is not ours
    public HttpServer(InetSocketAddress listen, List<Service> services, Limits limits, Ids ids) {
        this(listen, Optional.empty(), services, limits, ids);
    }

    /// Starts to listen.
    ///
    /// @param listen port 0 takes any free one
    /// @throws IllegalArgumentException when it would be heard beyond this machine, without a key
    /// @throws IllegalStateException    when the address is taken, or is not ours
    public HttpServer(
            InetSocketAddress listen, Optional<ServerKey> key, List<Service> services, Limits limits, Ids ids) {
        this(listen, key, limits, ids);
        serve(services);
        open();
    }

    /// Does not listen yet, and has nothing to offer.
    ///
    /// @param listen port 0 takes any free one
    /// @throws IllegalArgumentException when it would be heard beyond this machine, without a key
    public HttpServer(InetSocketAddress listen, Optional<ServerKey> key, Limits limits, Ids ids) {
        if (key.isEmpty() && !listen.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("nothing listens on " + listen + " without TLS");
        }
        server = new Server(new Workers(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory())));
        tls = key.map(HttpServer::context);
        var visits = new Visits(limits);
        connector = new Listener(server, visits, factories(http(limits)));
        connector.setHost(listen.getAddress().getHostAddress());
        connector.setPort(listen.getPort());
        connector.setIdleTimeout(limits.pace().idle().toMillis());
        connector.setAcceptQueueSize(1024);
        server.setErrorHandler(new BareErrors());
        server.setStopTimeout(GRACE.toMillis());
        entrance = new Entrance(limits, visits, ids);
        server.setHandler(new GracefulHandler(tls.isPresent() ? new SecureOnly(entrance) : entrance));
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Starts to listen.
    ///
    /// @throws AddressUnusable when the address is taken, or is not ours
    public void open() {
        server.addConnector(connector);
        server.manage(connector);
        try {
            connector.start();
        } catch (Exception e) {
            var where = connector.getHost() + ":" + connector.getPort();
            var why = e.getCause() instanceof BindException cause ? cause : e;
            throw new AddressUnusable("cannot listen on " + where + ": " + why.getMessage(), e);
        }
    }

    /// From now on these services answer. Requests in flight stay with those that they came to.
    ///
    /// @return completes when the former services have answered their last request
    public CompletableFuture<Void> serve(List<Service> services) {
        return entrance.serve(services);
    }

    static HttpConfiguration http(Limits limits) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(limits.headerBytes());
        http.setResponseHeaderSize(limits.headerBytes());
        // See Memory.
        http.setUseInputDirectByteBuffers(false);
        // A line ends with two characters: who takes one of them for an end cuts elsewhere than others do. A target's
        // authority is that of Host: urls in answers are made of it, and a proxy may have looked at the other one.
        http.setHttpCompliance(HttpCompliance.STRICT);
        // Paths are taken apart by the router itself, segment by segment, before they are unescaped.
        http.setUriCompliance(UriCompliance.UNSAFE);
        return http;
    }

    private ConnectionFactory[] factories(HttpConfiguration http) {
        var plain = new Http1(http);
        if (tls.isEmpty()) return new ConnectionFactory[] {plain};
        // One certificate stands for all names.
        http.addCustomizer(new SecureRequestCustomizer(false));
        var secure = new SslConnectionFactory(tls.get(), plain.getProtocol());
        return new ConnectionFactory[] {new DetectorConnectionFactory(secure), plain};
    }

    private static SslContextFactory.Server context(ServerKey key) {
        var context = new SslContextFactory.Server();
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        context.setExcludeCipherSuites();
        context.setIncludeCipherSuites(CIPHERS);
        context.setRenegotiationAllowed(false);
        take(context, key);
        return context;
    }

    private static void take(SslContextFactory context, ServerKey key) {
        context.setKeyStore(key.store());
        context.setKeyStorePassword(ServerKey.STORE_PASSWORD);
    }

    /// Shows another certificate from now on; connections that are open go on.
    public void present(ServerKey key) {
        try {
            tls.orElseThrow(() -> new IllegalStateException("this listener has no TLS"))
                    .reload(context -> take(context, key));
        } catch (Exception e) {
            throw new IllegalStateException("the certificate was refused", e);
        }
    }

    public int port() {
        return connector.getLocalPort();
    }

    /// Takes no more requests, and waits for those in flight.
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the listener did not stop", e);
        }
    }
}
