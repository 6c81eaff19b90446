package brume.app;

import brume.base.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// What a cloud has from one reset to the next: a database on the private server, and a folder of keys and bytes. The
/// data folder says which one counts; a cloud that was never reset has its first.
///
/// @param data   the data folder
/// @param number 0 is the first, whose things lie in the data folder itself
public record Life(Path data, int number) {
    /// The file of the data folder with the number of the life that counts.
    public static final String FILE = "life";

    /// The folder of the data folder that holds those of later lives.
    public static final String LIVES = "lives";

    private static final List<String> PARTS = List.of("keys", "secret-keys", "images", "made");

    /// The one that counts.
    public static Life of(Path data) {
        try {
            return new Life(
                    data, Integer.parseInt(Files.readString(data.resolve(FILE)).strip()));
        } catch (NoSuchFileException e) {
            return new Life(data, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Life next() {
        return new Life(data, number + 1);
    }

    /// The name of its database.
    public String database() {
        return number == 0 ? Database.NAME : Database.NAME + "_" + number;
    }

    public Path folder() {
        return number == 0 ? data : data.resolve(LIVES).resolve(Integer.toString(number));
    }

    /// From now on this one counts, also for a process that comes after a crash.
    void begin() {
        try {
            var part = data.resolve(FILE + ".new");
            Files.writeString(part, number + "\n");
            Files.move(part, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes all files of it.
    void delete() {
        if (number > 0) Folders.delete(folder());
        else PARTS.forEach(part -> Folders.delete(data.resolve(part)));
    }

    /// Deletes what lives other than this one have left.
    void deleteOthers() {
        if (number > 0) new Life(data, 0).delete();
        var lives = data.resolve(LIVES);
        if (!Files.isDirectory(lives)) return;
        try (var folders = Files.newDirectoryStream(lives)) {
            for (var folder : folders) if (!folder.equals(folder())) Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
