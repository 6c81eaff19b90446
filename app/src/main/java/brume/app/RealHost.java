package brume.app;

import brume.base.id.Ids;
import brume.base.loop.Scheduler;
import brume.contract.ControlLink;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HypervisorKind;
import brume.host.agent.Agent;
import brume.host.agent.FilePlan;
import brume.host.agent.HostFacts;
import brume.host.agent.MachineStart;
import brume.host.agent.Plan;
import brume.host.hypervisor.Guest;
import brume.host.hypervisor.Hypervisor;
import brume.host.hypervisor.HypervisorFault;
import brume.host.hypervisor.QemuHypervisor;
import brume.host.hypervisor.UmlHypervisor;
import brume.host.image.ImageCache;
import brume.host.metadata.MetadataTree;
import brume.host.network.LinuxNetwork;
import brume.host.network.NetworkFault;
import brume.host.process.Keeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This machine as a host: real drivers, and an agent in this process. What it holds goes on when the process ends.
final class RealHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RealHost.class);
    private static final Duration WATCH = Duration.ofSeconds(5);
    /// Networks are repaired more often; this is for what they refused.
    private static final Duration WATCH_ALL = Duration.ofMinutes(1);
    private static final Duration REPAIR = Duration.ofSeconds(15);
    private static final Duration CLEAN = Duration.ofMinutes(10);
    private static final Duration IMAGES_KEPT = Duration.ofHours(24);
    private static final int WORKERS = 8;
    private static final int KEEPER_USER = 61_000;
    private static final long RESERVED_BYTES = 1L << 30;

    private final LinuxNetwork network;
    private final List<Hypervisor> hypervisors;
    private final ImageCache images;
    private final Plan plan;
    private final Agent agent;
    private final Scheduler scheduler;
    private volatile boolean closed;

    RealHost(Settings settings, ControlLink control, Scheduler scheduler, Ids ids, RandomGenerator random) {
        this.scheduler = scheduler;
        var id = id(settings.data(), ids.next());
        var folder = settings.data().resolve("host");
        var run = Path.of("/run/brume");
        network = new LinuxNetwork(
                new LinuxNetwork.Options(
                        id,
                        folder.resolve("network"),
                        run,
                        Optional.empty(),
                        Optional.empty(),
                        settings.outside() == Settings.Outside.NAT,
                        Optional.empty()),
                random);
        var keeper = new Keeper(folder.resolve("keeper.pl"), KEEPER_USER);
        images = new ImageCache(folder.resolve("images"), scheduler.clock(), control::image);
        var namespace = Optional.of(network.namespace().getFileName().toString());
        var qemu = new QemuHypervisor(
                folder.resolve("qemu"),
                namespace,
                images,
                metadata -> new MetadataTree(metadata, random).configDrive(),
                keeper);
        var uml = new UmlHypervisor(
                folder.resolve("uml"),
                namespace,
                images,
                metadata -> new MetadataTree(metadata, random).configDrive(),
                keeper);
        hypervisors = preferred(settings.hypervisor(), qemu, uml);
        plan = new FilePlan(folder.resolve("plan"));
        agent = new Agent(
                facts(id, settings.data(), hypervisors),
                plan,
                hypervisors,
                network,
                control,
                scheduler,
                random,
                WORKERS,
                UnaryOperator.identity());
    }

    void start() {
        agent.start();
        agent.watch(WATCH, WATCH_ALL);
        repair();
        clean();
    }

    /// Base images that no guest needs any more make room.
    private void clean() {
        if (closed) return;
        try {
            images.clean(plan.images(), IMAGES_KEPT);
        } catch (RuntimeException e) {
            LOG.warn("base images could not be cleared up, again in {}: {}", CLEAN, e.toString());
        }
        scheduler.runAt(scheduler.clock().instant().plus(CLEAN), "clean of images", this::clean);
    }

    private void repair() {
        if (closed) return;
        try {
            // Else it would bring back what may be over.
            if (!agent.doubts()) network.repair();
        } catch (RuntimeException e) {
            LOG.warn("networks could not be repaired, again in {}: {}", REPAIR, e.toString());
        }
        scheduler.runAt(scheduler.clock().instant().plus(REPAIR), "repair of networks", this::repair);
    }

    /// User-mode Linux is the quicker one wherever QEMU has to translate each instruction.
    private static List<Hypervisor> preferred(HypervisorKind asked, QemuHypervisor qemu, UmlHypervisor uml) {
        boolean umlFirst = switch (asked) {
            case UML -> true;
            case QEMU -> false;
            case ANY, SIMULATED -> !qemu.kvm();
        };
        return umlFirst ? List.of(uml, qemu) : List.of(qemu, uml);
    }

    private static HostFacts facts(HostId id, Path data, List<Hypervisor> hypervisors) {
        try {
            var kinds = new ArrayList<HypervisorKind>();
            hypervisors.forEach(h -> kinds.add(h.kind()));
            var machine = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new HostFacts(
                    id,
                    MachineStart.now(),
                    InetAddress.getLocalHost().getHostName(),
                    "127.0.0.1",
                    new HostHello.Inventory(
                            Runtime.getRuntime().availableProcessors(),
                            Math.max(0, machine.getTotalMemorySize() - RESERVED_BYTES),
                            Files.getFileStore(data).getUsableSpace(),
                            kinds),
                    Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException("what this machine is cannot be found out", e);
        }
    }

    /// The id of this machine in its cloud, made at the first start.
    private static HostId id(Path data, UUID fresh) {
        var file = data.resolve("host-id");
        try {
            if (!Files.exists(file)) Files.writeString(file, fresh.toString());
            return new HostId(UUID.fromString(Files.readString(file).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Stops looking after guests and networks, which go on; where no guest is up, the machine's own network is left as
    /// it was.
    @Override
    public void close() {
        closed = true;
        agent.close();
        try {
            if (hypervisors.stream().allMatch(RealHost::idle)) network.withdraw();
        } catch (NetworkFault | HypervisorFault e) {
            LOG.warn("the machine's network is not as it was: {}", e.getMessage());
        }
        network.close();
    }

    private static boolean idle(Hypervisor hypervisor) {
        return hypervisor.guests().stream().allMatch(guest -> guest.state() == Guest.State.STOPPED);
    }
}
