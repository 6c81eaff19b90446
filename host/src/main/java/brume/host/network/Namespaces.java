package brume.host.network;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Named network namespaces, as `ip netns` keeps them in `/run/netns`, and what Java can't do by itself: to run
/// code in one (setns(2)), to find a link there (if_nametoindex(3)), and to send signals (kill(2)).
final class Namespaces {
    private static final Path FOLDER = Path.of("/run/netns");
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final MethodHandle OPEN = handle(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS =
            handle("setns", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle IF_NAMETOINDEX =
            handle("if_nametoindex", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle KILL =
            handle("kill", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Namespaces() {}

    static Path path(String name) {
        return FOLDER.resolve(name);
    }

    /// Whether there is one: a file alone, which a crash may leave, is none.
    static boolean exists(String name) {
        try {
            return Files.exists(path(name))
                    && !Files.getAttribute(path(name), "unix:dev").equals(Files.getAttribute(FOLDER, "unix:dev"));
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException e) {
            throw new NetworkFault("namespace " + name + " cannot be looked at: " + e.getMessage(), e);
        }
    }

    static void create(String name) {
        removeFile(name);
        Commands.run("namespace " + name, "ip", "netns", "add", name);
    }

    /// Those whose names begin so.
    static Set<String> named(String prefix) {
        var names = new TreeSet<String>();
        if (!Files.isDirectory(FOLDER)) return names;
        try (var all = Files.newDirectoryStream(FOLDER, prefix + "*")) {
            all.forEach(path -> names.add(path.getFileName().toString()));
        } catch (IOException e) {
            throw new NetworkFault("namespaces cannot be listed: " + e.getMessage(), e);
        }
        return names;
    }

    static void delete(String name) {
        if (exists(name)) Commands.run("namespace " + name, "ip", "netns", "delete", name);
        removeFile(name);
    }

    private static void removeFile(String name) {
        try {
            Files.deleteIfExists(path(name));
        } catch (IOException e) {
            throw new NetworkFault("namespace " + name + " cannot be removed: " + e.getMessage(), e);
        }
    }

    /// Writes kernel settings, such as `ipv4/ip_forward` to `1`, in that namespace.
    static void set(String namespace, Map<String, String> settings) {
        inside(namespace, () -> {
            for (var setting : settings.entrySet())
                Files.writeString(Path.of("/proc/sys/net", setting.getKey()), setting.getValue());
            return null;
        });
    }

    /// Whether there is a link of that name; none is in a namespace that is not there.
    ///
    /// @param namespace the machine's own when empty
    static boolean hasLink(String namespace, String link) {
        if (namespace.isEmpty()) return hasLink(link);
        return exists(namespace) && inside(namespace, () -> hasLink(link));
    }

    private static boolean hasLink(String link) {
        try (var arena = Arena.ofConfined()) {
            int index = (int) IF_NAMETOINDEX.invokeExact(arena.allocate(STATE), arena.allocateFrom(link));
            return index != 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs `work` in that namespace; sockets that it opens stay there.
    static <T> T inside(String namespace, Callable<T> work) {
        var result = new CompletableFuture<T>();
        // A thread of its own that ends afterwards: no other work may ever run in the foreign namespace.
        var thread = Thread.ofPlatform().name("netns-" + namespace).daemon().start(() -> {
            try {
                enter(namespace);
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            thread.join();
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NetworkFault fault) throw fault;
            throw new NetworkFault("in namespace " + namespace + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkFault("in namespace " + namespace + ": interrupted", e);
        }
    }

    static void hangUp(long pid) {
        try (var arena = Arena.ofConfined()) {
            int ignored = (int) KILL.invokeExact(arena.allocate(STATE), (int) pid, 1);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void close(MemorySegment state, int fd) throws Throwable {
        int ignored = (int) CLOSE.invokeExact(state, fd);
    }

    private static void enter(String namespace) throws Throwable {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var name = arena.allocateFrom(path(namespace).toString());
            int fd = (int) OPEN.invokeExact(state, name, O_RDONLY_CLOEXEC);
            if (fd < 0) throw new NetworkFault("namespace " + namespace + " cannot be opened: errno " + errno(state));
            int set = (int) SETNS.invokeExact(state, fd, CLONE_NEWNET);
            int error = errno(state);
            close(state, fd);
            if (set != 0) throw new NetworkFault("namespace " + namespace + " cannot be entered: errno " + error);
        }
    }

    static int errno(MemorySegment state) {
        return state.get(ValueLayout.JAVA_INT, STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    }

    @SuppressWarnings("restricted")
    static MethodHandle handle(String name, FunctionDescriptor shape, Linker.Option... options) {
        var all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, all);
    }
}
