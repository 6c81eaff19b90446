package brume.bench;

import brume.base.json.Json;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Turns an answer from values in memory into bytes, again and again: the limit of long lists. Prints the CPU of one
/// time, in milliseconds: all of this process's, as the list's is counted too.
final class Serialise {
    /// How often it is done before it is counted. A list that is held against this is asked for as often before.
    static final int WARM = 400;

    private static final int TIMES = 100;

    private Serialise() {}

    /// @param arguments the file of the answer
    public static void main(String[] arguments) throws IOException {
        @SuppressWarnings("unchecked")
        Map<String, Object> values =
                Json.MAPPER.convertValue(Json.read(Files.readString(Path.of(arguments[0]))), Map.class);
        long bytes = 0;
        for (int i = 0; i < WARM; i++) bytes += Json.bytes(values).length;
        var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = process.getProcessCpuTime();
        for (int i = 0; i < TIMES; i++) bytes += Json.bytes(values).length;
        if (bytes == 0) throw new IllegalStateException();
        System.out.println((process.getProcessCpuTime() - before) / 1e6 / TIMES);
    }
}
