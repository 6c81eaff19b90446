package brume.app.cli;

/// `up` as the launcher runs it: this process becomes the cloud.
public final class Raised {
    private Raised() {}

    public static void main(String[] none) {
        System.exit(Brume.raise(new Launcher(), Launcher.words()));
    }
}
