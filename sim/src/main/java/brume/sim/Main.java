package brume.sim;

import java.util.logging.Level;
import java.util.logging.LogManager;
import picocli.CommandLine;

/// `./brume sim`.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // What the parts complain of under faults is no news; what matters is in the trace.
        LogManager.getLogManager().getLogger("").setLevel(Level.OFF);
        System.exit(new CommandLine(new Command()).execute(arguments));
    }
}
