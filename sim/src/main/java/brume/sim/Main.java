package brume.sim;

import picocli.CommandLine;

/// `./brume sim`.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Command()).execute(arguments));
    }
}
