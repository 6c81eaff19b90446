package brume.app.cli;

import brume.app.Settings;
import brume.base.file.Folders;
import brume.base.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The settings that a cloud in the background was last started with, in its data folder. They may hold the database's
/// password: only the owner reads them.
final class KeptSettings {
    static final String FILE = "settings.json";

    private KeptSettings() {}

    static void write(Settings settings) {
        var file = Folders.createPrivate(settings.data()).resolve(FILE);
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, Json.bytes(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean any(Path data) {
        return Files.exists(data.resolve(FILE));
    }

    static Settings read(Path data) {
        try {
            return Json.read(Files.readString(data.resolve(FILE)), Settings.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
