package brume.testcloud.counted;

import brume.base.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What each call cost when somebody last said that this is right: `counted.json`, a line for each.
final class Ledger {
    private static final String FOLDER = "src/test/resources/brume/testcloud/counted";
    private static final String RENEW = "./brume test -- -pl testcloud -am -Dtest=CountedTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dbrume.counted=renew";

    private final Path file = Path.of(FOLDER, "counted.json");
    private final Map<String, Cost> costs = new LinkedHashMap<>();

    Ledger() throws IOException {
        if (!Files.exists(file)) return;
        Json.read(Files.readString(file))
                .properties()
                .forEach(entry ->
                        costs.put(entry.getKey(), Json.read(entry.getValue().toString(), Cost.class)));
    }

    Optional<Cost> of(String call) {
        return Optional.ofNullable(costs.get(call));
    }

    void put(String call, Cost cost) {
        costs.put(call, cost);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text() {
        return costs.entrySet().stream()
                .map(entry -> "  " + Json.text(entry.getKey()) + ": " + Json.text(entry.getValue()))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    /// How a record is renewed.
    String advice() {
        return "If that is as it should be, renew " + file.getFileName()
                + ", and tell in the commit what it is for:\n  " + RENEW;
    }
}
