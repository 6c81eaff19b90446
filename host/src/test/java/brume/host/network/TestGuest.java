package brume.host.network;

import brume.contract.PortSpec;
import brume.host.process.Command;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// A guest without a hypervisor: a namespace whose card is joined, frame by frame, to the tap of a port.
final class TestGuest implements AutoCloseable {
    private static final int O_RDWR_NONBLOCK = 0x802;
    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TAP_NO_PI = 0x1002;
    private static final int FRAME = 65_536;
    private static final MethodHandle OPEN = handle(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL = handle(
            "ioctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle READ = handle(
            "read",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle WRITE = handle(
            "write",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle POLL = handle(
            "poll",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    final String namespace = "bt-" + UUID.randomUUID().toString().substring(0, 8);
    final PortSpec port;
    private final Thread pump;
    private final int wire;
    private final Queue<byte[]> heard = new ConcurrentLinkedQueue<>();
    private volatile boolean on = true;

    TestGuest(LinuxNetwork network, PortSpec port) {
        this.port = port;
        Command.of("ip", "netns", "add", namespace).ok();
        int own = Namespaces.inside(namespace, () -> tap("eth0"));
        int host = Namespaces.inside(
                network.namespace().getFileName().toString(),
                () -> tap(network.tap(port.id()).orElseThrow()));
        ip("link", "set", "lo", "up");
        ip("link", "set", "eth0", "address", port.mac(), "mtu", "1450", "up");
        wire = host;
        pump = Thread.ofPlatform().daemon().start(() -> pump(own, host));
    }

    /// Sends a frame that its kernel would not. It is on its way, or dropped, when this returns.
    void send(byte[] frame) {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(frame.length);
            MemorySegment.copy(MemorySegment.ofArray(frame), 0, bytes, 0, frame.length);
            long written = (long) WRITE.invokeExact(wire, bytes, (long) frame.length);
            if (written != frame.length) throw new IllegalStateException("a frame was not taken");
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether exactly this frame has come.
    boolean heard(byte[] frame) {
        return heard.stream().anyMatch(one -> Arrays.equals(one, frame));
    }

    /// How many frames have come that begin so.
    long heard(byte[] frame, int bytes) {
        return heard.stream()
                .filter(one -> one.length >= bytes && Arrays.equals(one, 0, bytes, frame, 0, bytes))
                .count();
    }

    /// What has come by now counts no more.
    void forget() {
        heard.clear();
    }

    /// The address of its port, and a default route when there is a gateway.
    TestGuest configured(String gateway) {
        for (var fixed : port.fixedIps())
            ip("addr", "add", fixed.ip() + (fixed.ip().contains(":") ? "/64" : "/24"), "dev", "eth0");
        if (!gateway.isEmpty()) ip("route", "add", "default", "via", gateway);
        return this;
    }

    void ip(String... arguments) {
        var all = new String[arguments.length + 3];
        all[0] = "ip";
        all[1] = "-n";
        all[2] = namespace;
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        Command.of(all).ok();
    }

    Command.Output run(String... argv) {
        return Command.of(argv).in(namespace).run();
    }

    boolean pings(String address, String... more) {
        var all = new String[more.length + 6];
        System.arraycopy(new String[] {"ping", "-c1", "-W1", "-n", "-q"}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        all[all.length - 1] = address;
        return run(all).exit() == 0;
    }

    /// What `url` answers; empty when nothing does.
    String get(String url) {
        return run("curl", "-s", "-m", "3", url).out();
    }

    @Override
    public void close() {
        on = false;
        try {
            pump.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Command.of("ip", "netns", "delete", namespace).ok();
    }

    private void pump(int own, int host) {
        try (var arena = Arena.ofConfined()) {
            var frame = arena.allocate(FRAME);
            var both = arena.allocate(16);
            both.set(ValueLayout.JAVA_INT, 0, own);
            both.set(ValueLayout.JAVA_SHORT, 4, (short) 1);
            both.set(ValueLayout.JAVA_INT, 8, host);
            both.set(ValueLayout.JAVA_SHORT, 12, (short) 1);
            while (on) {
                int ready = (int) POLL.invokeExact(both, 2L, 50);
                if (ready > 0) {
                    copy(own, host, frame, sent -> {});
                    copy(host, own, frame, heard::add);
                }
            }
            int one = (int) CLOSE.invokeExact(own);
            int two = (int) CLOSE.invokeExact(host);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(int from, int to, MemorySegment frame, Consumer<byte[]> seen) throws Throwable {
        while (true) {
            long length = (long) READ.invokeExact(from, frame, (long) FRAME);
            if (length <= 0) return;
            seen.accept(frame.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
            long written = (long) WRITE.invokeExact(to, frame, length);
        }
    }

    private static int tap(String name) throws Exception {
        try (var arena = Arena.ofConfined()) {
            int fd = (int) OPEN.invokeExact(arena.allocateFrom("/dev/net/tun"), O_RDWR_NONBLOCK);
            var request = arena.allocate(40);
            MemorySegment.copy(
                    MemorySegment.ofArray(name.getBytes(StandardCharsets.US_ASCII)), 0, request, 0, name.length());
            request.set(ValueLayout.JAVA_SHORT, 16, IFF_TAP_NO_PI);
            int set = (int) IOCTL.invokeExact(fd, TUNSETIFF, request);
            if (fd < 0 || set != 0) throw new IllegalStateException("tap " + name + " cannot be opened");
            return fd;
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor shape, Linker.Option... options) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
    }
}
