package brume.app.cli;

import brume.base.file.Folders;
import brume.base.file.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;

/// Keeps real and simulated clouds apart: a data folder is of one kind for ever.
final class Kind {
    private static final String FILE = "kind";
    private static final String DRAFT = FILE + ".new";

    /// What a folder may hold that is nobody's yet: a claim that was cut short, and what a new file system has.
    private static final Set<String> NOTHING = Set.of(DRAFT, "lost+found");

    private Kind() {}

    /// Makes the folder, unless it is there. Its first file says that it is ours.
    ///
    /// @throws Failure when the folder holds a cloud of the other kind or what is no cloud, or can't be made
    static void claim(Path data, boolean simulated) {
        check(data, simulated);
        try {
            Folders.createPrivate(data);
            var file = data.resolve(FILE);
            if (Files.exists(file)) return;
            Files.writeString(data.resolve(DRAFT), word(simulated) + "\n");
            Files.move(data.resolve(DRAFT), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (UncheckedIOException e) {
            throw unusable(data, e.getCause());
        } catch (IOException e) {
            throw unusable(data, e);
        }
    }

    /// As [#claim], and changes nothing: a folder that is not there is fine.
    static void check(Path data, boolean simulated) {
        if (Files.exists(data.resolve(FILE))) {
            if (simulated(data) == simulated) return;
            throw new Failure("the cloud in " + data + " is a " + word(!simulated) + " one; "
                    + (simulated ? "choose another folder by --data" : "say --simulate, or choose another --data"));
        }
        if (!Files.exists(data)) return;
        if (!Files.isDirectory(data)) {
            throw new Failure(data + " is a file; name a folder by --data, an empty or a new one");
        }
        try (var entries = Files.list(data)) {
            if (entries.allMatch(entry -> NOTHING.contains(entry.getFileName().toString()))) return;
        } catch (IOException e) {
            throw unusable(data, e);
        }
        throw new Failure(data + " holds other things than a cloud; name an empty or a new folder by --data");
    }

    private static Failure unusable(Path data, IOException why) {
        return new Failure("a cloud can't be in " + data + " (" + Reason.of(why)
                + "); name a folder by --data that you may write to, an empty or a new one");
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
