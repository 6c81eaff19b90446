package brume.testcloud;

import brume.base.sql.Sql;
import brume.base.sql.Tx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/// A race that ends the same way each time.
public final class Meanwhile {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Meanwhile() {}

    /// Makes a change, and a call that has not seen it; the change is committed once the call waits for it, or has been
    /// answered.
    public static <T> T after(Sql sql, Consumer<Tx> change, Callable<T> call) {
        try (var aside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<T> answer = sql.tx(tx -> {
                change.accept(tx);
                int here = tx.only("select pg_backend_pid() as pid", row -> row.integer("pid"));
                var asked = aside.submit(call);
                Awaitility.await("the call waits for the change, or has passed it by")
                        .atMost(PATIENCE)
                        .until(() -> asked.isDone()
                                || sql.exists(
                                        "select 1 from pg_stat_activity where ? = any(pg_blocking_pids(pid))", here));
                return asked;
            });
            return answer.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
