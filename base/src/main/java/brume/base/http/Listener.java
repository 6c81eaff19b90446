package brume.base.http;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// Jetty's listening socket, which keeps [Visits] of its connections.
class Listener extends ServerConnector {
    private final Visits visits;

    Listener(Server server, Visits visits, ConnectionFactory... factories) {
        super(server, null, null, new Memory(server.getByteBufferPool()), 1, 1, factories);
        this.visits = visits;
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
