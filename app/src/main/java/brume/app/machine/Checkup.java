package brume.app.machine;

import brume.host.hypervisor.KvmProbe;
import brume.host.process.CpuGroups;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Looks a machine over before, or instead of, a first `up`. An ability is tried, in a namespace that is gone
/// afterwards; that a file exists proves nothing.
public final class Checkup {
    private static final int JDK = 25;
    private static final long DISK_BYTES = 4L << 30;
    private static final long MEMORY_BYTES = 1L << 30;
    private static final long PATIENCE_SECONDS = 20;

    private final Path data;
    private final InetSocketAddress listen;
    private final boolean simulate;
    private final boolean running;

    /// @param simulate whether only simulated hosts are wanted
    /// @param running  whether the cloud of `data` runs: it then holds its port itself
    public Checkup(Path data, InetSocketAddress listen, boolean simulate, boolean running) {
        this.data = data;
        this.listen = listen;
        this.simulate = simulate;
        this.running = running;
    }

    public List<Check> all() {
        var checks = new ArrayList<>(List.of(java(), memory(), disk(), port(), unprivilegedDatabase()));
        if (simulate) return checks;
        checks.add(root());
        checks.addAll(packages());
        checks.add(kernelVirtualMachine());
        checks.add(userModeLinux());
        checks.add(namespaces());
        checks.add(firewall());
        checks.add(processors());
        return checks;
    }

    private static Check java() {
        int version = Runtime.version().feature();
        if (version >= JDK) return Check.good("java", "JDK " + Runtime.version());
        return Check.bad("java", "JDK " + version, "install a JDK " + JDK + ", or set JAVA_HOME to one");
    }

    private static Check memory() {
        try {
            var line = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(each -> each.startsWith("MemAvailable:"))
                    .findFirst()
                    .orElseThrow();
            long bytes = Long.parseLong(line.replaceAll("\\D", "")) << 10;
            var found = (bytes >> 20) + " MiB free";
            return bytes >= MEMORY_BYTES
                    ? Check.good("memory", found)
                    : Check.weak("memory", found, "free some, or expect few guests");
        } catch (IOException e) {
            return Check.weak("memory", "unknown", "mount /proc");
        }
    }

    private Check disk() {
        var folder = data;
        while (!Files.isDirectory(folder)) folder = folder.getParent();
        long bytes = folder.toFile().getUsableSpace();
        var found = (bytes >> 30) + " GiB free in " + folder;
        return bytes >= DISK_BYTES
                ? Check.good("disk", found)
                : Check.weak("disk", found, "choose another folder by --data");
    }

    private Check port() {
        if (running || listen.getPort() == 0) return Check.good("port", "ours");
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(listen);
            return Check.good("port", listen.getPort() + " is free");
        } catch (IOException e) {
            return Check.bad(
                    "port", listen.getPort() + ": " + e.getMessage(), "stop who uses it, or choose by --listen");
        }
    }

    private static Check unprivilegedDatabase() {
        if (!isRoot()) return Check.good("database", "runs as you");
        return succeeds("unshare", "-U", "--map-user=1000", "--map-group=1000", "true")
                ? Check.good("database", "runs without root's power, in a user namespace")
                : Check.bad(
                        "database",
                        "no user namespaces, and PostgreSQL refuses to be root",
                        "sysctl -w user.max_user_namespaces=10000, or give a server by --database");
    }

    private static Check root() {
        return isRoot()
                ? Check.good("root", "yes")
                : Check.bad("root", "no", "run as root for real guests, or say --simulate");
    }

    private static List<Check> packages() {
        var missing = new ArrayList<Check>();
        var tools = new ArrayList<>(Tool.RUN);
        tools.addAll(Tool.BUILD_IMAGE);
        Packages.missing(tools)
                .forEach((name, purpose) -> missing.add(
                        Check.bad("package", name + " is missing (" + purpose + ")", "./brume doctor --install")));
        return missing.isEmpty() ? List.of(Check.good("packages", "all there")) : missing;
    }

    private static Check kernelVirtualMachine() {
        if (!Files.exists(Path.of("/dev/kvm"))) {
            return Check.weak("kvm", "absent", "guests by QEMU are slow (emulated); user-mode Linux is quick");
        }
        return KvmProbe.runs()
                ? Check.good("kvm", "runs code")
                : Check.weak("kvm", "there, but does not run code", "guests by QEMU are slow (emulated)");
    }

    private static Check userModeLinux() {
        return succeeds("linux.uml", "--version")
                ? Check.good("uml", "starts")
                : Check.weak("uml", "does not start", "./brume doctor --install; QEMU alone works too");
    }

    private static Check namespaces() {
        for (var kind : List.of("bridge", "veth", "vxlan")) {
            var line = new ArrayList<>(List.of("unshare", "-n", "ip", "link", "add", "probe0", "type", kind));
            if (kind.equals("vxlan")) line.addAll(List.of("id", "1", "dstport", "4789"));
            if (!succeeds(line.toArray(String[]::new))) {
                return Check.bad("networks", "no " + kind + " in a network namespace", "modprobe " + kind);
            }
        }
        return Check.good("networks", "namespaces with bridge, veth, vxlan");
    }

    private static Check firewall() {
        boolean works = succeeds("unshare", "-n", "nft", "add table inet probe")
                && succeeds("unshare", "-n", "nft", "add table bridge probe");
        return works
                ? Check.good("firewall", "nftables, inet and bridge")
                : Check.bad("firewall", "nftables does not work", "modprobe nf_tables nf_tables_bridge");
    }

    private static Check processors() {
        return CpuGroups.find()
                .map(groups -> Check.good("processors", "guests share them by " + groups))
                .orElseGet(() -> Check.weak(
                        "processors",
                        "no control groups for CPU: a guest has no weight of its own, and gives way to this machine's"
                                + " own work by its nice level alone",
                        "mount cgroup2, with the cpu controller, on /sys/fs/cgroup"));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static boolean succeeds(String... line) {
        try {
            var process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) return process.exitValue() == 0;
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
