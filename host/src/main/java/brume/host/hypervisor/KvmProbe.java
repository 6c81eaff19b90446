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
/// BIOS, or at the first return from an interrupt in protected mode. So a machine is booted from a disk of one sector,
/// which does some of what a kernel does first, and says so.
public final class KvmProbe {
    /// Sums 1 to 1000 in real mode; in protected mode calls an interrupt that counts, 1,000 times without paging and as
    /// often with it. When all of that is right, it writes 42 to port 0xf4 (`isa-debug-exit`), else it halts.
    private static final String SECTOR = "fa31c08ed88ec08ed0bc007c" // cli; ds, es, ss = 0; sp = 0x7c00
            + "b9e80301c8e2fc3d14a37512" // mov cx, 1000; add ax, cx; loop; cmp ax, 0xa314; jne to hlt
            + "0f0116c07c0f20c00c010f22c0ea2d7c0800" // lgdt; cr0 |= 1; jmp 8:0x7c2d
            + "f4ebfd" // hlt; and again
            + "66b810008ed88ec08ed0bc007c0000" // ds, es, ss = 16; esp = 0x7c00
            + "c70500120000a47c0800c70504120000008e00000f011dc67c0000" // gate 0x40 leads to 0x7ca4; lidt
            + "31dbe83c000000" // xor ebx, ebx; call 0x7c9b
            + "c7050020000083000000b8002000000f22d8" // a page of 4 MiB is itself; cr3 = 0x2000
            + "0f20e00c100f22e00f20c00d000000800f22c0" // cr4 |= 0x10; cr0 |= 0x80000000
            + "e81200000081fbd00700007507" // call 0x7c9b; cmp ebx, 2000; jne to hlt
            + "b02a66baf400eef4ebfd" // mov al, 42; mov dx, 0xf4; out dx, al; hlt
            + "b9e8030000cd40e2fcc3" // 0x7c9b: mov ecx, 1000; int 0x40; loop; ret
            + "43cf6690" // 0x7ca4: inc ebx; iret
            + "0000000000000000ffff0000009acf00ffff00000092cf00" // nothing, all memory as code, all memory as data
            + "1700a87c0000ff0700100000"; // where these are, and where the gates are

    /// The BIOS reads nothing from a smaller disk.
    private static final int DISK_BYTES = 1 << 20;
    /// A machine whose KVM fails stands still instead of ending.
    private static final Duration TIME = Duration.ofSeconds(10);

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
                    .within(TIME)
                    .run();
            return output.exit() == DONE;
        } catch (CommandFault e) {
            return false;
        } finally {
            Files.deleteIfExists(disk);
        }
    }
}
