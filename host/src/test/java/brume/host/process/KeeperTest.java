package brume.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host")
class KeeperTest {
    private static final int USER = 1_899_999_998;
    private static final int KEEPER = 1_899_999_999;
    private static final String SHELL = "/usr/bin/dash";

    @TempDir
    Path folder;

    private Keeper keeper;
    private Path ends;

    @BeforeEach
    void makeKeeper() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        keeper = new Keeper(folder.resolve("keeper.pl"), KEEPER);
        Files.createDirectories(folder.resolve("root"));
        ends = Files.createDirectories(folder.resolve("ends"));
        Files.setAttribute(ends, "unix:uid", KEEPER);
        var own = Files.createDirectories(folder.resolve("own"));
        Files.setAttribute(own, "unix:uid", USER);
    }

    @AfterEach
    void leaveNothing() {
        Keeper.running(folder.resolve("run")).forEach(Detached::kill);
    }

    @Test
    void howItEndedIsNoted() {
        start("exit 7");
        assertThat(ended()).contains(7);
        start("kill -9 $$; exit 0");
        // The first process of a namespace is not killed from inside.
        assertThat(ended()).contains(0);
    }

    @Test
    void whoIsKilledHasNoExitCode() {
        start("while :; do :; done");
        var process = Keeper.running(folder.resolve("run")).getFirst();
        assertThat(process.alive()).isTrue();
        process.kill();
        assertThat(ended()).isEmpty();
        assertThat(process.alive()).isFalse();
    }

    @Test
    void whatItWritesIsBounded() throws IOException {
        start(
                "i=0; while [ $i -lt 30 ]; do echo \"line $i\"; /usr/bin/head -c 100000 /dev/zero; i=$((i+1)); done; echo end");
        assertThat(ended()).contains(0);
        long kept = Files.size(folder.resolve("console.0")) + Files.size(folder.resolve("console.1"));
        assertThat(kept).isBetween(512L << 10, 1L << 20);
        assertThat(Keeper.kept(folder.resolve("console")))
                .endsWith("end\n")
                .contains("line 29")
                .doesNotContain("line 1\n");
        start("echo more >&2; echo and more");
        assertThat(ended()).contains(0);
        assertThat(Keeper.kept(folder.resolve("console"))).endsWith("end\nand more\n");
        assertThat(Keeper.kept(folder.resolve("errors"))).isEqualTo("more\n");
    }

    @Test
    void noFileOfItsGrowsWithoutEnd() {
        keeper.start(
                wall().filesOf(100_000),
                List.of(SHELL, "-c", "/usr/bin/head -c 200000 /dev/zero > %s/own/big || echo no".formatted(folder)));
        assertThat(ended()).contains(0);
        assertThat(Keeper.kept(folder.resolve("console"))).contains("no");
        assertThat(folder.resolve("own/big")).hasSize(100_000);
    }

    @Test
    void itSeesAndWritesWhatItMayAndNothingElse() {
        start("""
                echo /*
                echo x > %1$s/own/mine && echo wrote
                echo x > %1$s/other || echo refused
                echo x > /etc/mine || echo refused
                """.formatted(folder));
        assertThat(ended()).contains(0);
        var written = Keeper.kept(folder.resolve("console"));
        assertThat(written)
                .contains("wrote\nrefused\nrefused")
                .doesNotContain("/home")
                .doesNotContain("/root");
        assertThat(folder.resolve("own/mine")).hasContent("x");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void whatCannotBeStartedIsToldAndLeavesNoProcess() {
        assertThatThrownBy(() -> keeper.start(wall(), List.of("/usr/bin/no-such-program")))
                .isInstanceOf(CommandFault.class)
                .hasMessageContaining("no-such-program: No such file or directory");
        assertThatThrownBy(() -> keeper.start(wall().device(Path.of("/dev/none")), List.of(SHELL)))
                .isInstanceOf(CommandFault.class)
                .hasMessageContaining("/dev/none");
        assertThat(Keeper.running(folder.resolve("run"))).isEmpty();
    }

    @Test
    void aProcessWithTheSameNumberIsNotTakenForIt() {
        start("while :; do :; done");
        var process = Keeper.running(folder.resolve("run")).getFirst();
        var other = new Detached(process.hostBoot(), process.pid(), process.ticks() - 1);
        assertThat(other.alive()).isFalse();
        other.kill();
        assertThat(new Detached("another-boot", process.pid(), process.ticks()).alive())
                .isFalse();
        assertThat(process.alive()).isTrue();
    }

    private void start(String script) {
        keeper.start(wall(), List.of(SHELL, "-c", script));
    }

    private Keeper.Wall wall() {
        return new Keeper.Wall(USER, folder.resolve("root"))
                .named("test")
                .run(folder.resolve("run"))
                .note(ends.resolve("test"))
                .output(folder.resolve("console"), folder.resolve("errors"))
                .seeLibraries()
                .see(Path.of(SHELL))
                .see(Path.of("/usr/bin/head"))
                .device(Path.of("/dev/null"))
                .device(Path.of("/dev/zero"))
                .own(folder.resolve("own"));
    }

    private Optional<Integer> ended() {
        var both = Keeper.running(folder.resolve("run"));
        await().atMost(Duration.ofSeconds(20)).until(() -> !both.getLast().alive());
        return Keeper.exit(ends.resolve("test"), both.getFirst().pid());
    }
}
