package brume.host.process;

/// A command of this machine could not be run, took too long, or failed.
public final class CommandFault extends RuntimeException {
    CommandFault(String message) {
        super(message);
    }

    CommandFault(String message, Throwable cause) {
        super(message, cause);
    }

    CommandFault(Command.Output output) {
        super(String.join(" ", output.argv()) + ": exit " + output.exit() + ": "
                + output.err().strip());
    }
}
