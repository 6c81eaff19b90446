package brume.base.http;

import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The threads of a listener: a few that listen, and a virtual one for each connection that has something to say.
///
/// Jetty 12.1 gives a connection to one of the few when its client has let an answer wait and has sent the next request
/// already. Some dozens of such clients were all that could be served.
final class Workers extends QueuedThreadPool {
    private final Executor virtual;

    /// @param virtual starts a virtual thread
    Workers(Executor virtual) {
        super(32, 4);
        setName("http");
        this.virtual = virtual;
        setVirtualThreadsExecutor(virtual);
    }

    @Override
    public void execute(Runnable task) {
        if (task instanceof Connection) virtual.execute(task);
        else super.execute(task);
    }
}
