package brume.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Guests that want more of one processor than there is.
@Tag("host")
class CpuGroupsTest {
    private static final int USER = 1_899_999_998;
    private static final int KEEPER = 1_899_999_999;
    private static final String BUSY = "1 while 1";
    private static final String BUSY_EIGHTFOLD = "fork; fork; fork; 1 while 1";

    @TempDir
    Path folder;

    private final String greedy = UUID.randomUUID().toString();
    private final String modest = UUID.randomUUID().toString();
    private Keeper keeper;

    @BeforeEach
    void makeKeeper() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        assumeTrue(CpuGroups.find().isPresent(), "needs control groups for CPU");
        keeper = new Keeper(folder.resolve("keeper.pl"), KEEPER);
        Files.setAttribute(Files.createDirectories(folder.resolve("ends")), "unix:uid", KEEPER);
    }

    @AfterEach
    void leaveNothing() {
        for (var name : List.of(greedy, modest)) {
            var both = Keeper.running(folder.resolve(name + ".run"));
            both.forEach(Detached::kill);
            await().atMost(Duration.ofSeconds(20)).until(() -> both.stream().noneMatch(Detached::alive));
            keeper.release(name);
        }
        var groups = CpuGroups.find().orElseThrow();
        assertThat(List.of(greedy, modest)).noneMatch(groups::has);
    }

    @Test
    void whoEatsAllThereIsLeavesAnotherItsShare() {
        start(greedy, 1, BUSY_EIGHTFOLD);
        start(modest, 1, BUSY);
        assertThat(shareOfModest()).isBetween(0.4, 0.6);
    }

    @Test
    void whoWasPromisedMoreGetsMore() {
        start(greedy, 1, BUSY_EIGHTFOLD);
        start(modest, 3, BUSY);
        assertThat(shareOfModest()).isBetween(0.65, 0.85);
    }

    /// Of the CPU that both have had since both were there, once it is enough to tell: without weights it were a ninth.
    private double shareOfModest() {
        await().atMost(Duration.ofSeconds(120)).until(() -> ticks(modest) > 0);
        long alone = ticks(greedy);
        await().atMost(Duration.ofSeconds(120)).until(() -> ticks(greedy) - alone + ticks(modest) >= 150);
        double its = ticks(modest);
        return its / (its + ticks(greedy) - alone);
    }

    private void start(String name, int processors, String program) {
        var root = folder.resolve(name + ".root");
        root.toFile().mkdirs();
        keeper.start(
                new Keeper.Wall(USER, root)
                        .named(name)
                        .weighing(processors)
                        .run(folder.resolve(name + ".run"))
                        .note(folder.resolve("ends").resolve(name))
                        .output(folder.resolve(name + ".console"), folder.resolve(name + ".errors"))
                        .seeLibraries()
                        .see(Path.of("/usr/bin/perl"))
                        .see(Path.of("/usr/bin/taskset"))
                        .device(Path.of("/dev/null")),
                List.of("/usr/bin/taskset", "-c", "0", "/usr/bin/perl", "-e", program));
    }

    /// Hundredths of a second of CPU of the program and all that it forked.
    private long ticks(String name) {
        long first = Keeper.running(folder.resolve(name + ".run")).getFirst().pid();
        return ProcessHandle.of(first).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .mapToLong(process -> ticks(process.pid()))
                .sum();
    }

    private static long ticks(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException ended) {
            return 0;
        }
    }
}
