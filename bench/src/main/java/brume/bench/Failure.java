package brume.bench;

import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;

/// What was asked for can't be done. The message is for whoever asked: at which step, why, and what to do.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Failure(String step, String cause, String remedy) {
        super("failed: %s%ncause:  %s%nremedy: %s".formatted(step, cause, remedy));
    }

    /// @param cause what its message and those of its causes say
    public Failure(String step, Throwable cause, String remedy) {
        this(step, told(cause), remedy);
    }

    /// What a fault says, with what is behind it; its kind where it says nothing.
    static String told(Throwable fault) {
        var said = switch (fault) {
            case NoSuchFileException f -> "there is no file " + f.getFile();
            case ConnectException f when f.getMessage() == null -> "no connection";
            case UnresolvedAddressException f -> "nobody knows the address of that name";
            case ClosedChannelException f -> "nobody listens there, or no way leads there";
            default -> fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        };
        var behind = fault.getCause();
        return behind == null || said.contains(told(behind)) ? said : said + ": " + told(behind);
    }
}
