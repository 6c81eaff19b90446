package brume.base.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/// Jetty's listening socket, which keeps [Visits] of its connections.
final class Listener extends ServerConnector {
    private final Visits visits;
    private final Ends ends;

    /// Makes our end of a connection.
    @FunctionalInterface
    interface Ends {
        SocketChannelEndPoint of(
                SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler);
    }

    Listener(Server server, Visits visits, ConnectionFactory... factories) {
        this(server, visits, SocketChannelEndPoint::new, factories);
    }

    Listener(Server server, Visits visits, Ends ends, ConnectionFactory... factories) {
        super(server, null, null, new Memory(server.getByteBufferPool()), 1, 1, factories);
        this.visits = visits;
        this.ends = ends;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        var end = ends.of(channel, selector, key, getScheduler());
        end.setIdleTimeout(getIdleTimeout());
        return end;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        again();
    }

    private void again() {
        getScheduler()
                .schedule(
                        () -> {
                            try {
                                visits.sweep();
                            } finally {
                                if (isRunning()) again();
                            }
                        },
                        visits.period().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void onEndPointOpened(EndPoint wire) {
        super.onEndPointOpened(wire);
        visits.opened(wire);
    }

    @Override
    protected void onEndPointClosed(EndPoint wire) {
        visits.closed(wire);
        super.onEndPointClosed(wire);
    }
}
