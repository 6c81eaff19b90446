package brume.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands as the launcher runs them: with the JVM's options that are shipped.
final class JvmTest {
    @ParameterizedTest
    @ValueSource(strings = {"client.args", "server.args"})
    void whatTheJvmSaysIsNoAnswerOfACommand(String options, @TempDir Path folder) throws Exception {
        var cache = Files.writeString(folder.resolve("brume.aot"), "of another machine");
        var error = folder.resolve("error");
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of("src", "dist", options),
                        "-XX:AOTCache=" + cache,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "brume.app.Main",
                        "env",
                        "--help"))
                .redirectError(error.toFile())
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said).startsWith("Usage: brume env");
        assertThat(error).isEmptyFile();
    }
}
