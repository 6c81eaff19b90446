package brume.app.cli;

import brume.app.Cloud;
import brume.app.Settings;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A cloud in this process, until a signal ends it.
final class Server {
    private static final Logger LOG = Logger.getLogger("brume");
    private final Settings settings;
    private final boolean background;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Server(Settings settings, boolean background) {
        this.settings = settings;
        this.background = background;
    }

    static Server inForeground(Settings settings) {
        return new Server(settings, false);
    }

    static Server inBackground(Settings settings) {
        return new Server(settings, true);
    }

    /// Returns when the cloud has stopped.
    void run() {
        Kind.claim(settings.data(), settings.simulate());
        if (background) LogFiles.use(settings.data());
        else LogFiles.useConsole();
        var cloud = Cloud.start(settings, this::progress);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cloud)));
        var running = Running.note(settings, cloud);
        LOG.log(Level.INFO, "up at {0}, process {1}", new Object[] {cloud.api(), Long.toString(running.process())});
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// In the background these lines reach whoever typed `up`; they go to the log too.
    private void progress(String line) {
        LOG.info(line);
        if (background) System.out.println(BackgroundServer.MARK + line);
    }

    private void stop(Cloud cloud) {
        try {
            Running.forget(settings.data());
            cloud.close();
            LOG.info("down");
        } finally {
            ended.countDown();
        }
    }
}
