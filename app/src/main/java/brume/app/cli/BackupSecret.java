package brume.app.cli;

import brume.base.file.Reason;
import brume.base.file.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What seals the keys in a backup: a passphrase, or a file that holds a long random one.
final class BackupSecret {
    private static final String VARIABLE = "BRUME_PASSPHRASE";
    private static final int SHORTEST = 12;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "a file that holds what seals the keys; backup makes it when it is missing. Keep it apart")
    private Path keys;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "the passphrase that seals the keys (else " + VARIABLE + ", else it is asked for)")
    private Path passphrase;

    /// For a new backup.
    ///
    /// @throws Failure when there is none, or it is too short
    String forNew() {
        if (keys != null) return readOrMade(keys);
        var said = said("Passphrase for the keys in this backup: ");
        if (said.length() < SHORTEST) throw new Failure("the passphrase has to have " + SHORTEST + " characters");
        return said;
    }

    private static String readOrMade(Path file) {
        try {
            var secret = SecretFile.readOrMake(file.toAbsolutePath());
            if (secret.length() >= SHORTEST) return secret;
            throw new Failure(file + " holds " + secret.length()
                    + " characters, which seal nothing; name a file that is not" + " there, and it is made");
        } catch (UncheckedIOException e) {
            throw unusable(file, e.getCause());
        }
    }

    private static Failure unusable(Path file, IOException why) {
        return new Failure(file + " can't be read or made (" + Reason.of(why) + "); name another file");
    }

    /// For one that is there.
    ///
    /// @throws Failure when there is none
    String forOld() {
        return keys == null ? said("Passphrase of this backup: ") : read(keys);
    }

    private String said(String question) {
        if (passphrase != null) return read(passphrase);
        return Optional.ofNullable(System.getenv(VARIABLE))
                .or(() -> Optional.ofNullable(System.console()).map(console -> asked(console.readPassword(question))))
                .orElseThrow(
                        () -> new Failure("the keys are sealed by a passphrase: say --passphrase-file FILE, or set "
                                + VARIABLE + "; or by a file: --keys FILE"));
    }

    private static String asked(char[] answer) {
        return answer == null ? "" : new String(answer);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Failure("cannot read " + file + " (" + Reason.of(e) + "); name another file");
        }
    }
}
