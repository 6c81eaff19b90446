package brume.base.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// A password in a file that only its owner reads.
final class Secret {
    private static final int BYTES = 24;

    private Secret() {}

    /// Reads the secret in `file`; makes one when there is none.
    static String readOrMake(Path file) {
        try {
            if (!Files.exists(file)) make(file);
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path file) throws IOException {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(bytes), StandardOpenOption.WRITE);
    }
}
