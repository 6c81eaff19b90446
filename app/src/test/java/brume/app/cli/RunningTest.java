package brume.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.base.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunningTest {
    @TempDir
    Path folder;

    private void note(ProcessHandle process) throws IOException {
        var started = process.info().startInstant().orElseThrow().toEpochMilli();
        var note = Json.object()
                .put("process", process.pid())
                .put("started", started)
                .put("api", "http://127.0.0.1:1")
                .put("simulated", true)
                .put("region", "RegionOne");
        Files.writeString(folder.resolve("running.json"), note.toString());
    }

    @Test
    void aProcessThatHasEndedRunsNoCloudThoughNobodyHasTakenNoteOfItsEnd() throws Exception {
        // The parent becomes a program that never asks after its child.
        var parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
        try {
            var child = ProcessHandle.of(Long.parseLong(parent.inputReader().readLine()))
                    .orElseThrow();
            note(child);
            assertThat(Running.in(folder)).isPresent();
            child.destroyForcibly();
            await().until(() -> Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"))
                    .contains(") Z "));
            assertThat(Running.in(folder)).isEmpty();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }
}
