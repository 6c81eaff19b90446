package brume.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// The terminal, or the pipes, that this process was started with, and how it lets go of them as daemons do
/// (daemon(7)): Java can't do that by itself. To make one costs some 50 ms.
final class Terminal {
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY_APPEND = 1 | 02000;

    private final MethodHandle setsid = handle("setsid", FunctionDescriptor.of(ValueLayout.JAVA_INT));
    private final MethodHandle open = handle(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private final MethodHandle dup2 =
            handle("dup2", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private final MethodHandle close =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor shape, Linker.Option... options) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
    }

    /// From now on neither Ctrl-C there nor its closing reaches this process, which has a session of its own.
    void leave() {
        try {
            // It fails where this process leads a group, which then is its own already.
            int ignored = (int) setsid.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// From now on there is nothing to read, and what this process says goes to `console`, made anew.
    void letGo(Path console) {
        try (var arena = Arena.ofConfined()) {
            Files.deleteIfExists(console);
            Files.createFile(console);
            replace(0, arena.allocateFrom("/dev/null"), O_RDONLY);
            replace(1, arena.allocateFrom(console.toString()), O_WRONLY_APPEND);
            replace(2, arena.allocateFrom(console.toString()), O_WRONLY_APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void replace(int descriptor, MemorySegment file, int how) throws Throwable {
        int opened = (int) open.invokeExact(file, how);
        int moved = (int) dup2.invokeExact(opened, descriptor);
        int closed = (int) close.invokeExact(opened);
        if (opened < 0 || moved < 0 || closed < 0) throw new IllegalStateException("descriptor " + descriptor);
    }
}
