package brume.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.app.Settings;
import brume.contract.HypervisorKind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OptionsTest {
    @TempDir
    Path folder;

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        var file = Files.writeString(folder.resolve("conf"), "hosts = 7\nregion = file\nlisten = 127.0.0.1:7\n");
        var environment = Map.of("BRUME_CONFIG", file.toString(), "BRUME_HOSTS", "8", "BRUME_REGION", "environment");
        var settings = settings(environment, "--hosts", "9");
        assertThat(settings.hosts()).isEqualTo(9);
        assertThat(settings.region()).isEqualTo("environment");
        assertThat(settings.listen().getPort()).isEqualTo(7);
    }

    @Test
    void everyOptionIsInTheCommentedFile() throws IOException {
        var text = Files.readString(Path.of("../docs/brume.conf"));
        var file = new Properties();
        file.load(new StringReader(text.replaceAll("(?m)^#(?=[a-z-]+ =)", "")));
        for (var option :
                Brume.line(Map.of()).getSubcommands().get("up").getCommandSpec().options()) {
            var name = option.longestName().substring(2);
            // These are of the command, not of the cloud.
            if (Set.of("foreground", "yes", "help", "version").contains(name)) continue;
            assertThat(file).containsKey(name);
            assertThat(text).contains(Defaults.variable(name));
        }
    }

    @Test
    void simulatedCloudsHaveAFolderOfTheirOwn() {
        assertThat(settings(Map.of(), "--simulate").data())
                .isNotEqualTo(settings(Map.of()).data());
        assertThat(settings(Map.of(), "--simulate").postgres().durable()).isFalse();
        assertThat(settings(Map.of()).postgres().durable()).isTrue();
    }

    @Test
    void nothingIsHeardBeyondThisMachineUnlessItIsSaid() {
        assertThat(settings(Map.of()).listen().getAddress().isLoopbackAddress()).isTrue();
        assertThat(settings(Map.of(), "--simulate").listen().getAddress().isLoopbackAddress())
                .isTrue();
    }

    @Test
    void anAddressThatIsNoneIsRefusedInWords() {
        for (var wrong : new String[] {"5000", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999"}) {
            assertThatThrownBy(() -> settings(Map.of(), "--listen", wrong))
                    .as(wrong)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("--listen is ADDRESS:PORT");
        }
        assertThat(settings(Map.of(), "--listen", "[::1]:0")
                        .listen()
                        .getAddress()
                        .isLoopbackAddress())
                .isTrue();
    }

    @Test
    void settingsAreReadBackAsTheyWereKept() {
        var settings = settings(
                Map.of(),
                "--data",
                folder.resolve("cloud").toString(),
                "--database",
                "postgresql://me:secret@db.example/brume",
                "--outside",
                "nat",
                "--hypervisor",
                "uml",
                "--proxies",
                "192.0.2.1,192.0.2.2");
        assertThat(settings.hypervisor()).isEqualTo(HypervisorKind.UML);
        KeptSettings.write(settings);
        assertThat(KeptSettings.read(settings.data())).isEqualTo(settings);
    }

    @Test
    void wordsForAShellAreQuotedWhereTheyNeedToBe() throws Exception {
        assertThat(Shell.word("/var/lib/brume-2/a_b")).isEqualTo("/var/lib/brume-2/a_b");
        for (var text : new String[] {"/tmp/a b", "/tmp/it's $HOME", "~/`x`\"", "/tmp/a;b", ""}) {
            // As up prints it.
            var shell = new ProcessBuilder("sh", "-c", "printf %s \"$(printf %s " + Shell.word(text) + ")\"").start();
            assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
    }

    @Test
    void aFolderNeverChangesItsKind() {
        Kind.claim(folder, true);
        assertThat(Kind.simulated(folder)).isTrue();
        assertThatThrownBy(() -> Kind.claim(folder, false)).isInstanceOf(Failure.class);
    }

    private static Settings settings(Map<String, String> environment, String... arguments) {
        var line = Brume.line(environment);
        line.parseArgs(Stream.concat(Stream.of("up"), Arrays.stream(arguments)).toArray(String[]::new));
        return ((Up) line.getSubcommands().get("up").getCommand()).settings();
    }
}
