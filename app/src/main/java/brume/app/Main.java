package brume.app;

import brume.app.cli.Brume;

/// The `brume` command.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = Brume.run(arguments);
        // A cloud in the foreground ends by a signal; every other command is done here.
        System.exit(code);
    }
}
