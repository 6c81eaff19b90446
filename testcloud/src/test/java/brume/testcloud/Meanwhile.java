package brume.testcloud;

import brume.base.sql.Sql;
import brume.base.sql.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/// A race that ends the same way each time.
public final class Meanwhile {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /// Those who wait for a transaction, and those who wait for them.
    private static final String WAITING = """
            with recursive line as (
                select ?::integer as pid
                union
                select a.pid from pg_stat_activity a join line l on l.pid = any(pg_blocking_pids(a.pid))
            )
            select count(*) - 1 as n from line
            """;

    private Meanwhile() {}

    /// Makes a change, and a call that has not seen it; the change is committed once the call waits for it, or has been
    /// answered.
    public static <T> T after(Sql sql, Consumer<Tx> change, Callable<T> call) {
        return during(sql, change, tx -> {}, List.of(call)).getFirst();
    }

    /// Makes calls while something is in their way: each once the one before it waits, or has been answered.
    ///
    /// @param letGo ends what is in the way
    /// @return the answers, in the order of the calls
    public static <T> List<T> during(Sql sql, Consumer<Tx> hold, Consumer<Tx> letGo, List<Callable<T>> calls) {
        try (var aside = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = sql.tx(tx -> {
                hold.accept(tx);
                int here = tx.only("select pg_backend_pid() as pid", row -> row.integer("pid"));
                var all = new ArrayList<Future<T>>();
                for (var call : calls) {
                    all.add(aside.submit(call));
                    Awaitility.await("all that were made wait, or have been answered")
                            .atMost(PATIENCE)
                            .until(() -> waiting(sql, here)
                                    >= all.stream().filter(one -> !one.isDone()).count());
                }
                letGo.accept(tx);
                return all;
            });
            var answers = new ArrayList<T>();
            for (var one : asked) answers.add(one.get());
            return answers;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static long waiting(Sql sql, int transaction) {
        return sql.only(WAITING, row -> row.whole("n"), transaction);
    }
}
