package brume.app;

import brume.base.postgres.PostgresSettings;
import brume.contract.HypervisorKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What an operator decides about one cloud; see `docs/brume.conf` for each in words.
///
/// @param data          the folder that holds all of this cloud
/// @param listen        where the APIs listen; port 0 takes any free one
/// @param tls           what certificate they show, where they show one
/// @param database      `postgresql://user:password@host:port/name`; empty for a private server in [#data]
/// @param simulate      hosts without machines, and no durability
/// @param hosts         how many simulated hosts
/// @param outside       how guests reach the world
/// @param hypervisor    the kind of guest for images that do not ask for one: `ANY`, `QEMU` or `UML`
/// @param publicNetwork the external network's addresses, as `172.24.4.0/24`; its first one is this machine's
/// @param region        the name of the one region
/// @param proxies       addresses of proxies whose `X-Forwarded-*` are believed
/// @param deletedKept   how long deleted servers stay listed
/// @param fenceProgram  powers hosts off: `PROGRAM off HOSTNAME`
/// @param cache         folder for what can be made again: unpacked programs, the mini image
/// @param postgres      how the private server is run
public record Settings(
        Path data,
        InetSocketAddress listen,
        Tls tls,
        Optional<String> database,
        boolean simulate,
        int hosts,
        Outside outside,
        HypervisorKind hypervisor,
        String publicNetwork,
        String region,
        Set<String> proxies,
        Duration deletedKept,
        Optional<Path> fenceProgram,
        Path cache,
        PostgresSettings postgres) {
    /// How long deleted servers stay listed, where nobody says otherwise.
    public static final Duration DELETED_KEPT = Duration.ofDays(30);

    /// The certificate of the APIs, which have one as soon as they are heard beyond this machine.
    ///
    /// @param certificate a file of the operator's, in PEM, with those above it; else the cloud makes one
    /// @param key         the key of that certificate, in PEM
    /// @param names       names and addresses that one of the cloud's own making is for, besides this machine's
    public record Tls(Optional<Path> certificate, Optional<Path> key, List<String> names) {
        public static final Tls OWN = new Tls(Optional.empty(), Optional.empty(), List.of());

        public Tls {
            names = List.copyOf(names);
        }
    }

    /// Of a simulated cloud that is heard on this machine alone, at any free port; else as usual.
    public static Settings simulated(Path data, int hosts, Path cache, PostgresSettings postgres) {
        return new Settings(
                data,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Tls.OWN,
                Optional.empty(),
                true,
                hosts,
                Outside.NONE,
                HypervisorKind.ANY,
                "172.24.4.0/24",
                "RegionOne",
                Set.of(),
                DELETED_KEPT,
                Optional.empty(),
                cache,
                postgres);
    }

    /// How guests reach the world beyond this machine.
    public enum Outside {
        /// Not at all: this machine's firewall stays as it is.
        NONE,
        /// Through this machine, by a table of ours in its firewall.
        NAT
    }

    public Settings {
        // Kept by a release that had no such settings.
        if (deletedKept == null) deletedKept = DELETED_KEPT;
        if (tls == null) tls = Tls.OWN;
        if (fenceProgram == null) fenceProgram = Optional.empty();
        proxies = Set.copyOf(proxies);
        if (listen.isUnresolved()) listen = new InetSocketAddress(listen.getHostString(), listen.getPort());
    }

    /// The file that holds a built-in user's first password, mode 0600; `user` is `admin` or `demo`.
    public Path passwordFile(String user) {
        return data.resolve(user + "-password");
    }

    /// The file that is there while a backup is being restored: nothing of the cloud may be used then.
    public static Path restoring(Path data) {
        return data.resolve("restoring");
    }

    /// Where the mini guest image is built and kept.
    public Path miniImage() {
        return cache.resolve("mini");
    }
}
