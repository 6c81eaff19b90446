package brume.bench;

import brume.app.machine.MiniImage;
import brume.app.machine.Packages;
import brume.app.machine.Tool;
import brume.base.file.Folders;
import brume.base.id.Ids;
import brume.base.postgres.PostgresSettings;
import brume.host.process.Command;
import brume.host.process.Keeper;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// Real guests: how soon their process starts, and what the cloud adds to the CPU of their boot. For root alone, where
/// the packages are there.
final class RealGuests {
    private static final int TIMES = 3;
    private static final int WARM = 12;
    private static final long GIB = 1L << 30;
    private final Table table;
    private final Path command;
    private final Path folder;

    RealGuests(Table table, Path command, Path folder) {
        this.table = table;
        this.command = command;
        this.folder = folder;
    }

    enum Kind {
        UML("user-mode Linux", "uml", "/usr/bin/linux.uml"),
        QEMU("QEMU", "qemu", "/usr/bin/qemu-system-x86_64");

        final String named;
        final String option;
        final String program;

        Kind(String named, String option, String program) {
            this.named = named;
            this.option = option;
            this.program = program;
        }
    }

    /// The other rows are told whatever becomes of these.
    void measure(Kind kind) throws InterruptedException {
        var obstacle = obstacle();
        if (obstacle.isPresent()) {
            table.skip("a real guest on " + kind.named, obstacle.get());
            return;
        }
        try {
            boots(kind);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (Thread.interrupted()) throw new InterruptedException();
            table.skip("a real guest on " + kind.named, "it failed: " + e);
        }
    }

    private static Optional<String> obstacle() {
        if (!System.getProperty("user.name").equals("root")) return Optional.of("it needs root");
        var missing = Packages.missing(Tool.RUN).keySet();
        if (!missing.isEmpty()) return Optional.of("it needs Debian's " + String.join(", ", missing));
        var image = new MiniImage(
                Path.of(System.getProperty("brume.home")).resolve("mini"),
                PostgresSettings.defaultCache().resolve("mini"));
        return image.fresh() ? Optional.empty() : Optional.of("it needs the mini image: ./brume image mini");
    }

    private void boots(Kind kind) throws Exception {
        var data = folder.resolve(kind.option);
        var options = List.of("--hypervisor", kind.option, "--public-network", freeNetwork());
        try {
            try (var cloud = new BenchCloud(command, data, options)) {
                cloud.up();
                measure(kind, cloud, data);
            }
        } finally {
            Program.tidy(() -> erase(data));
        }
    }

    /// One boot of a guest by the cloud.
    ///
    /// @param start from the request to the start of the guest's process, in seconds
    /// @param ours  CPU of the cloud, its database and its helpers
    /// @param guest CPU of the guest itself, in seconds
    private record Boot(Guest process, double start, Shares ours, double guest) {}

    private void measure(Kind kind, BenchCloud cloud, Path data) throws Exception {
        var servers = Servers.of(cloud.api());
        servers.prepare();
        var boots = new ArrayList<Boot>();
        var bare = new ArrayList<Double>();
        // The first one finds the image not yet on the host; those after it a program that is still being compiled, as
        // no
        // cloud's is that has run for a while.
        for (int i = 0; i < WARM; i++) boot(kind, cloud, servers, data, "warm-" + i);
        for (int i = 0; i < TIMES; i++) {
            var boot = boot(kind, cloud, servers, data, "guest-" + i);
            bare.add(Bare.boot(boot.process, folder.resolve("bare-" + i + "-" + kind.option), GIB));
            boots.add(boot);
        }
        double start = median(boots.stream().map(Boot::start));
        var ours = boots.stream()
                .map(Boot::ours)
                .sorted(Comparator.comparingDouble(Shares::seconds))
                .toList()
                .get(TIMES / 2);
        table.add(new Row(
                kind.named + ": POST to its process's start", start, "s", 0, Goal.most(0.3), "median of " + TIMES));
        table.add(new Row(
                kind.named + ": CPU that we add to its boot",
                ours.seconds(),
                "s CPU",
                median(bare.stream()),
                Goal.times(0.1),
                String.format(
                        Locale.ROOT,
                        "limit: its boot without us; with us, and with a network, it took %.2f s; %s",
                        median(boots.stream().map(Boot::guest)),
                        ours)));
    }

    private Boot boot(Kind kind, BenchCloud cloud, Servers servers, Path data, String name) throws Exception {
        var host = data.resolve("host");
        var before = cloud.shares();
        double sent = Guest.now();
        var id = servers.create(name, 1);
        var guest = started(sent, kind, host);
        var console = host.resolve(kind.option).resolve(guest.residence()).resolve("console");
        Prompt.await(() -> Keeper.kept(console));
        // Only now: each look at it would cost the cloud what is measured, and clients look once in a second or two.
        Prompt.ask(
                "ACTIVE server",
                () -> cloud.api()
                        .get("/compute/v2.1/servers/" + id)
                        .get("server")
                        .get("status")
                        .stringValue()
                        .equals("ACTIVE"));
        double its = new Cpu(guest.pid()).seconds();
        var ours = cloud.shares().since(before).and(guest.keeperSeconds());
        servers.wipe(name);
        return new Boot(guest, guest.startedSeconds() - sent, ours, its);
    }

    private static Guest started(double sent, Kind kind, Path host) throws InterruptedException {
        var found = new AtomicReference<Guest>();
        Prompt.until("process of a guest", () -> {
            Guest.since(sent, kind.program, host).ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    private static double median(Stream<Double> values) {
        var sorted = values.sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /// One of the networks for tests between machines (RFC 2544, appendix C.2.2).
    private static String freeNetwork() throws IOException {
        var taken = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(address -> address.getHostAddress())
                .toList();
        for (int third = 255; third >= 0; third--) {
            var start = "198.18." + third + ".";
            if (taken.stream().noneMatch(address -> address.startsWith(start))) return start + "0/24";
        }
        throw new IllegalStateException("no network of 198.18.0.0/16 is free");
    }

    /// Takes off this machine what a stopped cloud leaves for its next start.
    private static void erase(Path data) throws IOException {
        var id = data.resolve("host-id");
        if (!Files.exists(id)) return;
        var tail = Ids.tail(UUID.fromString(Files.readString(id).strip()), 8);
        Stream<ProcessHandle> left = ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Stream::of)
                        .anyMatch(
                                a -> a.contains(data.resolve("host") + "/") || a.contains("/run/brume/" + tail + "/")));
        left.forEach(ProcessHandle::destroyForcibly);
        for (var namespace : names(Path.of("/run/netns"), "brume-" + tail))
            Command.of("ip", "netns", "del", namespace).run();
        for (var link : names(Path.of("/sys/class/net"), "bx" + tail))
            Command.of("ip", "link", "del", link).run();
        Command.of("nft", "delete", "table", "ip", "brume_" + tail).run();
        Folders.delete(Path.of("/run/brume", tail));
    }

    private static List<String> names(Path folder, String start) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith(start))
                    .toList();
        }
    }
}
