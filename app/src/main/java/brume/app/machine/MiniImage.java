package brume.app.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/// The mini guest image: a small bootable Linux, built here from Debian packages, and kept in a cache folder.
///
/// In the folder: `mini.qcow2` (a bootable disk), `mini-root.img` (the same, raw), `vmlinuz`, `initrd`, `vmlinux`,
/// `initramfs.cpio.zst`.
public final class MiniImage {
    private static final Path USER_MODE_KERNELS = Path.of("/usr/lib/uml/modules");
    private final Path recipe;
    private final Path folder;

    /// The image could not be built; the message says why.
    public static final class Unbuildable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unbuildable(String message) {
            super(message);
        }
    }

    /// @param recipe the folder with the script `build` and what goes into the image
    /// @param folder where the image is kept
    public MiniImage(Path recipe, Path folder) {
        this.recipe = recipe;
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /// The bootable disk.
    public Path disk() {
        return folder.resolve("mini.qcow2");
    }

    /// Whether it is there, and of this recipe.
    public boolean fresh() {
        try {
            return Files.exists(disk()) && Files.readString(mark()).strip().equals(digest());
        } catch (IOException e) {
            return false;
        }
    }

    /// Builds it, as root, in about ten seconds; Debian packages are fetched if they are not in the folder yet.
    ///
    /// @param progress is told what is being done, a line at a time
    /// @throws Unbuildable with what the build said
    public void build(Consumer<String> progress) {
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(mark());
            var process = new ProcessBuilder("bash", recipe.resolve("build").toString(), folder.toString())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var last = "";
            try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
                for (var line = said.readLine(); line != null; line = said.readLine()) {
                    progress.accept("mini image: " + line.strip());
                    last = line;
                }
            }
            if (process.waitFor() != 0) throw new Unbuildable("the mini image was not built: " + last);
            Files.writeString(mark(), digest() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unbuildable("interrupted");
        }
    }

    private Path mark() {
        return folder.resolve("built-from");
    }

    /// Of the recipe, and of the user-mode kernels whose modules are in the image.
    private String digest() throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var files = Files.walk(recipe)) {
                for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                    digest.update(recipe.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                    digest.update(Files.readAllBytes(file));
                }
            }
            if (Files.isDirectory(USER_MODE_KERNELS)) {
                try (var versions = Files.list(USER_MODE_KERNELS)) {
                    for (var version : versions.sorted().toList()) {
                        digest.update(version.toString().getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
