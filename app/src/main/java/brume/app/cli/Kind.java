package brume.app.cli;

import brume.base.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Keeps real and simulated clouds apart: a data folder is of one kind for ever.
final class Kind {
    private static final String FILE = "kind";

    private Kind() {}

    /// @throws Failure when the folder holds a cloud of the other kind
    static void claim(Path data, boolean simulated) {
        var file = Folders.createPrivate(data).resolve(FILE);
        try {
            if (!Files.exists(file)) Files.writeString(file, word(simulated) + "\n");
            else if (simulated(data) != simulated) {
                throw new Failure("the cloud in " + data + " is a " + word(!simulated) + " one; "
                        + (simulated ? "choose another folder by --data" : "say --simulate, or choose another --data"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether `data` holds a simulated cloud; false when it holds none.
    static boolean simulated(Path data) {
        try {
            return Files.readString(data.resolve(FILE)).strip().equals(word(true));
        } catch (IOException e) {
            return false;
        }
    }

    private static String word(boolean simulated) {
        return simulated ? "simulated" : "real";
    }
}
