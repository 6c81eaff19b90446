package brume.base.http;

import brume.base.id.Ids;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// One listener with several services. Each request runs on a virtual thread of its own, in blocking style.
public final class HttpServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private final Server server;
    private final ServerConnector connector;

    /// Starts to listen.
    ///
    /// @param listen port 0 takes any free one
    /// @throws IllegalStateException when the address is taken, or is not ours
    public HttpServer(InetSocketAddress listen, List<Service> services, Limits limits, Ids ids) {
        var threads = new QueuedThreadPool(32, 4);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory()));
        server = new Server(threads);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(limits.headerBytes());
        http.setResponseHeaderSize(limits.headerBytes());
        http.setHttpCompliance(HttpCompliance.RFC9110);
        // Paths are taken apart by the router itself, segment by segment, before they are unescaped.
        http.setUriCompliance(UriCompliance.UNSAFE);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(listen.getAddress().getHostAddress());
        connector.setPort(listen.getPort());
        connector.setIdleTimeout(limits.idle().toMillis());
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        server.setErrorHandler(new BareErrors());
        server.setStopTimeout(GRACE.toMillis());
        server.setHandler(new GracefulHandler(new Entrance(services, limits, ids)));
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("cannot listen on " + listen + ": " + e.getMessage(), e);
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
