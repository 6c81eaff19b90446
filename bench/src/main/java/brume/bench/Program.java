package brume.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/// A program of the bench as its user meets it. What it does not understand it refuses, with all that there is; what
/// can't be done is told in a few lines. Whoever ends it by a signal gets what a failure gets: the thread that measures
/// is interrupted, and the JVM waits until that one has taken away what it had made.
public final class Program {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread ending = new Thread(this::end);
    private volatile boolean ended;

    private Program() {}

    /// Runs it to its end on this thread.
    ///
    /// @return the exit code: 0 when done, 1 when it failed, 2 when it was asked wrongly
    public static int run(Callable<Integer> command, String... words) {
        return new Program().execute(command, words);
    }

    /// How words are read.
    static CommandLine line(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    private int execute(Callable<Integer> command, String... words) {
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            return line(command)
                    .setExecutionExceptionHandler((fault, line, parsed) -> failed(fault, line))
                    .execute(words);
        } finally {
            over.countDown();
            if (!ended) Runtime.getRuntime().removeShutdownHook(ending);
        }
    }

    private void end() {
        ended = true;
        worker.interrupt();
        try {
            if (!over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                System.err.println("not all that was made is taken away after " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is a bug of ours keeps its trace, unless it is the interruption that it comes of.
    private int failed(Exception fault, CommandLine line) throws Exception {
        if (fault instanceof Failure) line.getErr().println(fault.getMessage());
        else if (ended) line.getErr().println("ended by a signal; what was made is taken away");
        else throw fault;
        return 1;
    }

    /// Takes away what was made.
    public interface Act {
        void run() throws Exception;
    }

    /// Tidies up, whether the work before it was interrupted or not: blocking calls would else end at once.
    public static void tidy(Act act) {
        boolean interrupted = Thread.interrupted();
        try {
            act.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
