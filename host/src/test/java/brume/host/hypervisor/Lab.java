package brume.host.hypervisor;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.contract.DiskSpec;
import brume.contract.GuestMetadata;
import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.contract.ImageSpec;
import brume.host.image.ImageCache;
import brume.host.metadata.MetadataTree;
import brume.host.process.Command;
import brume.host.process.Keeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// A network namespace with one tap, on which a guest finds DHCP and metadata, and the mini image.
final class Lab implements AutoCloseable {
    static final String GUEST_IP = "10.9.7.50";
    private static final String MAC = "fa:16:3e:09:07:32";
    private static final int KEEPER = 1_899_999_999;
    private static final String READY = "lab: the system is up";
    /// Says that it is up, and powers off when somebody calls at port 7777, or reboots, at port 7778.
    private static final String USER_DATA = """
            #!/bin/sh
            rm -f /var/lib/cloud/user-data-ran
            (nc -l -p 7777 >/dev/null; poweroff) &
            (nc -l -p 7778 >/dev/null; reboot) &
            echo '%s' > /dev/console
            """.formatted(READY);

    final Path folder;
    final String namespace;
    final ImageCache images;
    final Keeper keeper;
    private final Map<UUID, Path> files = new ConcurrentHashMap<>();
    private final ImageSpec image;
    private final Process dhcp;
    private final Process metadata;

    /// @param file of the mini image
    Lab(Path folder, String name, String file, ImageSpec.Format format) {
        this.folder = folder;
        var mini = mini().resolve(file);
        image = new ImageSpec(UUID.randomUUID(), format, size(mini), sha512(mini));
        files.put(image.id(), mini);
        images = new ImageCache(folder.resolve("images"), InstantSource.system(), id -> {
            try {
                return Files.newInputStream(files.get(id));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        keeper = new Keeper(folder.resolve("keeper.pl"), KEEPER);
        namespace = "lab-" + name + "-" + ProcessHandle.current().pid();
        Command.of("ip", "netns", "add", namespace).ok();
        for (var arguments : List.of(
                "tuntap add lab0 mode tap",
                "addr add 10.9.7.1/24 dev lab0",
                "addr add 169.254.169.254/32 dev lo",
                "link set lo up",
                "link set lab0 up"))
            Command.of(List.of(("ip -n " + namespace + " " + arguments).split(" ")))
                    .ok();
        try {
            var web = Files.createDirectories(folder.resolve("web"));
            for (var entry : tree(metadata()).entrySet()) {
                var path = web.resolve(entry.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, entry.getValue());
            }
            dhcp = inside(
                    "dnsmasq",
                    "--keep-in-foreground",
                    "--no-ping",
                    "--conf-file=/dev/null",
                    "--pid-file=",
                    "--port=0",
                    "--interface=lab0",
                    "--bind-interfaces",
                    "--dhcp-range=10.9.7.0,static",
                    "--dhcp-host=" + MAC + "," + GUEST_IP,
                    "--dhcp-leasefile=" + folder.resolve("leases"));
            metadata = inside("busybox", "httpd", "-f", "-p", "169.254.169.254:80", "-h", web.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path mini() {
        return Path.of(System.getProperty("brume.mini", "/var/cache/brume/mini"));
    }

    static void assume(String program) {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        for (var path : List.of(program, "/usr/bin/perl", "/usr/bin/qemu-img", "/usr/sbin/dnsmasq", "/bin/busybox"))
            assumeTrue(Files.isExecutable(Path.of(path)), "needs " + path);
        assumeTrue(Files.exists(mini().resolve("mini.qcow2")), "needs the mini image in " + mini());
    }

    GuestSpec guest(HypervisorKind kind) {
        return Specs.guest(kind, image, List.of(new GuestSpec.Nic(UUID.randomUUID(), MAC, 1450)));
    }

    static GuestMetadata metadata() {
        return Specs.metadata(UUID.randomUUID(), Optional.of(USER_DATA.getBytes(StandardCharsets.UTF_8)));
    }

    static Map<String, byte[]> tree(GuestMetadata metadata) {
        return new MetadataTree(metadata, new Random(1)).configDrive();
    }

    boolean ready(Hypervisor hypervisor, UUID residence) {
        return hypervisor.console(residence, -1).contains(READY);
    }

    int timesReady(Hypervisor hypervisor, UUID residence) {
        return hypervisor.console(residence, -1).split(READY, -1).length - 1;
    }

    /// Makes the guest's system power off.
    void powerOff() {
        call("7777");
    }

    /// Makes the guest's system reboot.
    void reboot() {
        call("7778");
    }

    /// The guest says that it is up a moment before it listens.
    private void call(String port) {
        await().until(() -> Command.of("busybox", "nc", "-w", "2", GUEST_IP, port)
                        .in(namespace)
                        .run()
                        .exit()
                == 0);
    }

    /// The same guest, on a bare file system with kernel and RAM disk told.
    GuestSpec kernel(GuestSpec s) {
        var root = new DiskSpec(s.root().id(), held("mini-root.img"), s.root().sizeBytes());
        var files =
                new GuestSpec.BootFiles(held("vmlinuz"), Optional.of(held("initrd")), "root=/dev/vda rw console=ttyS0");
        return new GuestSpec(
                s.residence(),
                s.instance(),
                s.name(),
                s.vcpus(),
                s.memoryBytes(),
                s.kind(),
                s.power(),
                s.boots(),
                s.gently(),
                root,
                Optional.of(files),
                s.ports(),
                s.configDrive(),
                s.metadata());
    }

    private ImageSpec held(String name) {
        var file = mini().resolve(name);
        var spec = new ImageSpec(UUID.randomUUID(), ImageSpec.Format.RAW, size(file), sha512(file));
        files.put(spec.id(), file);
        return spec;
    }

    private Process inside(String... command) throws IOException {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(List.of(command));
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha512(Path file) {
        try (var in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-512");
            var buffer = new byte[1 << 16];
            for (int n; (n = in.read(buffer)) >= 0; ) digest.update(buffer, 0, n);
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        dhcp.destroy();
        metadata.destroy();
        Command.of("ip", "netns", "del", namespace).run();
    }
}
