package brume.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.http.HttpServer;
import brume.base.http.Limits;
import brume.base.id.Ids;
import brume.base.postgres.PostgresSettings;
import brume.base.tls.Authority;
import brume.base.tls.BadCertificate;
import brume.base.tls.Pem;
import brume.base.tls.ServerKey;
import brume.base.tls.ServerNames;
import brume.contract.HypervisorKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificatesTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path folder;

    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final InstantSource clock = () -> now;
    private final Authority other = Authority.make("the operator's", Duration.ofDays(365), clock, RANDOM);
    private Path data;
    private Path certificate;
    private Path key;

    @BeforeEach
    void place() {
        data = folder.resolve("cloud");
        certificate = folder.resolve("own.pem");
        key = folder.resolve("own-key.pem");
    }

    private Settings settings(String listen, Settings.Tls tls) {
        return new Settings(
                data,
                new InetSocketAddress(InetAddress.ofLiteral(listen), 0),
                tls,
                Optional.empty(),
                true,
                1,
                Settings.Outside.NONE,
                HypervisorKind.ANY,
                "172.24.4.0/24",
                "RegionOne",
                Set.of(),
                Settings.DELETED_KEPT,
                Optional.empty(),
                folder,
                PostgresSettings.defaults());
    }

    private Certificates made(String... names) {
        return new Certificates(
                settings("0.0.0.0", new Settings.Tls(Optional.empty(), Optional.empty(), List.of(names))),
                clock,
                RANDOM);
    }

    private Certificates own() {
        var tls = new Settings.Tls(Optional.of(certificate), Optional.of(key), List.of());
        return new Certificates(settings("127.0.0.1", tls), clock, RANDOM);
    }

    private ServerKey issue(Duration life) {
        return other.issue(ServerNames.of(InetAddress.getLoopbackAddress(), List.of("cloud.example.org")), life);
    }

    private void give(ServerKey own) throws IOException {
        Files.writeString(key, Pem.of(own.key()));
        Files.writeString(certificate, Pem.of(own.chain()));
    }

    private static HttpServer server(Certificates certificates) {
        return new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.of(certificates.shown()),
                List.of(),
                Limits.DEFAULT,
                new Ids(InstantSource.system(), RANDOM));
    }

    @Test
    void aCloudOnLoopbackHasNone() {
        assertThat(Certificates.of(settings("127.0.0.1", Settings.Tls.OWN), clock, RANDOM))
                .isEmpty();
        assertThat(Certificates.of(settings("0.0.0.0", Settings.Tls.OWN), clock, RANDOM))
                .isPresent();
    }

    @Test
    void oneIsMadeOnceAndKept() throws IOException {
        var before = made().shown();
        assertThat(made().shown().chain()).isEqualTo(before.chain());
        var authority = Pem.certificates(Files.readString(TlsFiles.in(data).authority()));
        assertThat(before.certificate().getIssuerX500Principal())
                .isEqualTo(authority.getFirst().getSubjectX500Principal());
        var names = ServerNames.in(before.certificate());
        assertThat(names.dns()).contains("localhost");
        assertThat(names.addresses()).contains("127.0.0.1");
    }

    @Test
    void keysAreForTheirOwnerAlone() throws IOException {
        made();
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(TlsFiles.in(data).folder())))
                .isEqualTo("rwx------");
        try (var files = Files.list(TlsFiles.in(data).folder())) {
            for (var file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void itIsRenewedBeforeItEndsByTheSameAuthorityAndWithoutARestart() throws IOException {
        var certificates = made();
        var before = certificates.shown();
        var authority = Files.readString(TlsFiles.in(data).authority());
        try (var http = server(certificates)) {
            now = before.ends().minus(Duration.ofDays(31));
            certificates.look(http);
            assertThat(certificates.shown().chain()).isEqualTo(before.chain());
            now = before.ends().minus(Duration.ofDays(29));
            certificates.look(http);
        }
        assertThat(certificates.shown().ends()).isAfter(before.ends());
        assertThat(Files.readString(TlsFiles.in(data).authority())).isEqualTo(authority);
        assertThat(Files.readString(TlsFiles.in(data).shown()))
                .isEqualTo(Pem.of(certificates.shown().chain()));
    }

    @Test
    void anotherNameNeedsAnotherCertificate() {
        var before = made().shown();
        var after = made("cloud.example.org", "192.0.2.7");
        assertThat(after.shown().chain()).isNotEqualTo(before.chain());
        var names = ServerNames.in(after.shown().certificate());
        assertThat(names.dns()).contains("cloud.example.org", "localhost");
        assertThat(names.addresses()).contains("192.0.2.7");
        assertThat(after.name()).hasValue("cloud.example.org");
        assertThatThrownBy(() -> made("no name, at all")).isInstanceOf(BadCertificate.class);
    }

    @Test
    void onesOwnIsShownAndReadAgainWhenItChanges() throws IOException {
        give(issue(Duration.ofDays(30)));
        var certificates = own();
        assertThat(certificates.authority()).isEmpty();
        assertThat(certificates.name()).hasValue("cloud.example.org");
        var next = issue(Duration.ofDays(60));
        give(next);
        try (var http = server(certificates)) {
            certificates.look(http);
            assertThat(certificates.shown().chain()).isEqualTo(next.chain());
            Files.writeString(certificate, "broken");
            certificates.look(http);
            Files.delete(key);
            certificates.look(http);
        }
        assertThat(certificates.shown().chain()).as("a broken one is not shown").isEqualTo(next.chain());
    }

    @Test
    void onesOwnThatCannotBeUsedIsRefusedInWords() throws IOException {
        give(issue(Duration.ofDays(30)));
        now = now.plus(Duration.ofDays(31));
        assertThatThrownBy(this::own).isInstanceOf(BadCertificate.class).hasMessageContaining("ended at");
        Files.writeString(key, Pem.of(issue(Duration.ofDays(30)).key()));
        assertThatThrownBy(this::own).isInstanceOf(BadCertificate.class).hasMessageContaining("not that of");
        Files.delete(key);
        assertThatThrownBy(this::own).isInstanceOf(BadCertificate.class).hasMessageContaining("can't be read");
    }

    @Test
    void theFileThatCannotBeUsedIsNamed() throws Exception {
        var good = issue(Duration.ofDays(30));
        give(good);
        Files.write(certificate, good.certificate().getEncoded());
        refused("the certificate " + certificate, "in PEM");
        give(good);
        Files.write(key, good.key().getEncoded());
        refused("the key " + key, "in PEM");
        Files.writeString(key, """
                -----BEGIN EC PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-128-CBC,61C2A1A5B5B3F2F5CEDF5F2E3B4C0D4E

                AAAA
                -----END EC PRIVATE KEY-----
                """);
        refused("the key " + key, "passphrase");
        Files.delete(key);
        Files.createDirectory(key);
        refused("the key " + key, "Is a directory");
    }

    private void refused(String... words) {
        assertThatThrownBy(this::own).isInstanceOf(BadCertificate.class).hasMessageContainingAll(words);
    }
}
