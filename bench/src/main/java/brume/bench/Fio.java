package brume.bench;

import brume.base.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// fio(1), which writes one raw file from its beginning to its end, and waits until the disk has it: what it takes at
/// least to keep an image.
///
/// @param cpu     of fio and of the kernel in its time, in seconds
/// @param seconds that it took
record Fio(double cpu, double seconds) {
    private static final Path PROGRAM = Path.of("/usr/bin/fio");

    static boolean isThere() {
        return Files.isExecutable(PROGRAM);
    }

    /// @param file is made, and deleted again
    static Fio write(Path file, long bytes) throws IOException, InterruptedException {
        var process = new ProcessBuilder(List.of(
                        PROGRAM.toString(),
                        "--name=raw",
                        "--filename=" + file,
                        "--rw=write",
                        "--bs=256k",
                        "--size=" + bytes,
                        "--ioengine=psync",
                        "--end_fsync=1",
                        "--output-format=json"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) throw new IllegalStateException("fio failed: " + said);
            var job = Json.read(said.substring(said.indexOf('{'))).get("jobs").get(0);
            double seconds = job.get("job_runtime").asDouble() / 1e3;
            double share = (job.get("usr_cpu").asDouble() + job.get("sys_cpu").asDouble()) / 100;
            return new Fio(share * seconds, seconds);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(file);
        }
    }
}
