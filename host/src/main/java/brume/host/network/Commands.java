package brume.host.network;

import brume.host.process.Command;
import brume.host.process.CommandFault;
import java.util.ArrayList;
import java.util.List;

/// Commands of the machine, whose failures are told as [NetworkFault], with the step that they were for.
final class Commands {
    private Commands() {}

    /// Runs the program and waits for it.
    ///
    /// @return what it wrote
    /// @throws NetworkFault when it fails, with what it said
    static String run(String step, String input, List<String> command) {
        try {
            return Command.of(command).reading(input).ok();
        } catch (CommandFault e) {
            throw new NetworkFault(step + ": " + e.getMessage(), e);
        }
    }

    static String run(String step, String... command) {
        return run(step, "", List.of(command));
    }

    /// Runs the program, which may well fail.
    static boolean succeeds(String step, List<String> command) {
        try {
            return Command.of(command).run().exit() == 0;
        } catch (CommandFault e) {
            throw new NetworkFault(step + ": " + e.getMessage(), e);
        }
    }

    /// The same program in a network namespace.
    static List<String> inside(String namespace, String... command) {
        var whole = new ArrayList<>(List.of("nsenter", "--net=" + Namespaces.path(namespace), "--"));
        whole.addAll(List.of(command));
        return whole;
    }
}
