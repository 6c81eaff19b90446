package brume.app.cli;

import brume.base.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Where the log goes: one line per event, in files of bounded size.
final class LogFiles {
    private static final int LIMIT_BYTES = 16 << 20;
    private static final int COUNT = 4;
    private static final Logger ROOT = Logger.getLogger("");

    private LogFiles() {}

    /// The newest log of a cloud.
    static Path newest(Path data) {
        return folder(data).resolve("brume.0.log");
    }

    /// What its process wrote before it had a log, and should it crash.
    static Path console(Path data) {
        return folder(data).resolve("console.log");
    }

    static Path folder(Path data) {
        return data.resolve("log");
    }

    static void use(Path data) {
        try {
            Folders.createPrivate(folder(data));
            install(new Gathered(folder(data) + "/brume.%g.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void useConsole() {
        install(new ConsoleHandler());
    }

    private static void install(Handler handler) {
        LogManager.getLogManager().reset();
        handler.setFormatter(new LogLine());
        handler.setLevel(Level.INFO);
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.INFO);
        // These say at INFO what only their authors want to know.
        for (var name : new String[] {"org.eclipse.jetty", "org.flywaydb", "com.zaxxer.hikari"}) {
            quiet(name);
        }
    }

    private static void quiet(String name) {
        var logger = Logger.getLogger(name);
        logger.setLevel(Level.WARNING);
        QUIET.add(logger);
    }

    /// Loggers are held weakly by the platform, their levels with them.
    private static final List<Logger> QUIET = new ArrayList<>();

    /// Writes what was said within a moment at once: a write for each line costs more than the line. Warnings are not
    /// held back.
    private static final class Gathered extends FileHandler {
        private static final Duration MOMENT = Duration.ofMillis(100);
        private final Thread writer = Thread.ofPlatform().daemon().name("log").unstarted(this::writeOften);
        private volatile boolean behind;

        Gathered(String pattern) throws IOException {
            super(pattern, LIMIT_BYTES, COUNT, true);
            writer.start();
        }

        @Override
        public synchronized void publish(LogRecord event) {
            super.publish(event);
            if (event.getLevel().intValue() >= Level.WARNING.intValue()) super.flush();
            else if (!behind) {
                behind = true;
                LockSupport.unpark(writer);
            }
        }

        /// Called after each line.
        @Override
        public synchronized void flush() {}

        @Override
        public synchronized void close() {
            super.flush();
            super.close();
        }

        private void writeOften() {
            while (true) {
                while (!behind) LockSupport.park(this);
                LockSupport.parkNanos(MOMENT.toNanos());
                behind = false;
                super.flush();
            }
        }
    }
}
