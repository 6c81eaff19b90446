package brume.app.cli;

import brume.app.Cloud;
import brume.app.Settings;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A cloud in this process, until a signal ends it.
final class Server {
    private static final Logger LOG = Logger.getLogger("brume");
    private final Settings settings;
    private final Optional<PrintWriter> starter;
    private final Consumer<Running> ready;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Server(Settings settings, Optional<PrintWriter> starter, Consumer<Running> ready) {
        this.settings = settings;
        this.starter = starter;
        this.ready = ready;
    }

    static Server inForeground(Settings settings) {
        return new Server(settings, Optional.empty(), running -> {});
    }

    /// One whose starter reads its standard output, and looks for its note.
    static Server inBackground(Settings settings) {
        return new Server(settings, Optional.of(new PrintWriter(System.out, true)), running -> {});
    }

    /// One that its starter waits for.
    ///
    /// @param starter hears what is done meanwhile
    /// @param ready   is told when it answers
    static Server raised(Settings settings, PrintWriter starter, Consumer<Running> ready) {
        return new Server(settings, Optional.of(starter), running -> {
            if (!running.answers()) throw new Failure("nothing answers at " + running.local());
            ready.accept(running);
        });
    }

    /// Returns when the cloud has stopped.
    void run() {
        Kind.claim(settings.data(), settings.simulate());
        if (starter.isPresent()) LogFiles.use(settings.data());
        else LogFiles.useConsole();
        var cloud = Cloud.start(settings, this::progress);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cloud)));
        var running = Running.note(settings, cloud);
        LOG.log(Level.INFO, "up at {0}, process {1}", new Object[] {cloud.api(), Long.toString(running.process())});
        ready.accept(running);
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// In the background these lines reach whoever typed `up`; they go to the log too.
    private void progress(String line) {
        LOG.info(line);
        starter.ifPresent(out -> {
            out.println(BackgroundServer.MARK + line);
            out.flush();
        });
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
