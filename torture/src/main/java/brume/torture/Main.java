package brume.torture;

import picocli.CommandLine;

/// `./brume torture`.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Command()).execute(arguments));
    }
}
