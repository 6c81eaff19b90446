package brume.app;

import brume.base.file.Folders;
import brume.base.file.Reason;
import brume.base.http.HttpServer;
import brume.base.loop.Scheduler;
import brume.base.tls.Authority;
import brume.base.tls.BadCertificate;
import brume.base.tls.Pem;
import brume.base.tls.ServerKey;
import brume.base.tls.ServerNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that the listener shows: the operator's, or one by an authority that this cloud has for itself. One
/// that changed on disk, or that comes near its end, is followed by its successor without a restart.
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(20 * 365);
    private static final Duration LIFE = Duration.ofDays(90);
    private static final Duration RENEWED = Duration.ofDays(30);
    private static final Duration WARNED = Duration.ofDays(14);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private final Settings settings;
    private final TlsFiles files;
    private final InstantSource clock;
    private final SecureRandom random;
    private ServerKey shown;
    private Instant told = Instant.MIN;

    /// @param clock the world's, which clients go by, and no simulation's
    /// @throws BadCertificate when the operator's can't be used
    Certificates(Settings settings, InstantSource clock, SecureRandom random) {
        this.settings = settings;
        this.files = TlsFiles.in(settings.data());
        this.clock = clock;
        this.random = random;
        Folders.createPrivate(files.folder());
        show(current());
    }

    /// Those of a cloud that is heard beyond this machine, or that has a certificate; empty for any other.
    static Optional<Certificates> of(Settings settings, InstantSource clock, SecureRandom random) {
        boolean needed = !settings.listen().getAddress().isLoopbackAddress()
                || settings.tls().certificate().isPresent();
        return needed ? Optional.of(new Certificates(settings, clock, random)) : Optional.empty();
    }

    synchronized ServerKey shown() {
        return shown;
    }

    /// The file of our own authority; empty where the operator's certificate is shown.
    Optional<Path> authority() {
        return settings.tls().certificate().isPresent() ? Optional.empty() : Optional.of(files.authority());
    }

    /// The name that clients are to use, where there is one: what the operator gave, or the certificate's first.
    Optional<String> name() {
        if (authority().isPresent()) return settings.tls().names().stream().findFirst();
        return ServerNames.in(shown().certificate()).dns().stream()
                .filter(ServerNames::isName)
                .findFirst();
    }

    /// Looks each minute whether there is another one to be shown.
    void keep(HttpServer http, Scheduler scheduler) {
        scheduler.runAt(scheduler.clock().instant().plus(LOOK), "certificates", () -> {
            try {
                look(http);
            } finally {
                keep(http, scheduler);
            }
        });
    }

    /// Shows the certificate of now, if it is another; a broken one is told, and the old one stays.
    synchronized void look(HttpServer http) {
        try {
            var next = current();
            if (next.chain().equals(shown.chain())) {
                if (!clock.instant().isBefore(shown.ends().minus(WARNED))) warn("the certificate ends soon");
                return;
            }
            http.present(next);
            show(next);
            LOG.info("another certificate is shown, until {}", next.ends());
        } catch (RuntimeException e) {
            warn("no other certificate can be shown: " + e.getMessage());
        }
    }

    private void warn(String what) {
        if (clock.instant().isBefore(told.plus(Duration.ofDays(1)))) return;
        told = clock.instant();
        LOG.warn("{}; the one that is shown ends at {}", what, shown.ends());
    }

    private void show(ServerKey next) {
        shown = next;
        write(files.shown(), Pem.of(List.of(next.certificate())));
    }

    private ServerKey current() {
        return own(settings.tls(), clock.instant()).orElseGet(this::made);
    }

    /// The operator's; empty where none is given.
    ///
    /// @throws BadCertificate when it can't be used
    static Optional<ServerKey> own(Settings.Tls tls, Instant now) {
        if (tls.certificate().isEmpty()) return Optional.empty();
        var certificate = tls.certificate().get();
        var own = read(certificate, tls.key().orElseThrow());
        if (now.isAfter(own.ends())) throw new BadCertificate(certificate + " ended at " + own.ends());
        if (now.isBefore(own.begins())) throw new BadCertificate(certificate + " begins at " + own.begins());
        return Optional.of(own);
    }

    /// The one of our own making, made anew when it comes near its end or lacks a name.
    private ServerKey made() {
        var names =
                ServerNames.of(settings.listen().getAddress(), settings.tls().names());
        var before = kept();
        if (before.isPresent()
                && clock.instant().isBefore(before.get().ends().minus(RENEWED))
                && ServerNames.in(before.get().certificate()).containsAll(names)) return before.get();
        var next = ownAuthority().issue(names, LIFE);
        write(files.madeKey(), Pem.of(next.key()));
        write(files.made(), Pem.of(next.chain()));
        return next;
    }

    /// The one that was made last; one that was cut off in between does not fit its key, and is none.
    private Optional<ServerKey> kept() {
        if (!Files.exists(files.made()) || !Files.exists(files.madeKey())) return Optional.empty();
        try {
            return Optional.of(read(files.made(), files.madeKey()));
        } catch (BadCertificate e) {
            return Optional.empty();
        }
    }

    private Authority ownAuthority() {
        if (Files.exists(files.authority())) {
            return Authority.of(read(files.authority(), files.authorityKey()), clock, random);
        }
        var authority = Authority.make("Brume authority of " + settings.region(), AUTHORITY_LIFE, clock, random);
        write(files.authorityKey(), Pem.of(authority.own().key()));
        write(files.authority(), Pem.of(List.of(authority.certificate())));
        return authority;
    }

    private static ServerKey read(Path certificate, Path key) {
        var chain = read("certificate", certificate, Pem::certificates);
        var own = read("key", key, Pem::key);
        try {
            return new ServerKey(own, chain);
        } catch (BadCertificate e) {
            throw new BadCertificate(certificate + ": " + e.getMessage(), e);
        }
    }

    private static <T> T read(String what, Path file, Function<String, T> parse) {
        try {
            // What is not PEM may be no text at all.
            return parse.apply(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new BadCertificate("the " + what + " " + file + " can't be read: " + Reason.of(e), e);
        } catch (BadCertificate e) {
            throw new BadCertificate("the " + what + " " + file + " can't be used: " + e.getMessage(), e);
        }
    }

    private static void write(Path file, String text) {
        try {
            var part = Files.createTempFile(
                    file.getParent(),
                    file.getFileName().toString(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(part, text, StandardOpenOption.SYNC);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
