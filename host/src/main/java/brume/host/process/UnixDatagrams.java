package brume.host.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// A socket for datagrams in the file system (`AF_UNIX`, `SOCK_DGRAM`), which the JDK has not. Its file goes with it.
/// Calls hold their carrier thread: use it on platform threads.
///
/// Source: unix(7), on Linux for x86-64 and arm64.
public final class UnixDatagrams implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    private static final int MAX_PATH = 107;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET =
            libc("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle BIND =
            libc("bind", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle CONNECT =
            libc("connect", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle SEND =
            libc("send", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
    private static final MethodHandle RECEIVE =
            libc("recv", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
    private static final MethodHandle POLL =
            libc("poll", ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = libc("close", ValueLayout.JAVA_INT);

    private final Path own;
    private final int fd;

    /// A socket at `own`, where there must be nothing, that speaks with the one at `peer`.
    public UnixDatagrams(Path own, Path peer) throws IOException {
        this.own = own;
        try (var arena = Arena.ofConfined()) {
            fd = (int) call(arena, "socket", SOCKET, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            try {
                call(arena, "bind " + own, BIND, fd, address(arena, own), 110);
                call(arena, "connect " + peer, CONNECT, fd, address(arena, peer), 110);
            } catch (IOException e) {
                close();
                throw e;
            }
        }
    }

    public void send(byte[] message) throws IOException {
        try (var arena = Arena.ofConfined()) {
            call(arena, "send", SEND, fd, arena.allocateFrom(ValueLayout.JAVA_BYTE, message), (long) message.length, 0);
        }
    }

    /// The next message, cut at `size` bytes.
    ///
    /// @throws IOException also when none comes within `limit`
    public byte[] receive(int size, Duration limit) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var poll = arena.allocate(8);
            poll.set(ValueLayout.JAVA_INT, 0, fd);
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            if (call(arena, "poll", POLL, poll, 1L, (int) limit.toMillis()) == 0)
                throw new IOException("no answer within " + limit.toMillis() + " ms");
            var message = arena.allocate(size);
            long n = call(arena, "recv", RECEIVE, fd, message, (long) size, 0);
            return Arrays.copyOf(message.toArray(ValueLayout.JAVA_BYTE), (int) n);
        }
    }

    @Override
    public void close() throws IOException {
        try (var arena = Arena.ofConfined()) {
            call(arena, "close", CLOSE, fd);
        } finally {
            Files.deleteIfExists(own);
        }
    }

    private static MemorySegment address(Arena arena, Path path) throws IOException {
        var bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_PATH) throw new IOException(path + " is longer than a socket's path may be");
        var address = arena.allocate(110, 2);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
        return address;
    }

    /// A function of the C library that answers an integer, -1 for an error.
    @SuppressWarnings("restricted")
    private static MethodHandle libc(String name, MemoryLayout... arguments) {
        boolean wide = name.equals("send") || name.equals("recv");
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(wide ? ValueLayout.JAVA_LONG : ValueLayout.JAVA_INT, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static long call(Arena arena, String what, MethodHandle function, Object... arguments) throws IOException {
        var state = arena.allocate(STATE);
        var all = new Object[arguments.length + 1];
        all[0] = state;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        long answer;
        try {
            answer = ((Number) function.invokeWithArguments(all)).longValue();
        } catch (Throwable e) {
            throw new IllegalStateException(what, e);
        }
        if (answer < 0) throw new IOException(what + ": errno " + (int) ERRNO.get(state, 0L));
        return answer;
    }
}
