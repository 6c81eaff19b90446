package brume.host.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that are written whole or not at all.
///
/// @param path of the folder, made with the first file
/// @param open whether programs of other users read them
record Folder(Path path, boolean open) {
    Path file(String name) {
        return path.resolve(name);
    }

    Folder in(String name) {
        return new Folder(path.resolve(name), open);
    }

    String read(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException absent) {
            return "";
        }
    }

    /// @return whether that changed anything
    boolean write(String name, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            Files.createDirectories(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(open ? "rwxr-xr-x" : "rwx------")));
            if (Files.exists(file(name)) && read(name).equals(text)) return false;
            var fresh = file("." + name + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(open ? "rw-r--r--" : "rw-------")));
            Files.write(fresh, bytes, StandardOpenOption.WRITE);
            Files.move(fresh, file(name), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            throw new NetworkFault(file(name) + " cannot be written: " + e.getMessage(), e);
        }
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new NetworkFault(file(name) + " cannot be removed: " + e.getMessage(), e);
        }
    }

    void removeAll() {
        if (!Files.exists(path)) return;
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    if (failure != null) throw failure;
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new NetworkFault(path + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
