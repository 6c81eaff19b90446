package brume.app.cli;

import brume.app.Settings;
import brume.app.Settings.Outside;
import brume.base.postgres.PostgresSettings;
import brume.cloud.network.address.Cidr;
import brume.contract.HypervisorKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of a cloud that is started.
final class CloudOptions {
    /// Bits that a prefix leaves to addresses: what two of them hold is this machine and one guest.
    private static final int LEAST_BITS = 2;

    @Mixin
    private Folder folder;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:5000",
            description = "where the APIs listen (${DEFAULT-VALUE}); port 0 takes any free one;"
                    + " beyond this machine they speak TLS alone")
    private String listen;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "the certificate that the APIs show, in PEM, with those above it"
                    + " (one by an authority that the cloud makes for itself; ./brume env names it)")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "the key of that certificate, in PEM")
    private Path key;

    @Option(
            names = "--tls-names",
            paramLabel = "NAME",
            split = ",",
            description = "what clients call this cloud, besides this machine's name and addresses;"
                    + " for the certificate that the cloud makes")
    private List<String> names = List.of();

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "your PostgreSQL, 15 or newer: postgresql://user:password@host:port/name"
                    + " (a private one in the data folder)")
    private String database;

    @Option(
            names = "--outside",
            paramLabel = "none|nat",
            defaultValue = "none",
            description = "how guests reach the world: nat is through this machine, by a table of ours in its firewall"
                    + " (${DEFAULT-VALUE})")
    private Outside outside;

    @Option(
            names = "--hypervisor",
            paramLabel = "any|qemu|uml",
            defaultValue = "any",
            description = "the kind of guest for images that run on several (${DEFAULT-VALUE}: the quickest here)")
    private HypervisorKind hypervisor;

    @Option(
            names = "--hosts",
            paramLabel = "N",
            defaultValue = "4",
            description = "how many hosts are simulated (${DEFAULT-VALUE})")
    private int hosts;

    @Option(names = "--durable", description = "a simulated cloud's database writes to disk as a real one's does")
    private boolean durable;

    @Option(
            names = "--public-network",
            paramLabel = "CIDR",
            defaultValue = "172.24.4.0/24",
            description = "addresses of the external network; its first is this machine's (${DEFAULT-VALUE})")
    private String publicNetwork;

    @Option(
            names = "--region",
            paramLabel = "NAME",
            defaultValue = "RegionOne",
            description = "the region's name (${DEFAULT-VALUE})")
    private String region;

    @Option(
            names = "--proxies",
            paramLabel = "ADDRESS",
            split = ",",
            description = "proxies whose X-Forwarded-* headers are believed (none)")
    private Set<String> proxies = Set.of();

    @Option(
            names = "--deleted-kept",
            paramLabel = "DAYS",
            defaultValue = "30",
            description = "how many days deleted servers stay listed for administrators (${DEFAULT-VALUE})")
    private int deletedKept;

    @Option(
            names = "--fence-program",
            paramLabel = "FILE",
            description = "a program that powers a host off: it is called with \"off\" and the host's name, and ends"
                    + " with 0 when the host is known to be off (none)")
    private Path fenceProgram;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "folder for what can be made again (/var/cache/brume for root, else ~/.cache/brume)")
    private Path cache;

    /// What a command needs to be told to find the cloud that is started.
    String words() {
        return folder.words();
    }

    Settings settings() {
        if (hosts < 1 || hosts > 1000) throw new Failure("--hosts is from 1 to 1000");
        if (deletedKept < 0 || deletedKept > 3_650) throw new Failure("--deleted-kept is from 0 to 3650");
        if (hypervisor == HypervisorKind.SIMULATED) throw new Failure("--hypervisor is any, qemu or uml");
        var cached = Cache.of(cache);
        return new Settings(
                folder.named(),
                address(),
                tls(),
                Optional.ofNullable(database),
                folder.simulate(),
                hosts,
                outside,
                hypervisor,
                publicNetwork(),
                region,
                proxies,
                Duration.ofDays(deletedKept),
                fenceProgram(),
                cached,
                postgres(cached));
    }

    private String publicNetwork() {
        var range = Cidr.parse(publicNetwork)
                .orElseThrow(() -> new Failure(
                        "--public-network is a range of addresses, as 172.24.4.0/24, and not " + publicNetwork));
        int longest = range.first().bits() - LEAST_BITS;
        if (range.length() > longest) {
            throw new Failure("--public-network has no room for addresses in " + range + "; its prefix is /" + longest
                    + " or shorter");
        }
        return publicNetwork;
    }

    private Optional<Path> fenceProgram() {
        if (fenceProgram == null) return Optional.empty();
        var program = fenceProgram.toAbsolutePath();
        if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
            throw new Failure("--fence-program is a program, and " + program + " can't be run");
        }
        return Optional.of(program);
    }

    private Settings.Tls tls() {
        if ((certificate == null) != (key == null)) throw new Failure("--tls-certificate and --tls-key go together");
        var small = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        return new Settings.Tls(
                Optional.ofNullable(certificate).map(Path::toAbsolutePath),
                Optional.ofNullable(key).map(Path::toAbsolutePath),
                small);
    }

    private PostgresSettings postgres(Path cached) {
        var settings = PostgresSettings.defaults().withCache(cached).withDurable(durable || !folder.simulate());
        var template = Brume.home().resolve("cluster");
        return Files.isDirectory(template) ? settings.withTemplate(template) : settings;
    }

    private InetSocketAddress address() {
        int colon = listen.lastIndexOf(':');
        try {
            var host = listen.substring(0, colon).replaceAll("^\\[|]$", "");
            return new InetSocketAddress(
                    InetAddress.getByName(host.equals("*") ? "0.0.0.0" : host),
                    Integer.parseInt(listen.substring(colon + 1)));
        } catch (UnknownHostException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Failure("--listen is ADDRESS:PORT, as 127.0.0.1:5000, and not " + listen);
        }
    }
}
