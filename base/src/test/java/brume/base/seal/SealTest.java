package brume.base.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealTest {
    private static final byte[] PLAIN = "a secret".getBytes(UTF_8);
    private static final String HERE = "guest 1";

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Random random = new Random(1);

    private Seal seal(Path keys) {
        return new Seal(new KeyRing(keys, () -> now, random), random);
    }

    @Test
    void whatIsSealedOpensInItsPlaceAlone() {
        var seal = seal(folder);
        var sealed = seal.seal(PLAIN, HERE);
        assertThat(new String(sealed, UTF_8)).doesNotContain("secret");
        assertThat(seal.open(sealed, HERE)).contains(PLAIN);
        assertThat(seal.open(sealed, "guest 2")).isEmpty();
        assertThat(seal.seal(PLAIN, HERE)).isNotEqualTo(sealed);
    }

    @Test
    void whatWasChangedOrIsCutOffOpensNowhere() {
        var seal = seal(folder);
        var sealed = seal.seal(PLAIN, HERE);
        for (int at = 0; at < sealed.length; at++) {
            var other = sealed.clone();
            other[at] ^= 1;
            assertThat(seal.open(other, HERE)).as("byte %d", at).isEmpty();
        }
        assertThat(seal.open(new byte[0], HERE)).isEmpty();
        assertThat(seal.open(java.util.Arrays.copyOf(sealed, sealed.length - 1), HERE))
                .isEmpty();
    }

    @Test
    void itOpensAfterARestartAndAfterTheKeyWasRenewed() {
        var sealed = seal(folder).seal(PLAIN, HERE);
        now = now.plus(Duration.ofDays(100));
        var later = seal(folder);
        later.renew(Duration.ofDays(90));
        assertThat(later.open(sealed, HERE)).contains(PLAIN);
        var fresh = later.seal(PLAIN, HERE);
        assertThat(seal(folder).open(fresh, HERE)).contains(PLAIN);
    }

    @Test
    void itDoesNotOpenByAnotherFoldersKey() {
        var sealed = seal(folder.resolve("one")).seal(PLAIN, HERE);
        assertThat(seal(folder.resolve("other")).open(sealed, HERE)).isEmpty();
    }

    @Test
    void onlyTheOwnerReadsAKey() throws IOException {
        seal(folder.resolve("keys"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys"))))
                .isEqualTo("rwx------");
        try (var files = Files.list(folder.resolve("keys"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }
}
