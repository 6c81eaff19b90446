package brume.app;

import brume.cloud.hosts.PowerSwitch;
import brume.host.process.Command;
import brume.host.process.CommandFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The operator's program that powers hosts off: `PROGRAM off HOSTNAME`. It ends with 0 when the host is off, and known
/// to be, as fence agents do; anything else, or a minute without an end, says that this is not known.
final class FenceProgram implements PowerSwitch {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private final Path program;
    private final Duration limit;

    FenceProgram(Path program) {
        this(program, LIMIT);
    }

    FenceProgram(Path program, Duration limit) {
        this.program = program;
        this.limit = limit;
    }

    @Override
    public Said off(String host) {
        try {
            var output =
                    Command.of(program.toString(), "off", host).within(limit).run();
            var words = Stream.of(output.out(), output.err())
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("\n"));
            boolean off = output.exit() == 0;
            if (!off) return new Said(false, "exit code " + output.exit() + ": " + words);
            return new Said(true, words.isEmpty() ? program + " said nothing, and ended well" : words);
        } catch (CommandFault fault) {
            return new Said(false, fault.getMessage());
        }
    }
}
