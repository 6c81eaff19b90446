package brume.testcloud.counted;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The hot calls cost no more than it is written in `counted.json`: things that can be counted, whatever the machine
/// and its load. Nothing runs in the cloud meanwhile but what is asked.
final class CountedTest {
    private static final boolean RENEW = "renew".equals(System.getProperty("brume.counted"));
    /// Of allocations and rows: a plan, a buffer, a compiler's mood are no regression.
    private static final double GROSS = 1.5;
    private static final int FEW_ROWS = 20;
    private static final int FEW_BYTES = 64;

    /// What each call cost and costs, whether that is too much or not: `./brume test` prints it where CI runs it.
    private static final Path TOLD = Path.of("target", "counted.txt");

    private static final List<String> LINES = new ArrayList<>();

    private static TestCloud cloud;
    private static Wire wire;
    private static Scene scene;

    @BeforeAll
    static void set() throws IOException {
        cloud = TestCloud.answering(8);
        cloud.settle();
        wire = new Wire(cloud);
        scene = Scene.set(cloud, wire);
    }

    @AfterAll
    static void end() throws IOException {
        Files.write(TOLD, LINES);
        wire.close();
        cloud.close();
    }

    @TestFactory
    Stream<DynamicTest> callsCostNoMoreThanWritten() throws IOException {
        var ledger = new Ledger();
        var ofOne = new HashMap<String, Double>();
        return Call.HOT.stream()
                .map(call -> DynamicTest.dynamicTest(call.name(), () -> {
                    var cost = call.count(scene);
                    if (RENEW) ledger.put(call.name(), cost);
                    compare(call.name(), cost, ledger);
                    grows(call.name(), cost.statements(), ofOne);
                }));
    }

    private static void compare(String call, Cost now, Ledger ledger) {
        var then =
                ledger.of(call).orElseThrow(() -> new AssertionError("no record of " + call + ". " + ledger.advice()));
        LINES.add(String.format("%-36s %s", call, now.since(then)));
        var told = "%s costs now %s, and cost %s. %s%n".formatted(call, now, then, ledger.advice());
        assertThat(now.trips()).as(told + "trips").isLessThan(then.trips() + 1);
        assertThat(now.statements()).as(told + "statements").isLessThan(then.statements() + 1);
        assertThat(now.rows()).as(told + "rows read").isLessThanOrEqualTo(then.rows() * GROSS + FEW_ROWS);
        assertThat((double) now.bytes()).as(told + "bytes").isLessThanOrEqualTo(then.bytes() * GROSS + FEW_BYTES);
        assertThat((double) now.allocated()).as(told + "allocated").isLessThanOrEqualTo(then.allocated() * GROSS);
    }

    /// A page of fifty takes no more statements than one of one.
    private static void grows(String call, double statements, Map<String, Double> ofOne) {
        int of = call.indexOf(" of ");
        if (of < 0) return;
        var list = call.substring(0, of);
        if (call.endsWith(" of 1")) ofOne.put(list, statements);
        else assertThat(statements).as("statements of " + call + " and of one").isEqualTo(ofOne.get(list));
    }
}
