package brume.app.backup;

import brume.app.Life;
import brume.base.file.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/// The bytes of images in the folder of a life: `images/<last two digits>/<key>`, each written once and never changed.
final class ImageFiles {
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private ImageFiles() {}

    static Path folder(Path data) {
        return Life.of(data).folder().resolve("images");
    }

    /// Links all that are there into `held`, so that they stay when they are deleted; those that are there already
    /// stay.
    static void hold(Path data, Path held) {
        if (!Files.isDirectory(folder(data))) return;
        try (var files = Files.walk(folder(data), 2)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = file.getFileName().toString();
                if (KEY.matcher(name).matches()) link(file, held.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path file, Path held) throws IOException {
        try {
            Files.createLink(held, file);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            // Held before, or deleted meanwhile.
            return;
        }
    }

    /// The keys of those held.
    static List<UUID> held(Path held) {
        try (var files = Files.list(held)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> KEY.matcher(name).matches())
                    .sorted()
                    .map(UUID::fromString)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes one, durably.
    static void write(Path images, UUID key, InputStream in) throws IOException {
        var name = key.toString();
        var shard = Folders.createPrivate(images.resolve(name.substring(name.length() - 2)));
        try (var channel =
                FileChannel.open(shard.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            in.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
        }
    }

    /// Links all of a folder into another one, which has none yet.
    static void take(Path from, Path to) {
        if (!Files.isDirectory(from)) return;
        try (var files = Files.walk(from, 2)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var shard =
                        Folders.createPrivate(to.resolve(from.relativize(file)).getParent());
                Files.createLink(shard.resolve(file.getFileName()), file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether there are any.
    static boolean any(Path data) {
        if (!Files.isDirectory(folder(data))) return false;
        try (var files = Files.walk(folder(data), 2)) {
            return files.anyMatch(Files::isRegularFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
