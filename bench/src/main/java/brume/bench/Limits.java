package brume.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the same machine takes in the same run without a cloud: each is measured once, when it is first asked for.
final class Limits {
    private final Table table;
    private final Jvm jvm;
    private final Path postgres;
    private final Rates.Patience patience;
    private Optional<Double> hello = Optional.empty();
    private Optional<Query.Cost> query = Optional.empty();

    /// @param postgres the folder of the server that is asked
    Limits(Table table, Jvm jvm, Path postgres, Rates.Patience patience) {
        this.table = table;
        this.jvm = jvm;
        this.postgres = postgres;
        this.patience = patience;
    }

    /// CPU of a request to the bare listener, in milliseconds.
    double hello() throws IOException, InterruptedException {
        if (hello.isEmpty()) hello = Optional.of(measureHello());
        return hello.get();
    }

    private double measureHello() throws IOException, InterruptedException {
        var process = jvm.run(Hello.class);
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(out.readLine());
            var ask = Ask.get(URI.create("http://127.0.0.1:" + port + "/"), List.of());
            var measured = Rates.measure(new Load(ask), Optional.of(new Cpu(process.pid())), patience);
            var millis = measured.millisCpu().orElseThrow();
            table.add(new Row("bare listener: hello", millis, "ms CPU", 0, Goal.NONE, measured.rates(), ""));
            return millis.median();
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /// CPU of a bare look at one row, and of one that is written, in milliseconds.
    Query.Cost query() throws IOException, InterruptedException {
        if (query.isEmpty()) {
            var cost = Query.Cost.read(said(Query.class, postgres.toString()));
            table.add(new Row("bare PostgreSQL: a row by its key", cost.look(), "ms CPU", 0, Goal.NONE, "with JDBC"));
            table.add(new Row(
                    "bare PostgreSQL: a row inserted", cost.insert(), "ms CPU", 0, Goal.NONE, "with JDBC, committed"));
            query = Optional.of(cost);
        }
        return query.get();
    }

    /// CPU of turning the same answer from values in memory into bytes, in milliseconds.
    double serialise(String answer) throws IOException, InterruptedException {
        var file = Files.createTempFile("brume-bench-", ".json");
        try {
            Files.writeString(file, answer);
            return Double.parseDouble(said(Serialise.class, file.toString()));
        } finally {
            Files.delete(file);
        }
    }

    /// CPU of an answer that is found by one look and sent by the bare listener, in milliseconds.
    double answer(String answer) throws IOException, InterruptedException {
        return hello() + query().look() + serialise(answer);
    }

    /// CPU of both hashes of an image's bytes, in seconds for each GiB.
    double hashes() throws IOException, InterruptedException {
        return Double.parseDouble(said(Hashes.class));
    }

    /// What a program says in its one line.
    private String said(Class<?> main, String... arguments) throws IOException, InterruptedException {
        var process = jvm.run(main, arguments);
        try {
            process.waitFor();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (said.isEmpty()) throw new IllegalStateException(main.getSimpleName() + " said nothing");
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
