package brume.bench;

import brume.base.postgres.EmbeddedPostgres;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/// The bare database, through JDBC: one row looked at by its key, one row written, again and again on a few
/// connections. Prints the CPU of each, ours and PostgreSQL's, in milliseconds.
final class Query {
    private static final int CONNECTIONS = 8;
    private static final int WARM = 6_000;
    private static final int TIMES = 6_000;
    private static final String LOOK = "select datname, datcollate, datallowconn from pg_database where oid = ?";
    private static final String INSERT = "insert into brume_bench (number, words) values (?, 'a row of the bench')";

    private final DataSource source;
    private final Cpu server;

    private Query(DataSource source, Cpu server) {
        this.source = source;
        this.server = server;
    }

    /// In milliseconds of CPU.
    record Cost(double look, double insert) {
        static Cost read(String said) {
            var both = said.split(" ");
            return new Cost(Double.parseDouble(both[0]), Double.parseDouble(both[1]));
        }
    }

    /// @param arguments the folder of the server
    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        var source = EmbeddedPostgres.running(folder, "postgres").orElseThrow();
        var pid = Files.readAllLines(folder.resolve("cluster/postmaster.pid")).getFirst();
        var query = new Query(source, new Cpu(Long.parseLong(pid.strip())));
        query.execute("create table if not exists brume_bench (number int, words text)");
        try {
            System.out.println(query.cost(LOOK) + " " + query.cost(INSERT));
        } finally {
            query.execute("drop table brume_bench");
        }
    }

    private void execute(String statement) throws SQLException {
        try (var connection = source.getConnection();
                var made = connection.createStatement()) {
            made.execute(statement);
        }
    }

    private double cost(String statement) throws Exception {
        var open = new ArrayList<Connection>();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            var asking = new ArrayList<PreparedStatement>();
            for (int i = 0; i < CONNECTIONS; i++) {
                open.add(source.getConnection());
                asking.add(open.getLast().prepareStatement(statement));
            }
            repeat(threads, asking, WARM);
            double before = seconds();
            repeat(threads, asking, TIMES);
            return (seconds() - before) * 1e3 / TIMES / CONNECTIONS;
        } finally {
            for (var connection : open) connection.close();
        }
    }

    private static void repeat(ExecutorService threads, List<PreparedStatement> all, int times) throws Exception {
        var work = new ArrayList<Callable<Integer>>();
        for (var statement : all) work.add(() -> repeat(statement, times));
        for (var done : threads.invokeAll(work)) done.get();
    }

    private static int repeat(PreparedStatement statement, int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            statement.setInt(1, i);
            statement.execute();
        }
        return times;
    }

    private double seconds() throws IOException {
        var ours = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return ours.getProcessCpuTime() / 1e9 + server.seconds();
    }
}
