package brume.app.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Debian packages that are missing, and their installation.
public final class Packages {
    private Packages() {}

    /// The packages of those tools that are not there, each with what it is needed for.
    public static Map<String, String> missing(List<Tool> tools) {
        var missing = new LinkedHashMap<String, String>();
        for (var tool : tools) {
            if (!tool.there()) missing.merge(tool.debianPackage(), tool.purpose(), (a, b) -> a + "; " + b);
        }
        return missing;
    }

    /// Installs packages by apt, without asking. Services that come with them are not started.
    ///
    /// @return whether apt was content
    public static boolean install(Iterable<String> names) {
        var line = new ArrayList<>(List.of("apt-get", "install", "-y", "-q", "--no-install-recommends"));
        names.forEach(line::add);
        return run(List.of("apt-get", "update", "-q")) && run(line);
    }

    private static boolean run(List<String> line) {
        try {
            var builder = new ProcessBuilder(line).inheritIO();
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            // Debian starts what it installs, unless told that there is nothing to start it (invoke-rc.d, RUNLEVEL).
            builder.environment().put("RUNLEVEL", "1");
            return builder.start().waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
