package brume.host.hypervisor;

import brume.base.json.Json;
import brume.host.process.Command;
import brume.host.process.CommandFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JacksonException;

/// Whether KVM really runs code here. `/dev/kvm` may be there, answer, and still fail in the first instructions of the
/// BIOS; so a machine is booted from a disk of one sector, which adds some numbers and says so.
public final class KvmProbe {
    /// Sums 1 to 1000, and when that is right writes 42 to port 0xf4 (`isa-debug-exit`).
    private static final String SECTOR = "31c0" // xor ax, ax
            + "b9e803" // mov cx, 1000
            + "01c8e2fc" // add ax, cx; loop
            + "3d14a37506" // cmp ax, 0xa314; jne to hlt
            + "b02abaf400ee" // mov al, 42; mov dx, 0xf4; out dx, al
            + "f4ebfd"; // hlt; and again
    /// The BIOS reads nothing from a smaller disk.
    private static final int DISK_BYTES = 1 << 20;
    private static final int DONE = 42 << 1 | 1;
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path memory;
    private final BooleanSupplier trial;

    /// @param memory a file for the answer: it holds until this machine boots again
    public KvmProbe(Path memory) {
        this(memory, KvmProbe::runs);
    }

    /// @param trial finds the answer
    KvmProbe(Path memory, BooleanSupplier trial) {
        this.memory = memory;
        this.trial = trial;
    }

    private record Answer(String hostBoot, boolean works) {}

    /// The answer, found when it is not known yet: that may take seconds.
    public synchronized boolean works() {
        try {
            var boot = Files.readString(BOOT_ID).strip();
            var known = known().filter(answer -> answer.hostBoot().equals(boot));
            if (known.isPresent()) return known.get().works();
            boolean works = trial.getAsBoolean();
            Files.createDirectories(memory.toAbsolutePath().getParent());
            Files.write(memory, Json.bytes(new Answer(boot, works)));
            return works;
        } catch (IOException e) {
            throw new HypervisorFault("KVM probe: " + e, e);
        }
    }

    /// What was written down. A process that was killed, or a disk that was full, may have left half of it.
    private Optional<Answer> known() throws IOException {
        if (!Files.exists(memory)) return Optional.empty();
        try {
            return Optional.of(Json.read(Files.readString(memory), Answer.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /// The answer, found anew.
    public static boolean runs() {
        try {
            return Files.exists(Path.of("/dev/kvm")) && boots("kvm", "host");
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether a machine boots with this accelerator.
    static boolean boots(String accelerator, String cpu) throws IOException {
        var disk = Files.createTempFile("brume-probe", ".img");
        try {
            var bytes = new byte[DISK_BYTES];
            var code = HexFormat.of().parseHex(SECTOR);
            System.arraycopy(code, 0, bytes, 0, code.length);
            bytes[510] = 0x55;
            bytes[511] = (byte) 0xaa;
            Files.write(disk, bytes);
            var output = Command.of(List.of(
                            "qemu-system-x86_64",
                            "-nodefaults",
                            "-no-user-config",
                            "-display",
                            "none",
                            "-machine",
                            "q35,accel=" + accelerator,
                            "-cpu",
                            cpu,
                            "-m",
                            "64M",
                            "-no-reboot",
                            "-sandbox",
                            "on",
                            "-blockdev",
                            "{\"driver\":\"raw\",\"node-name\":\"disk\",\"read-only\":true,\"file\":{\"driver\":\"file\","
                                    + "\"filename\":" + Json.text(disk.toString()) + "}}",
                            "-device",
                            "virtio-blk-pci,drive=disk,bootindex=0",
                            "-device",
                            "isa-debug-exit,iobase=0xf4,iosize=0x04"))
                    .within(Duration.ofSeconds(20))
                    .run();
            return output.exit() == DONE;
        } catch (CommandFault e) {
            return false;
        } finally {
            Files.deleteIfExists(disk);
        }
    }
}
