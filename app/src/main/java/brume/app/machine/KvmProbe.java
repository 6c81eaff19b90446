package brume.app.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Finds out whether KVM works, by running a few instructions in it to a known end.
final class KvmProbe {
    /// A boot sector: `mov dx, 0xf4; mov al, 0x10; out dx, al; hlt`. QEMU's debug exit device then ends the machine
    /// with
    /// `(0x10 << 1) | 1`.
    private static final byte[] CODE = {(byte) 0xba, (byte) 0xf4, 0x00, (byte) 0xb0, 0x10, (byte) 0xee, (byte) 0xf4};

    private static final int SECTOR_BYTES = 512;
    private static final int KNOWN_END = (0x10 << 1) | 1;
    private static final long PATIENCE_SECONDS = 15;

    private KvmProbe() {}

    static boolean works() {
        try {
            var sector = new byte[SECTOR_BYTES];
            System.arraycopy(CODE, 0, sector, 0, CODE.length);
            sector[SECTOR_BYTES - 2] = 0x55;
            sector[SECTOR_BYTES - 1] = (byte) 0xaa;
            var disk = Files.createTempFile("brume-kvm-", ".img");
            try {
                Files.write(disk, sector);
                return run(disk) == KNOWN_END;
            } finally {
                Files.delete(disk);
            }
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int run(Path disk) throws IOException, InterruptedException {
        var line = List.of(
                "qemu-system-x86_64",
                "-accel",
                "kvm",
                "-machine",
                "pc",
                "-m",
                "16",
                "-nodefaults",
                "-display",
                "none",
                "-drive",
                "file=" + disk + ",format=raw,if=ide",
                "-device",
                "isa-debug-exit,iobase=0xf4,iosize=0x04",
                "-no-reboot");
        var process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) return process.exitValue();
        process.destroyForcibly();
        return -1;
    }
}
