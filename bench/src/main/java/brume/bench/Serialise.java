package brume.bench;

import brume.base.json.Json;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Turns an answer from values in memory into bytes, again and again: the limit of long lists. Prints the CPU of one
/// time, in milliseconds.
final class Serialise {
    private static final int WARM = 400;
    private static final int TIMES = 100;

    private Serialise() {}

    /// @param arguments the file of the answer
    public static void main(String[] arguments) throws IOException {
        @SuppressWarnings("unchecked")
        Map<String, Object> values =
                Json.MAPPER.convertValue(Json.read(Files.readString(Path.of(arguments[0]))), Map.class);
        long bytes = 0;
        for (int i = 0; i < WARM; i++) bytes += Json.bytes(values).length;
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < TIMES; i++) bytes += Json.bytes(values).length;
        if (bytes == 0) throw new IllegalStateException();
        System.out.println((threads.getCurrentThreadCpuTime() - before) / 1e6 / TIMES);
    }
}
