package brume.testcloud.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.loop.SteppedScheduler;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.identity.FirstThings;
import brume.cloud.identity.Identity;
import brume.cloud.identity.Logins;
import brume.cloud.journal.Journal;
import brume.testcloud.TestCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeysTest {
    @TempDir
    private Path keys;

    private final SteppedScheduler scheduler = new SteppedScheduler(Instant.parse("2026-01-01T00:00:00Z"));
    private TestCloud cloud;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(0);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Identity identity(Sql sql) {
        var random = new SecureRandom();
        var ids = new Ids(scheduler.clock(), random);
        var journal = new Journal(sql, scheduler.clock(), ids);
        return new Identity(sql, scheduler.clock(), ids, random, journal, keys);
    }

    private static String token(Identity identity) {
        var proof = new Logins.ByPassword(
                Optional.empty(),
                Optional.of("admin"),
                Optional.of(new Logins.Named(Optional.of("default"), Optional.empty())),
                TestCloud.PASSWORD);
        return identity.logins()
                .login(new Logins.From("127.0.0.1", "req-test"), List.of(proof), new Logins.InSystem())
                .text();
    }

    private static Caller caller(Identity identity, String token) {
        return identity.caller(token, "127.0.0.1", "req-test");
    }

    private static void assertGone(Identity identity, String token) {
        assertThatThrownBy(() -> caller(identity, token)).isInstanceOf(CloudFault.Unauthenticated.class);
    }

    private void pass(Duration time) {
        var end = scheduler.clock().instant().plus(time);
        while (scheduler.next().filter(next -> !next.isAfter(end)).isPresent()) {
            scheduler.advance(Duration.between(
                    scheduler.clock().instant(), scheduler.next().get()));
            scheduler.step();
        }
        scheduler.advance(Duration.between(scheduler.clock().instant(), end));
    }

    @Test
    void tokensAndTheirRevocationsOutliveTheProcess() {
        var before = identity(cloud.sql());
        var kept = token(before);
        var dropped = token(before);
        before.logins().logout(caller(before, dropped), dropped);
        var after = identity(cloud.sql());
        assertThat(caller(after, kept).roles()).contains("admin");
        assertGone(after, dropped);
    }

    @Test
    void noTokenOutlivesAReset() {
        var old = token(identity(cloud.sql()));
        try (var other = TestCloud.live(0)) {
            var fresh = identity(other.sql());
            assertGone(fresh, old);
            assertThat(caller(fresh, token(fresh)).roles()).contains("admin");
        }
    }

    @Test
    void aTokenThatWasAlteredIsNone() {
        var identity = identity(cloud.sql());
        var token = token(identity);
        for (int i = 0; i < token.length(); i += 7) {
            var altered = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            if (altered.equals(token)) continue;
            assertGone(identity, altered);
        }
        assertGone(identity, "");
        assertGone(identity, "x".repeat(100_000));
    }

    @Test
    void aTokenExpires() {
        var identity = identity(cloud.sql());
        var token = token(identity);
        pass(Duration.ofMinutes(59));
        assertThat(caller(identity, token).user()).isPresent();
        pass(Duration.ofMinutes(1));
        assertGone(identity, token);
    }

    @Test
    void keysAreRenewedUnderTokensThatStayGood() throws IOException {
        var identity = identity(cloud.sql());
        identity.start(scheduler);
        assertThat(files()).hasSize(1);
        pass(Duration.ofHours(23).plusMinutes(50));
        var token = token(identity);
        pass(Duration.ofMinutes(30));
        assertThat(files()).hasSize(2);
        assertThat(caller(identity, token).user()).isPresent();
        pass(Duration.ofMinutes(90));
        assertThat(files()).as("the old key goes when no token of it can live").hasSize(1);
        assertThat(caller(identity, token(identity)).user()).isPresent();
    }

    @Test
    void keysAreForTheirOwnerAlone() throws IOException {
        identity(cloud.sql());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rwx------");
        for (var file : files()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theFirstThingsAreMadeOnce() {
        var identity = identity(cloud.sql());
        var before = rows();
        identity.bootstrap(FirstThings.of("another-password"));
        assertThat(rows()).isEqualTo(before);
        assertThat(caller(identity, token(identity)).user()).isPresent();
    }

    private List<Long> rows() {
        return List.of("identity_user", "project", "role", "role_grant", "catalog_endpoint", "user_password").stream()
                .map(table -> cloud.sql().only("select count(*) as n from " + table, row -> row.whole("n")))
                .toList();
    }

    private List<Path> files() throws IOException {
        try (var found = Files.list(keys)) {
            return found.toList();
        }
    }
}
