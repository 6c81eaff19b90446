package brume.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `status`: whether the cloud runs and answers.
@Command(
        name = "status",
        description = "Says whether the cloud runs. Exit code 0: it does, and answers; 3: it does not.",
        mixinStandardHelpOptions = true)
final class Status implements Callable<Integer> {
    private static final int DOWN = 3;
    private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");

    @Mixin
    private Folder folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var data = folder.meant();
        var found = Running.in(data);
        if (found.isEmpty()) {
            out.println("down   " + data);
            return DOWN;
        }
        var running = found.get();
        boolean answers = running.answers();
        out.println((answers ? "up      " : "silent  ") + running.api() + (running.simulated() ? "  (simulated)" : ""));
        out.println("data    " + data);
        out.println("process " + running.process() + " since " + running.since());
        out.println("memory  " + memoryMiB(running) + " MiB, with its database");
        return answers ? 0 : DOWN;
    }

    /// Memory of the process and of its children, shared pages divided among those that share them.
    private static long memoryMiB(Running running) {
        return running.handle().stream()
                        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                        .mapToLong(Status::memoryKiB)
                        .sum()
                / 1024;
    }

    private static long memoryKiB(ProcessHandle process) {
        try {
            var rollup = Files.readString(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup"));
            var match = PSS.matcher(rollup);
            return match.find() ? Long.parseLong(match.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
