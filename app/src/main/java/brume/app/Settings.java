package brume.app;

import brume.base.postgres.PostgresSettings;
import brume.contract.HypervisorKind;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// What an operator decides about one cloud; see `docs/brume.conf` for each in words.
///
/// @param data          the folder that holds all of this cloud
/// @param listen        where the APIs listen; port 0 takes any free one
/// @param database      `postgresql://user:password@host:port/name`; empty for a private server in [#data]
/// @param simulate      hosts without machines, and no durability
/// @param hosts         how many simulated hosts
/// @param outside       how guests reach the world
/// @param hypervisor    the kind of guest for images that do not ask for one: `ANY`, `QEMU` or `UML`
/// @param publicNetwork the external network's addresses, as `172.24.4.0/24`; its first one is this machine's
/// @param region        the name of the one region
/// @param proxies       addresses of proxies whose `X-Forwarded-*` are believed
/// @param deletedKept   how long deleted servers stay listed
/// @param cache         folder for what can be made again: unpacked programs, the mini image
/// @param postgres      how the private server is run
public record Settings(
        Path data,
        InetSocketAddress listen,
        Optional<String> database,
        boolean simulate,
        int hosts,
        Outside outside,
        HypervisorKind hypervisor,
        String publicNetwork,
        String region,
        Set<String> proxies,
        Duration deletedKept,
        Path cache,
        PostgresSettings postgres) {
    /// How long deleted servers stay listed, where nobody says otherwise.
    public static final Duration DELETED_KEPT = Duration.ofDays(30);

    /// How guests reach the world beyond this machine.
    public enum Outside {
        /// Not at all: this machine's firewall stays as it is.
        NONE,
        /// Through this machine, by a table of ours in its firewall.
        NAT
    }

    public Settings {
        // Kept by a release that had no such setting.
        if (deletedKept == null) deletedKept = DELETED_KEPT;
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
