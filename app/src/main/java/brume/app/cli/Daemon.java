package brume.app.cli;

import java.nio.file.Path;

/// The process that `up` leaves behind: `Daemon DATA`. It is started often and must be quick, so it parses no command
/// line: its settings are in the data folder.
public final class Daemon {
    private Daemon() {}

    public static void main(String[] arguments) {
        try {
            Server.inBackground(KeptSettings.read(Path.of(arguments[0]))).run();
        } catch (RuntimeException | Error e) {
            Told.of(e).ifPresentOrElse(System.out::println, () -> e.printStackTrace(System.out));
            System.exit(1);
        }
    }
}
